package sigv4

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

func TestCanonicalPathsEncodeTheWirePathOnceMore(t *testing.T) {
	tests := []struct {
		name, path string
		want       []string // first as the SDKs normalise, then as the Go SDKs sign
	}{
		{"empty", "", []string{"/"}},
		{"plain", "/contact/chat", []string{"/contact/chat"}},
		{"escaped slash", "/tags/arn%3Aaws%2Fx", []string{"/tags/arn%253Aaws%252Fx"}},
		{"escaped space", "/a%20b", []string{"/a%2520b"}},
		{"escaped unicode", "/%E1%88%B4", []string{"/%25E1%2588%25B4"}},
		{"raw colon", "/tags/arn:aws", []string{"/tags/arn%3Aaws"}},
		{"double slash", "/a//b", []string{"/a/b", "/a//b"}},
		{"final slash", "/a/", []string{"/a/"}},
		{"dots", "/a/./b/../c", []string{"/a/c", "/a/./b/../c"}},
		{"dots beyond the root", "/../../a", []string{"/a", "/../../a"}},
		{"escaped dots are no dots", "/a/%2E%2E/b", []string{"/a/%252E%252E/b"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := (target{path: test.path}).canonicalPaths(); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestCanonicalQueryIsSortedAndEncoded(t *testing.T) {
	tests := []struct{ name, query, want string }{
		{"empty", "", ""},
		{"order of names", "b=2&a=1", "a=1&b=2"},
		{"upper case before lower", "a=1&B=2", "B=2&a=1"},
		{"order of values", "a=2&a=1&a=10", "a=1&a=10&a=2"},
		{"name that begins another", "ab=1&a=2", "a=2&ab=1"},
		{"no value", "a&b=", "a=&b="},
		{"empty pairs", "&a=1&&b=2&", "a=1&b=2"},
		{"plus is a space", "a=1+2", "a=1%202"},
		{"escaped plus", "a=1%2B2", "a=1%2B2"},
		{"needless escape", "%61=%62", "a=b"},
		{"lower-case escape", "a=%2f", "a=%2F"},
		{"equal sign in a value", "a=b=c", "a=b%3Dc"},
		{"unicode", "ሴ=é", "%E1%88%B4=%C3%A9"},
		{"own signature left out", "X-Amz-Signature=1&a=1", "a=1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			parsed, err := parseParams(test.query)
			if err != nil {
				t.Fatalf("got error %v, want none", err)
			}
			if got := parsed.canonical(); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestParseTargetRefusesWhatAHandlerWouldReadDifferently(t *testing.T) {
	tests := []struct{ name, target string }{
		{"broken escape in a name", "/?%zz=1"},
		{"broken escape in a value", "/?a=%4"},
		{"too long", "/" + strings.Repeat("a", maxTargetLen)},
		{"too many parameters", "/?" + strings.Repeat("a&", maxParams)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/", nil)
			r.RequestURI = test.target
			_, err := parseTarget(r)
			wantCode(t, err, CodeIncomplete)
		})
	}
}

func TestParseTargetPrefersTheRequestLine(t *testing.T) {
	r := httptest.NewRequest("GET", "/v1/users%2Fme?a=1", nil)
	r.URL.Path, r.URL.RawPath, r.URL.RawQuery = "/users/me", "", "" // as a router does that strips a prefix
	got, err := parseTarget(r)
	if err != nil || got.path != "/v1/users%2Fme" || !slices.Equal(got.query, params{{"a", "1"}}) {
		t.Errorf("got %+v, %v; want the path and query of the request line", got, err)
	}
}

// The canonical query is a fixed point: writing it down and reading it again
// changes nothing, whatever the client sent.
func FuzzCanonicalQuery(f *testing.F) {
	for _, seed := range []string{"", "b=2&a=1", "a=%2f+%20", "&&=&a", "ሴ=bar", "%=1", "a;b=c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		parsed, err := parseParams(query)
		if err != nil {
			wantCode(t, err, CodeIncomplete)
			return
		}
		first := parsed.canonical()
		again, err := parseParams(first)
		if err != nil {
			t.Fatalf("canonical query %q of %q is not readable: %v", first, query, err)
		}
		if second := again.canonical(); second != first {
			t.Errorf("canonical query of %q: got %q the second time, want %q", query, second, first)
		}
	})
}
