package app_test

import (
	"strings"
	"testing"
)

func TestCORS(t *testing.T) {
	const page, stranger = "https://shop.example.com", "https://evil.example.com"
	for _, test := range []struct {
		name    string
		args    []string
		origin  string
		allowed string // of Access-Control-Allow-Origin
		starts  int    // status of a start
	}{
		{"all origins", nil, page, "*", 200},
		{"an origin of the list", []string{"--allowed-origins", "https://other.example.com," + page}, page, page, 200},
		{"an origin that is not on the list", []string{"--allowed-origins", page}, stranger, "", 403},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newSite(t, test.args...)
			check := func(what string, a answer, status int) {
				t.Helper()
				if got := a.header.Get("Access-Control-Allow-Origin"); a.status != status || got != test.allowed {
					t.Errorf("%s: got %d for origin %q, want %d for %q", what, a.status, got, status, test.allowed)
				}
				if vary := strings.Contains(strings.Join(a.header.Values("Vary"), ","), "Origin"); vary != (test.allowed != "*") {
					t.Errorf("%s: got Vary %q", what, a.header.Values("Vary"))
				}
			}
			preflight := []string{"Origin", test.origin, "Access-Control-Request-Method", "POST",
				"Access-Control-Request-Headers", "content-type,x-amz-bearer,x-amz-user-agent"}
			check("preflight", s.do("OPTIONS", "/participant/message", "", preflight...), 204)
			check("refusal", s.do("POST", "/participant/message", "{}", "Origin", test.origin), 403)
			check("unknown path", s.do("POST", "/participant/nothing", "{}", "Origin", test.origin), 404)
			check("broken body", s.do("POST", "/participant/connection", "{", "Origin", test.origin), 403)
			start := s.do("POST", "/start-chat", `{"ParticipantDetails":{"DisplayName":"Ada"}}`, "Origin", test.origin, "Content-Type", "application/json")
			check("start", start, test.starts)
			exposed := strings.ToLower(s.do("POST", "/participant/message", "{}", "Origin", test.origin).header.Get("Access-Control-Expose-Headers"))
			if !strings.Contains(exposed, "x-amzn-errortype") {
				t.Errorf("got exposed headers %q, want the error's name among them", exposed)
			}
			// Back ends are no pages.
			if got := s.do("PUT", "/contact/chat", "{}", "Origin", test.origin).header.Get("Access-Control-Allow-Origin"); got != "" {
				t.Errorf("the Connect API: got origin %q allowed, want none", got)
			}
		})
	}
}
