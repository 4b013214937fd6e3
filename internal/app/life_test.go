package app_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/chatclient"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

const sampleFlow = string(directory.SampleInboundID)

// watched is a session with the instants of what its handlers were told.
type watched struct {
	*chatclient.Session
	items chan chatclient.Item
	ended chan time.Time
}

// watch connects a participant and notes the messages and events, and the end.
func (s *site) watch(who chatclient.ChatDetails) watched {
	s.t.Helper()
	w := watched{items: make(chan chatclient.Item, 100), ended: make(chan time.Time, 1)}
	w.Session = s.customer(who, chatclient.Handlers{
		OnMessage: func(i chatclient.Item) { w.items <- i },
		OnEnded:   func() { w.ended <- time.Now() },
	})
	return w
}

// await reads items until one of the content type comes, for up to two hours.
func (w watched) await(t testing.TB, contentType string) chatclient.Item {
	t.Helper()
	deadline := time.After(2 * time.Hour)
	for {
		select {
		case i := <-w.items:
			if i.ContentType == contentType {
				return i
			}
		case <-deadline:
			t.Fatalf("no %s came", contentType)
		}
	}
}

func TestAChatEndsWithItsDuration(t *testing.T) {
	for _, test := range []struct {
		name, member string
		away, lasts  time.Duration
	}{
		{"the default, most of it without a server", "", 24 * time.Hour, 25 * time.Hour},
		{"the shortest that can be chosen", `"ChatDurationInMinutes":60,`, 0, time.Hour},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSite(t)
				began := time.Now()
				who := s.begin(sampleFlow, test.member)
				s.join(who)
				if test.away > 0 {
					s.restart(test.away)
				}
				c := s.watch(who)
				c.await(t, chatclient.EventChatEnded)
				if got := time.Since(began).Round(time.Second); got != test.lasts {
					t.Errorf("chat.ended came after %v, want %v", got, test.lasts)
				}
				<-c.ended
				s.checkEnded(who, "EXPIRED", test.lasts)
			})
		})
	}
}

func TestAChatEndsWhenItsCustomerNeverConnects(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		late, prompt := s.begin(sampleFlow, ""), s.begin(sampleFlow, "")
		s.join(prompt)
		<-time.After(5*time.Minute - time.Second)
		if got := s.describe(late.ContactID).DisconnectReason; got != "" {
			t.Errorf("within the time: got %s, want a running chat", got)
		}
		<-time.After(2 * time.Second)
		s.checkEnded(late, "CUSTOMER_CONNECTION_NOT_ESTABLISHED", 5*time.Minute)
		if got := s.describe(prompt.ContactID).DisconnectReason; got != "" {
			t.Errorf("who has connected: got %s, want a running chat", got)
		}
	})
}

func TestDeadlinesThatPassWhileTheServerIsDownAreKeptAtItsStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		never := s.begin(sampleFlow, "")
		expires := s.begin(sampleFlow, `"ChatDurationInMinutes":60,`)
		s.join(expires)
		s.restart(3 * time.Hour)
		<-time.After(time.Second)
		// The contacts end when the server knows, not in its absence.
		s.checkEnded(never, "CUSTOMER_CONNECTION_NOT_ESTABLISHED", 3*time.Hour)
		s.checkEnded(expires, "EXPIRED", 3*time.Hour)
	})
}

// checkEnded checks how and when a chat ended, and that nobody may do anything
// in it any more.
func (s *site) checkEnded(who chatclient.ChatDetails, reason string, life time.Duration) {
	s.t.Helper()
	c := s.describe(who.ContactID)
	if c.DisconnectReason != reason {
		s.t.Errorf("got disconnect reason %q, want %s", c.DisconnectReason, reason)
	}
	if got := c.life(); got != life {
		s.t.Errorf("the contact lived %v, want %v", got, life)
	}
	if a := s.participant("connection", who.ParticipantToken, both); a.status != 403 || a.errorName() != "AccessDeniedException" {
		s.t.Errorf("a connection after the end: got %d %s, want 403 AccessDeniedException", a.status, a.body)
	}
}

func TestAfterTheEndEverythingIsDenied(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		who := s.begin(sampleFlow, "")
		c := s.join(who)
		bearer := c.ConnectionCredentials.ConnectionToken
		if a := s.connect("POST", "/contact/stop", fmt.Sprintf(`{"InstanceId":%q,"ContactId":%q}`, instance, who.ContactID)); a.status != 200 {
			t.Fatalf("StopContact: got %d %s", a.status, a.body)
		}
		for _, call := range []struct{ operation, bearer, body string }{
			{"connection", who.ParticipantToken, both},
			{"message", bearer, `{"ContentType":"text/plain","Content":"x"}`},
			{"event", bearer, `{"ContentType":"application/vnd.amazonaws.connect.event.typing"}`},
			{"transcript", bearer, `{}`},
		} {
			a := s.participant(call.operation, call.bearer, call.body)
			if a.status != 403 || a.errorName() != "AccessDeniedException" {
				t.Errorf("%s: got %d %s, want 403 AccessDeniedException", call.operation, a.status, a.body)
			}
		}
		if got := s.upgrade(c.Websocket.Url); got != 403 {
			t.Errorf("websocket: got %d, want 403", got)
		}
		// Leaving is the one thing that stays done.
		if a := s.participant("disconnect", bearer, `{}`); a.status != 200 {
			t.Errorf("disconnect: got %d %s, want 200", a.status, a.body)
		}
	})
}

// upgrade asks for a websocket by hand and gives the status of the answer.
func (s *site) upgrade(url string) int {
	s.t.Helper()
	r, err := request("GET", "http"+url[len("ws"):], "", "Connection", "Upgrade", "Upgrade", "websocket",
		"Sec-WebSocket-Version", "13", "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
	if err != nil {
		s.t.Fatal(err)
	}
	resp, err := s.client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}
