package forward

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// A server that answers at once is heard to the end, however often.
func TestAnswersAreWhole(t *testing.T) {
	body := bytes.Repeat([]byte("x"), 64<<10)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if question, err := io.ReadAll(io.LimitReader(r.Body, 8)); err != nil || string(question) != "question" {
			t.Errorf("got question %q and error %v", question, err)
		}
		w.Write(body)
	}))
	t.Cleanup(server.Close)
	way := httptest.NewServer(New(Options{
		Host: func(*http.Request) string { return "server" },
		Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
		},
		Failed: Away,
	}))
	t.Cleanup(way.Close)
	var asking sync.WaitGroup
	for range 8 {
		asking.Go(func() {
			for range 100 {
				response, err := http.Post(way.URL, "text/plain", strings.NewReader("question"))
				if err != nil {
					t.Error(err)
					return
				}
				got, err := io.ReadAll(response.Body)
				response.Body.Close()
				if err != nil || len(got) != len(body) {
					t.Errorf("got %d bytes and error %v, want %d", len(got), err, len(body))
				}
			}
		})
	}
	asking.Wait()
}

func TestServerThatIsAwayIsTheNetworksFault(t *testing.T) {
	way := httptest.NewServer(New(Options{
		Host:   func(*http.Request) string { return "server" },
		Dial:   func(context.Context, string, string) (net.Conn, error) { return nil, net.ErrClosed },
		Failed: Away,
	}))
	t.Cleanup(way.Close)
	response, err := http.Get(way.URL)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if got := response.Header.Get("X-Amzn-Errortype"); got != "NetworkingError" || response.StatusCode != http.StatusBadGateway {
		t.Errorf("got %d %s, want 502 NetworkingError", response.StatusCode, got)
	}
}
