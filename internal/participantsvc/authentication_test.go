package participantsvc_test

import "testing"

// Who has not been asked to sign in cannot, and is told in the terms of the model.
func TestAuthenticationThatIsNotUnderWay(t *testing.T) {
	s := newSite(t)
	customer := s.Chat(t)
	const id = `"SessionId": "00000000-0000-4000-8000-000000000000"`
	for name, c := range map[string]struct{ operation, bearer, body, code string }{
		"a URL":                {"authentication-url", customer.Connection, `{` + id + `, "RedirectUri": "https://x"}`, "ValidationException"},
		"a URL without an id":  {"authentication-url", customer.Connection, `{"RedirectUri": "https://x"}`, "ValidationException"},
		"a URL for a stranger": {"authentication-url", "x", `{` + id + `, "RedirectUri": "https://x"}`, "AccessDeniedException"},
		"cancelling":           {"cancel-authentication", customer.Connection, `{` + id + `}`, "ValidationException"},
		"a short id":           {"cancel-authentication", customer.Connection, `{"SessionId": "1"}`, "ValidationException"},
		"cancelling for one":   {"cancel-authentication", "x", `{` + id + `}`, "AccessDeniedException"},
	} {
		t.Run(name, func(t *testing.T) {
			status := map[string]int{"ValidationException": 400, "AccessDeniedException": 403}[c.code]
			want(t, s.call(t, c.operation, c.bearer, c.body), status, c.code)
		})
	}
}
