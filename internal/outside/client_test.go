package outside

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestAClientReadsNoMoreThanItsLimit(t *testing.T) {
	for length, want := range map[int]error{0: nil, 9: nil, 10: nil, 11: ErrTooLarge, 1 << 20: ErrTooLarge} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, strings.Repeat("a", length))
		}))
		client := NewClient(10)
		answer, err := client.Get(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if !errors.Is(err, want) || len(body) != min(length, 10) {
			t.Errorf("%d bytes: got %d and %v, want %v", length, len(body), err, want)
		}
		client.CloseIdleConnections()
		server.Close()
	}
}

func TestAClientFollowsNoRedirect(t *testing.T) {
	server := httptest.NewServer(http.RedirectHandler("/elsewhere", http.StatusFound))
	defer server.Close()
	client := NewClient(1000)
	defer client.CloseIdleConnections()
	answer, err := client.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusFound {
		t.Errorf("got status %d, want the redirect itself", answer.StatusCode)
	}
}
