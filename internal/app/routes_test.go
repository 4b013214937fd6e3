package app_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

func TestEveryPathHasItsAnswer(t *testing.T) {
	s := newSite(t)
	const denied, missing = "AccessDeniedException", "MissingAuthenticationTokenException"
	for _, test := range []struct {
		method, path string
		status       int
		name         string
	}{
		{"GET", "/healthz", 200, ""}, {"HEAD", "/healthz", 200, ""},
		{"GET", "/readyz", 200, ""}, {"HEAD", "/readyz", 200, ""},
		{"GET", "/metrics", 200, ""}, {"HEAD", "/metrics", 200, ""},
		{"POST", "/participant/connection", 403, denied},
		{"GET", "/participant/connection", 405, "UnknownOperationException"},
		{"HEAD", "/participant/connection", 405, "UnknownOperationException"},
		{"OPTIONS", "/participant/connection", 204, ""},
		{"OPTIONS", "/participant/nothing", 204, ""},
		{"GET", "/participant/nothing", 404, "UnknownOperationException"},
		{"GET", "/participant/", 404, "UnknownOperationException"},
		{"GET", "/participant/websocket", 403, denied},
		{"GET", "/participant/websocket?token=forged", 403, denied},
		{"OPTIONS", "/start-chat", 200, ""},
		{"GET", "/start-chat", 405, "UnknownOperationException"},
		{"HEAD", "/start-chat", 405, "UnknownOperationException"},
		{"PUT", "/contact/chat", 403, missing},
		{"OPTIONS", "/contact/chat", 403, missing},
		{"GET", "/", 200, ""}, {"HEAD", "/", 200, ""}, {"OPTIONS", "/", 403, missing}, {"POST", "/", 403, missing},
		{"GET", "/rejoin/customer/chats", 405, ""}, {"OPTIONS", "/rejoin/customer/chats", 405, ""},
		{"GET", "/ccp-v2", 200, ""}, {"HEAD", "/ccp-v2/", 200, ""}, {"POST", "/ccp-v2/", 403, missing},
		{"GET", "/assets/", 403, missing}, {"GET", "/index.html", 403, missing}, {"GET", "/unbuilt.html", 403, missing},
		{"GET", "/favicon.ico", 403, missing},
		{"GET", "//", 403, missing},
		{"POST", "//participant/connection", 403, missing},
		{"POST", "/participant//connection", 404, "UnknownOperationException"},
		{"POST", "/participant/../contact/chat", 404, "UnknownOperationException"},
		{"POST", "/participant/connection/", 404, "UnknownOperationException"},
		{"POST", "/participant/%63onnection", 404, "UnknownOperationException"},
		{"GET", "/healthz/", 403, missing},
		{"GET", "/rejoin/contacts/x/y/flow-trace", 403, missing}, {"GET", "/rejoin/", 403, missing},
		{"GET", "/%00", 403, missing},
		{"BREW", "/participant/message", 405, "UnknownOperationException"},
	} {
		r, err := request(test.method, base+"/", "")
		if err != nil {
			t.Fatal(err)
		}
		// As it is, not as the client would clean it.
		r.URL.Opaque = "//127.0.0.1:8080" + test.path
		a := s.send(r)
		if a.status != test.status || a.errorName() != test.name {
			t.Errorf("%s %s: got %d %q %s, want %d %q", test.method, test.path, a.status, a.errorName(), a.body, test.status, test.name)
		}
		if a.header.Get("Date") == "" {
			t.Errorf("%s %s: the answer has no date", test.method, test.path)
		}
		if test.path != "/metrics" && a.header.Get("Content-Type") != "text/html; charset=utf-8" && a.body != "" && !json.Valid([]byte(a.body)) {
			t.Errorf("%s %s: got %q, want JSON", test.method, test.path, a.body)
		}
	}
}

// ahead is a clock that goes before the system's.
type ahead struct {
	clock.Clock
	by time.Duration
}

func (c ahead) Now() time.Time { return c.Clock.Now().Add(c.by) }

func TestTheDateIsThatOfTheClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const days = 72 * time.Hour
		s := open(t, &site{clock: ahead{clock.System(), days}})
		for range 3 {
			<-time.After(1500 * time.Millisecond)
			want := time.Now().Add(days).UTC().Format(http.TimeFormat)
			for _, path := range []string{"/healthz", "/participant/connection", "/contact/chat", "/start-chat"} {
				if got := s.do("GET", path, "").header.Values("Date"); len(got) != 1 || got[0] != want {
					t.Errorf("%s: got %q, want %q once", path, got, want)
				}
			}
		}
	})
}

func TestMetricsCountTheTraffic(t *testing.T) {
	s := newSite(t)
	who := s.begin(sampleFlow, "")
	s.listen(who)
	metrics := s.do("GET", "/metrics", "").body
	for _, want := range []string{`operation="StartChatContact"`, `operation="CreateParticipantConnection"`, "rejoin_"} {
		if !strings.Contains(metrics, want) {
			t.Errorf("got metrics without %s", want)
		}
	}
}

// talkRaw writes bytes on a connection of its own and gives what comes back.
func (s *site) talkRaw(t *testing.T, text string) (string, error) {
	t.Helper()
	c, err := s.dial(t.Context(), "tcp", "")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	go io.WriteString(c, text) // ends with the connection
	answer, err := io.ReadAll(c)
	return string(answer), err
}

func TestSlowAndOversizedRequestsAreCutShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		who := s.begin(sampleFlow, "")
		for _, test := range []struct {
			name, text, want string
			after            time.Duration
		}{
			{"headers that do not end", "GET /healthz HTTP/1.1\r\nHost: x\r\n", "", 10 * time.Second},
			{"a body that does not come", "POST /participant/message HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{", "HTTP/1.1 400 ", time.Minute},
			{"headers that are too large", "GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", 80<<10) + "\r\n\r\n", "HTTP/1.1 431 ", 0},
			{"no HTTP", "SSH-2.0-x\r\n\r\n", "HTTP/1.1 400 ", 0},
		} {
			began := time.Now()
			got, _ := s.talkRaw(t, test.text) // how the connection ends is no matter
			if took := time.Since(began); !strings.HasPrefix(got, test.want) || test.want == "" && got != "" || took < test.after || took > test.after+2*time.Second {
				t.Errorf("%s: got %q after %v, want %q after %v", test.name, got, took, test.want, test.after)
			}
		}
		large := fmt.Sprintf(`{"Content":%q}`, strings.Repeat("x", 5<<20))
		if a := s.participant("message", s.join(who).ConnectionCredentials.ConnectionToken, large); a.status != 400 ||
			!strings.Contains(a.body, `"ValidationException"`) || !strings.Contains(a.body, `"Message":"the body has more than `) {
			t.Errorf("a body that is too large: got %d %s, want 400 and the model's own error", a.status, a.body)
		}
		if a := s.do("GET", "/healthz", ""); a.status != 200 {
			t.Errorf("afterwards: got %d, want 200", a.status)
		}
	})
}

func TestARefusalKeepsTheConnection(t *testing.T) {
	s := newSite(t)
	c, err := s.dial(t.Context(), "tcp", "")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	in := bufio.NewReader(c)
	for _, path := range []string{"/participant/connection", "/participant/message", "/contact/chat", "/nothing", "/start-chat"} {
		r, err := request("POST", base+path, "{")
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Write(c); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		resp, err := http.ReadResponse(in, r)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if resp.Close {
			t.Errorf("%s: the server closes the connection after %d", path, resp.StatusCode)
		}
	}
}

func TestThePublicURLIsWhatClientsAreTold(t *testing.T) {
	s := newSite(t, "--public-url", "https://chat.example.com")
	got := s.join(s.begin(sampleFlow, "")).Websocket.Url
	if want := "wss://chat.example.com/participant/websocket?token="; !strings.HasPrefix(got, want) {
		t.Errorf("got %s, want %s…", got, want)
	}
}
