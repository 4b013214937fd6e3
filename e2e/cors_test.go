package e2e

import (
	"net/http"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// shopOrigin is where a page with a chat in it comes from.
const shopOrigin = "https://shop.example"

// What ChatJS asks for is played in a browser (browserRows). What else pages call
// is asked for here, in a browser's words.
func TestPagesOfOtherOriginsMayCall(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	preflight(t, s, "/start-chat", http.MethodPost, "content-type")
	preflight(t, s, "/participant/views/a%2Fb%3D", http.MethodGet,
		"authorization", "x-amz-bearer", "x-amz-content-sha256", "x-amz-date", "x-amz-user-agent")
}

// preflight asks whether a page may call a path by a method with headers.
func preflight(t *testing.T, s *rejoin.Server, path, method string, headers ...string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodOptions, s.URL+path, nil)
	must(t, err)
	request.Header.Set("Origin", shopOrigin)
	request.Header.Set("Access-Control-Request-Method", method)
	request.Header.Set("Access-Control-Request-Headers", strings.Join(headers, ","))
	answer, err := http.DefaultClient.Do(request)
	must(t, err)
	answer.Body.Close()
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		t.Errorf("preflight of %s: got status %d, want 2xx", path, answer.StatusCode)
	}
	if got := answer.Header.Get("Access-Control-Allow-Origin"); got != "*" && got != shopOrigin {
		t.Errorf("preflight of %s: got Access-Control-Allow-Origin %q, want %s or *", path, got, shopOrigin)
	}
	if got := answer.Header.Get("Access-Control-Allow-Methods"); !strings.Contains(got, method) {
		t.Errorf("preflight of %s: got methods %q, want %s among them", path, got, method)
	}
	allowed := strings.ToLower(answer.Header.Get("Access-Control-Allow-Headers"))
	for _, header := range headers {
		if !strings.Contains(allowed, header) {
			t.Errorf("preflight of %s: got headers %q, want %s among them", path, allowed, header)
		}
	}
}
