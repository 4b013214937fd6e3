package app_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"github.com/rejoin-chat/rejoin/chatclient"
)

// sender says things as fast as they are acknowledged, until something fails.
type sender struct {
	who    chatclient.ChatDetails
	bearer string
	acked  []string // ids
}

func (d *sender) run(s *site, acknowledged func()) {
	for n := 0; ; n++ {
		body := fmt.Sprintf(`{"ContentType":"text/plain","Content":"%d"}`, n)
		r, err := request("POST", base+"/participant/message", body, "X-Amz-Bearer", d.bearer)
		if err != nil {
			s.t.Error(err)
			return
		}
		a, err := s.try(r)
		if err != nil {
			return // nobody listens any more
		}
		var sent struct{ Id string }
		if a.status != 200 || json.Unmarshal([]byte(a.body), &sent) != nil {
			s.t.Errorf("while the server stops: got %d %s, want 200 or no answer", a.status, a.body)
			return
		}
		d.acked = append(d.acked, sent.Id)
		acknowledged()
	}
}

// In real time: simulated time stands still while senders keep the server busy.
func TestAStopUnderLoadLosesNothingThatWasAcknowledged(t *testing.T) {
	s := newSite(t)
	const chats, enough = 8, 200
	senders, sockets := make([]*sender, chats), make([]*socket, chats)
	busy := make(chan struct{})
	var total atomic.Int64
	acked := func() {
		if total.Add(1) == enough {
			close(busy)
		}
	}
	var running sync.WaitGroup
	for i := range senders {
		who := s.begin(sampleFlow, "")
		senders[i] = &sender{who: who, bearer: s.join(who).ConnectionCredentials.ConnectionToken}
		sockets[i] = s.listen(who)
		running.Go(func() { senders[i].run(s, acked) })
	}
	<-busy
	s.stop()
	running.Wait()
	for i, k := range sockets {
		if code := <-k.closed; code != 1001 {
			t.Errorf("chat %d: the socket was closed with %d, want 1001", i, code)
		}
	}
	s.start()
	for i, d := range senders {
		s.checkDelivered(i, d, sockets[i])
	}
}

// checkDelivered checks that the transcript has what was acknowledged, in order,
// and that the socket before the stop and one after it had it once together.
func (s *site) checkDelivered(chat int, d *sender, before *socket) {
	s.t.Helper()
	after := s.listen(d.who)
	last, err := s.session(d.who).SendMessage(s.t.Context(), chatclient.Message{Content: "the end"})
	if err != nil {
		s.t.Fatalf("chat %d: %v", chat, err)
	}
	want := append(d.acked, last.ID)
	if got := s.saidByCustomer(d.who); !slices.Equal(got, want) {
		s.t.Errorf("chat %d: got %d stored messages, want the %d acknowledged ones in order", chat, len(got), len(want))
	}
	var pushed []string
	for id := range before.ids {
		pushed = append(pushed, id)
	}
	first := len(pushed)
	for id := range after.ids {
		if pushed = append(pushed, id); id == last.ID {
			break
		}
	}
	pushed = slices.DeleteFunc(pushed, func(id string) bool { return !slices.Contains(want, id) }) // the flow's
	if !slices.Equal(pushed, want) {
		s.t.Errorf("chat %d: got %d messages pushed before and %d after the stop, want all %d once, in order",
			chat, first, len(pushed)-first, len(want))
	}
}

// saidByCustomer are the ids of what the customer said, oldest first.
func (s *site) saidByCustomer(who chatclient.ChatDetails) []string {
	s.t.Helper()
	var ids []string
	for item, err := range s.session(who).History(s.t.Context()) {
		if err != nil {
			s.t.Fatalf("History: %v", err)
		}
		if item.ParticipantRole == chatclient.RoleCustomer && item.Type == chatclient.ItemMessage {
			ids = append(ids, item.ID)
		}
	}
	slices.Reverse(ids)
	return ids
}

func TestWhoComesWhileTheServerDrainsIsToldToComeBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		who := s.begin(sampleFlow, "")
		bearer := s.join(who).ConnectionCredentials.ConnectionToken
		k := s.listen(who)
		s.hang(who) // keeps the server waiting for the answer to its close
		s.cancel()
		if code := <-k.closed; code != 1001 {
			t.Errorf("the socket was closed with %d, want 1001", code)
		}
		for _, call := range []struct {
			method, path, bearer, body string
			status                     int
			name, text                 string
		}{
			{"POST", "/participant/connection", who.ParticipantToken, both, 503, "NetworkingError", "restarting"},
			{"POST", "/participant/message", bearer, `{"ContentType":"text/plain","Content":"last words"}`, 200, "", "AbsoluteTime"},
			{"GET", "/readyz", "", "", 503, "", "shutting down"},
			{"GET", "/healthz", "", "", 200, "", "ok"},
		} {
			a := s.do(call.method, call.path, call.body, "X-Amz-Bearer", call.bearer)
			if a.status != call.status || a.errorName() != call.name || !strings.Contains(a.body, call.text) {
				t.Errorf("%s: got %d %q %s, want %d %q with %q", call.path, a.status, a.errorName(), a.body, call.status, call.name, call.text)
			}
			if call.name != "" && !strings.Contains(a.body, `"__type":"`+call.name+`"`) {
				t.Errorf("%s: got %s, want the name in it too", call.path, a.body)
			}
		}
		s.stop()
		s.start()
		if got := s.texts(who); !slices.Contains(got, "last words") {
			t.Errorf("got %q, want what was said last too", got)
		}
	})
}

// hang opens a websocket and never reads from it.
func (s *site) hang(who chatclient.ChatDetails) {
	s.t.Helper()
	dialer := websocket.Dialer{NetDialContext: s.dial}
	ws, _, err := dialer.DialContext(s.t.Context(), s.join(who).Websocket.Url, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { ws.Close() })
}

func TestWhoseSocketIsClosedLastIsStillAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		who := s.begin(sampleFlow, "")
		k := s.listen(who)
		s.cancel()
		<-k.closed
		<-time.After(500 * time.Millisecond) // a distant client, and a new connection
		if a := s.participant("connection", who.ParticipantToken, both); a.status != 503 || a.errorName() != "NetworkingError" {
			t.Errorf("got %d %s, want 503 NetworkingError", a.status, a.body)
		}
		began := time.Now()
		s.stop()
		if took := time.Since(began); took > time.Second {
			t.Errorf("the stop took %v more, and the client is back after two seconds", took)
		}
	})
}

func TestAStopWithoutSocketsIsImmediate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		s.join(s.begin(sampleFlow, ""))
		began := time.Now()
		s.stop()
		if took := time.Since(began); took > 500*time.Millisecond {
			t.Errorf("the stop took %v, want none", took)
		}
	})
}

func TestALoadBalancerHasTimeToNotice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t, "--drain-delay", "30s")
		k := s.listen(s.begin(sampleFlow, ""))
		began := time.Now()
		s.cancel()
		synctest.Wait()
		if a := s.do("GET", "/readyz", ""); a.status != 503 || !strings.Contains(a.body, "shutting down") {
			t.Errorf("got %d %s, want 503, shutting down", a.status, a.body)
		}
		s.join(s.begin(sampleFlow, "")) // as before
		if code := <-k.closed; code != 1001 || time.Since(began) < 30*time.Second {
			t.Errorf("the socket was closed with %d after %v, want 1001 after 30s", code, time.Since(began))
		}
	})
}

func TestAQuickRestartIsNoLossToWhoIsConnected(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		var lost, broken atomic.Int64
		who := s.begin(sampleFlow, "")
		items := make(chan chatclient.Item, 100)
		c := s.customer(who, chatclient.Handlers{
			OnMessage:          func(i chatclient.Item) { items <- i },
			OnConnectionLost:   func(error) { lost.Add(1) },
			OnConnectionBroken: func(error) { broken.Add(1) },
		})
		w := watched{Session: c, items: items}
		for n := range 5 {
			s.restart(time.Second)
			text := fmt.Sprintf("after restart %d", n)
			if _, err := c.SendMessage(t.Context(), chatclient.Message{Content: text}); err != nil {
				t.Fatal(err)
			}
			for got := ""; got != text; got = w.await(t, chatclient.TypePlain).Content {
			}
		}
		if lost.Load() != 5 || broken.Load() != 0 {
			t.Errorf("got %d losses and %d broken sessions, want 5 and none", lost.Load(), broken.Load())
		}
	})
}

// texts are the messages of a chat, newest first.
func (s *site) texts(who chatclient.ChatDetails) []string {
	s.t.Helper()
	var texts []string
	for item, err := range s.session(who).History(s.t.Context()) {
		if err != nil {
			s.t.Fatalf("History: %v", err)
		}
		if item.Type == chatclient.ItemMessage {
			texts = append(texts, item.Content)
		}
	}
	return texts
}
