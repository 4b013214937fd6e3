package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// shopOrigin is where a page with a chat in it comes from.
const shopOrigin = "https://shop.example"

// A browser asks before each call whether a page of another origin may make it,
// and reads of the answer only what it is allowed to.
// client: amazon-connect-chatjs src/client/client.js
func TestPagesOfOtherOriginsMayCall(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	post := []string{"authorization", "content-type", "x-amz-bearer", "x-amz-content-sha256", "x-amz-date", "x-amz-user-agent"}
	for _, path := range []string{"connection", "message", "event", "transcript", "disconnect"} {
		preflight(t, s, "/participant/"+path, http.MethodPost, post)
	}
	preflight(t, s, "/start-chat", http.MethodPost, []string{"content-type"})
	view := slices.DeleteFunc(slices.Clone(post), func(h string) bool { return h == "content-type" })
	preflight(t, s, "/participant/views/a%2Fb%3D", http.MethodGet, view)

	answer := crossOrigin(t, s, http.MethodPost, "/participant/message", http.Header{"X-Amz-Bearer": {"wrong"}})
	if answer.StatusCode != http.StatusForbidden {
		t.Errorf("wrong token: got status %d, want 403", answer.StatusCode)
	}
	allows(t, answer)
	exposed := strings.ToLower(answer.Header.Get("Access-Control-Expose-Headers"))
	for _, header := range []string{"x-amzn-errortype", "x-amzn-requestid"} {
		if !strings.Contains(exposed, header) {
			t.Errorf("got exposed headers %q, want %s among them", exposed, header)
		}
	}
}

// preflight asks whether a method with headers is allowed.
func preflight(t *testing.T, s *rejoin.Server, path, method string, headers []string) {
	t.Helper()
	answer := crossOrigin(t, s, http.MethodOptions, path, http.Header{
		"Access-Control-Request-Method":  {method},
		"Access-Control-Request-Headers": {strings.Join(headers, ",")},
	})
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		t.Errorf("preflight of %s: got status %d, want 2xx", path, answer.StatusCode)
	}
	allows(t, answer)
	if got := answer.Header.Get("Access-Control-Allow-Methods"); !strings.Contains(got, method) {
		t.Errorf("preflight of %s: got methods %q, want %s among them", path, got, method)
	}
	allowed := strings.ToLower(answer.Header.Get("Access-Control-Allow-Headers"))
	for _, header := range headers {
		if !strings.Contains(allowed, header) {
			t.Errorf("preflight of %s: got headers %q, want %s among them", path, allowed, header)
		}
	}
	if answer.Header.Get("Access-Control-Max-Age") == "" {
		t.Errorf("preflight of %s: got no Access-Control-Max-Age, so that each call costs two", path)
	}
}

// crossOrigin sends a request as a page of another origin does.
func crossOrigin(t *testing.T, s *rejoin.Server, method, path string, header http.Header) *http.Response {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader("{}"))
	must(t, err)
	request.Header = header
	request.Header.Set("Origin", shopOrigin)
	answer, err := http.DefaultClient.Do(request)
	must(t, err)
	answer.Body.Close()
	return answer
}

func allows(t *testing.T, answer *http.Response) {
	t.Helper()
	if got := answer.Header.Get("Access-Control-Allow-Origin"); got != "*" && got != shopOrigin {
		t.Errorf("%s: got Access-Control-Allow-Origin %q, want %s or *", answer.Request.URL.Path, got, shopOrigin)
	}
}
