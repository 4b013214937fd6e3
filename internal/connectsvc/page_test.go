package connectsvc_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// walk reads a list in pages of two, by GET with a query or by POST with a body, and
// gives a member of every element.
func (s *site) walk(t testing.TB, path, list, member string) (all []string) {
	t.Helper()
	return s.read(t, path, list, member, 2)
}

// walkBy does so in longer pages, of what has no members.
func (s *site) walkBy(t testing.TB, path, list string, size int) []string {
	t.Helper()
	return s.read(t, path, list, "", size)
}

func (s *site) read(t testing.TB, path, list, member string, size int) (all []string) {
	t.Helper()
	search := strings.HasPrefix(path, "/search-")
	token := ""
	for {
		method, target, body := "GET", fmt.Sprintf("%s?maxResults=%d&nextToken=%s", path, size, url.QueryEscape(token)), ""
		if search {
			method, target, body = "POST", path, fmt.Sprintf(`{"InstanceId":%q,"MaxResults":%d}`, instance, size)
			if token != "" {
				body = fmt.Sprintf(`{"InstanceId":%q,"MaxResults":%d,"NextToken":%q}`, instance, size, token)
			}
		}
		a := s.call(t, method, target, body)
		want(t, a, 200, "")
		var items []json.RawMessage
		if err := json.Unmarshal([]byte(part(t, a.Text, list)), &items); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if len(items) > size {
			t.Errorf("%s: got a page of %d, want %d at most", path, len(items), size)
		}
		for _, item := range items {
			text := string(item)
			if member != "" {
				text = part(t, text, member)
			}
			all = append(all, unquote(text))
		}
		next := part(t, a.Text, "NextToken")
		if next == "" {
			return all
		}
		token = unquote(next)
	}
}

func unquote(text string) string {
	var s string
	if json.Unmarshal([]byte(text), &s) != nil {
		return text
	}
	return s
}

// searchFor finds the names of what meets a condition, over POST.
func (s *site) searchFor(t testing.TB, path, list, member, field, how, value string) (names []string) {
	t.Helper()
	a := s.call(t, "POST", path, searchBody(field, how, value))
	want(t, a, 200, "")
	var items []json.RawMessage
	if err := json.Unmarshal([]byte(part(t, a.Text, list)), &items); err != nil {
		t.Fatal(err)
	}
	for _, item := range items {
		names = append(names, unquote(part(t, string(item), member)))
	}
	if got := part(t, a.Text, "ApproximateTotalCount"); got != fmt.Sprint(len(items)) {
		t.Errorf("%s: got a total of %s, want %d", path, got, len(items))
	}
	return names
}
