package connectsvc_test

import (
	"fmt"
	"net/url"
	"slices"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/connectsvc/servicetest"
)

const (
	origins = "/instance/" + instance + "/approved-origins"
	origin  = "/instance/" + instance + "/approved-origin"
)

func (s *site) approve(t *testing.T, name, token string) servicetest.Answer {
	t.Helper()
	return s.call(t, "PUT", origin, fmt.Sprintf(`{"Origin":%q,"ClientToken":%q}`, name, token))
}

func (s *site) disapprove(t *testing.T, name string) servicetest.Answer {
	t.Helper()
	return s.call(t, "DELETE", origin+"?"+url.Values{"origin": {name}}.Encode(), "")
}

// origins pages through all origins, n at a time.
func (s *site) origins(t *testing.T, n int) (all []string) {
	t.Helper()
	query := url.Values{"maxResults": {fmt.Sprint(n)}}
	for {
		page := read[struct {
			Origins   []string
			NextToken string
		}](t, s.call(t, "GET", origins+"?"+query.Encode(), ""))
		all = append(all, page.Origins...)
		if page.NextToken == "" {
			return all
		}
		query.Set("nextToken", page.NextToken)
	}
}

func TestOriginsAreApprovedAsBrowsersWriteThem(t *testing.T) {
	s := newSite(t)
	if got := s.origins(t, 25); len(got) != 0 {
		t.Fatalf("at first: got %v, want none", got)
	}
	for _, name := range []string{"https://CRM.example/", "http://localhost:3000", "https://desk.example:443"} {
		want(t, s.approve(t, name, "t-"+name), 200, "")
		want(t, s.approve(t, name, "t-"+name), 200, "")
		want(t, s.approve(t, name, ""), 409, "ResourceConflictException")
	}
	all := []string{"http://localhost:3000", "https://crm.example", "https://desk.example"}
	for n := 1; n <= 3; n++ {
		if got := s.origins(t, n); !slices.Equal(got, all) {
			t.Errorf("%d at a time: got %v, want %v", n, got, all)
		}
	}
	want(t, s.disapprove(t, "https://desk.example"), 200, "")
	want(t, s.disapprove(t, "https://desk.example"), 404, "ResourceNotFoundException")
	if got := s.origins(t, 25); !slices.Equal(got, all[:2]) {
		t.Errorf("after the disapproval: got %v, want %v", got, all[:2])
	}
}

// What is no origin could say something else in the header that it goes into.
func TestWhatIsNoOriginIsNotApproved(t *testing.T) {
	s := newSite(t)
	for _, name := range []string{
		"*", "https://*", "https://*.example", "crm.example", "https://", "https://a.example/path", "https://a.example?x", "https://a.example#x",
		"https://me@a.example", "javascript:alert(1)", "data:text/html,x", "https://a.example; script-src *", "https://a.example 'unsafe-inline'",
		"https://a.example,https://b.example", "null", "https://a.example\n", "file:///etc",
	} {
		want(t, s.approve(t, name, ""), 400, "InvalidParameterException")
	}
	if got := s.origins(t, 25); len(got) != 0 {
		t.Errorf("got %v, want none", got)
	}
	for n := range 100 {
		want(t, s.approve(t, fmt.Sprintf("https://%d.example", n), ""), 200, "")
	}
	want(t, s.approve(t, "https://one.more.example", ""), 402, "ServiceQuotaExceededException")
}
