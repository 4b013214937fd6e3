package gateway_test

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/gateway"
)

const (
	customer = "s1.anna.CUSTOMER"
	agent    = "s1.bert.AGENT"
)

func TestAnswersClientFrames(t *testing.T) {
	const heartbeat = `{"topic":"aws/heartbeat"}`
	tests := []struct {
		name, send string
		want       []string
	}{
		{"subscribe is acknowledged", `{"topic":"aws/subscribe","content":{"topics":["aws/chat"]}}`, []string{acknowledgement}},
		{"the stray parenthesis of iOS is ignored", `{"topic": "aws/subscribe", "content": {"topics": ["aws/chat"]}})`, []string{acknowledgement}},
		{"unknown topics beside chat are left out", `{"topic":"aws/subscribe","content":{"topics":["aws/agent","aws/chat"]}}`, []string{acknowledgement}},
		{
			"unknown topics alone fail", `{"topic":"aws/subscribe","content":{"topics":["aws/\"agent"]}}`,
			[]string{`{"topic":"aws/subscribe","content":{"status":"failure","topics":["aws/\"agent"]}}`},
		},
		{"no topics fail", `{"topic":"aws/subscribe","content":{}}`, []string{`{"topic":"aws/subscribe","content":{"status":"failure","topics":[]}}`}},
		{"heartbeat", heartbeat, []string{heartbeat}},
		{"ping", `{"topic":"aws/ping"}`, []string{`{"topic":"aws/ping","statusCode":200,"statusContent":"OK"}`}},
		{"an unknown topic is ignored", `{"topic":"aws/unsubscribe","content":{"topics":["aws/chat"]}}`, nil},
		{"a frame without topic is ignored", `{"content":{}}`, nil},
		{"no JSON is ignored", `hello`, nil},
		{"an empty frame is ignored", ``, nil},
		{"an array is ignored", `[1,2]`, nil},
		{"a topic of another type is ignored", `{"topic":7}`, nil},
		{"a subscribe of another shape is ignored", `{"topic":"aws/subscribe","content":"aws/chat"}`, nil},
		{"a subscribe without content is ignored", `{"topic":"aws/subscribe"}`, nil},
		{"deep nesting is ignored", strings.Repeat("[", 4000), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inWorld(t, gateway.Limits{}, func(w *world) {
				c := w.open(customer)
				c.send(tt.send)
				pass(time.Second)
				if got := c.text(); !slices.Equal(got, tt.want) {
					t.Errorf("answers to %q = %q, want %q", tt.send, got, tt.want)
				}
				c.wantOpen()
			})
		})
	}
}

func TestUnhealthyBackendFailsThePingOnly(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		c := w.join(customer)
		w.sick.Store(true)
		c.send(`{"topic":"aws/ping"}`)
		pass(0)
		last := c.text()[len(c.text())-1]
		if !strings.Contains(last, `"statusCode":500`) {
			t.Errorf("answer to aws/ping = %s, want status 500", last)
		}
		c.wantOpen()
	})
}

func TestPanicInAFrameHandlerClosesThatSocketOnly(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		c, other := w.join(customer), w.join(agent)
		w.faulty.Store(true)
		c.send(`{"topic":"aws/ping"}`)
		pass(time.Second)
		c.wantClosed(1011)
		w.say("s1", "anna", "one")
		pass(time.Second)
		other.wantContents("one")
	})
}

func TestTooLargeClientFrameCloses(t *testing.T) {
	inWorld(t, gateway.Limits{FrameBytes: 100}, func(w *world) {
		c := w.open(customer)
		c.send(strings.Repeat(" ", 101))
		pass(time.Second)
		c.wantClosed(1009)
	})
}

func TestRefusalsAreJSON(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		tests := []struct {
			name, token, kind string
			upgrade           bool
			status            int
		}{
			{"bad token", "bad", "AccessDeniedException", true, http.StatusForbidden},
			{"no token", "", "AccessDeniedException", true, http.StatusForbidden},
			{"nobody can tell", "away", "ServiceUnavailableException", true, http.StatusServiceUnavailable},
			{"no websocket request", customer, "BadRequestException", false, http.StatusBadRequest},
		}
		for _, tt := range tests {
			status, kind := w.request(tt.token, tt.upgrade)
			if status != tt.status || kind != tt.kind {
				t.Errorf("%s: answer = %d %q, want %d %q", tt.name, status, kind, tt.status, tt.kind)
			}
		}
	})
}

// request makes a plain HTTP request and returns the status and the error's type,
// which must be the same in header and body.
func (w *world) request(token string, upgrade bool) (int, string) {
	w.t.Helper()
	conn, _, err := dial(w.t.Context(), w.net)
	if err != nil {
		w.t.Fatal(err)
	}
	defer conn.Close()
	req, _ := http.NewRequest(http.MethodGet, "http://gateway/?token="+token, nil)
	if upgrade {
		req.Header = http.Header{
			"Connection": {"Upgrade"}, "Upgrade": {"websocket"},
			"Sec-Websocket-Version": {"13"}, "Sec-Websocket-Key": {"dGhlIHNhbXBsZSBub25jZQ=="},
		}
	}
	res, err := roundTrip(conn, req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	data, _ := io.ReadAll(res.Body)
	var body struct {
		Type    string `json:"__type"`
		Message string `json:"message"`
	}
	if err := json.Unmarshal(data, &body); err != nil || body.Message == "" || res.Header.Get("X-Amzn-Errortype") != body.Type {
		w.t.Errorf("body = %q, header %q; want JSON with type and message", data, res.Header.Get("X-Amzn-Errortype"))
	}
	return res.StatusCode, body.Type
}

func TestPushesItemToEveryoneInTheSessionOnce(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		anna, second, bert, stranger := w.join(customer), w.join(customer), w.join(agent), w.join("s2.carl.CUSTOMER")
		silent := w.open(agent)
		item := w.say("s1", "anna", "hello \"you\"\n\u2028😀")
		pass(time.Second)
		for _, c := range []*client{anna, second, bert} {
			got := c.received()
			if len(got) != 1 {
				t.Fatalf("received %d items, want 1", len(got))
			}
			i := got[0]
			if i.ID != string(item.ID) || i.Content != item.Content || i.ContentType != "text/plain" || i.Type != "MESSAGE" ||
				i.AbsoluteTime != chat.FormatInstant(item.Time) || i.ContactID != "s1" || i.InitialContactID != "s1" ||
				i.ParticipantID != "anna" || i.ParticipantRole != "CUSTOMER" || i.DisplayName == nil || *i.DisplayName != "anna" {
				t.Errorf("received %+v, want the item %+v", i, item)
			}
			if i.MessageMetadata == nil || i.MessageMetadata.MessageID != string(item.ID) || i.MessageMetadata.Receipts != nil {
				t.Errorf("metadata = %+v, want the item's id and no receipts", i.MessageMetadata)
			}
		}
		if n := len(stranger.received()); n != 0 {
			t.Errorf("another session received %d items, want 0", n)
		}
		if n := len(silent.received()); n != 0 {
			t.Errorf("a socket without subscription received %d items, want 0", n)
		}
	})
}

func TestVisibilityDecidesWhoIsSent(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		anna, bert := w.join(customer), w.join(agent)
		for _, v := range []chat.Visibility{chat.VisibleToAll, chat.VisibleToAgents, chat.VisibleToCustomer, chat.VisibleToAll} {
			w.put(chat.Item{SessionID: "s1", Type: chat.TypeMessage, Content: "to " + string(v), Visibility: v})
		}
		pass(time.Second)
		anna.wantContents("to ", "to CUSTOMER", "to ")
		bert.wantContents("to ", "to AGENT", "to ")
	})
}

func TestTypingPassesWithoutAPlaceInTheTranscript(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		anna, bert := w.join(customer), w.join(agent)
		w.broker.Publish(fanout.Event{SessionID: "s1", Item: &chat.Item{
			ID: "t1", SessionID: "s1", ContactID: "c2", Type: chat.TypeEvent, ContentType: chat.EventTyping,
			Time: time.Now(), ParticipantID: "bert", Role: chat.RoleAgent,
		}})
		w.say("s1", "anna", "one")
		pass(time.Second)
		for _, c := range []*client{anna, bert} {
			got := c.received()
			if len(got) != 2 || got[0].ContentType != chat.EventTyping || got[0].DisplayName == nil || got[1].Content != "one" {
				t.Errorf("received %+v, want typing with a name, then the message", got)
			}
		}
	})
}

func TestReceiptGoesToTheAuthorOnly(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		anna, bert := w.join(customer), w.join(agent)
		item := w.say("s1", "anna", "one")
		read := time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
		w.broker.Publish(fanout.Event{SessionID: "s1", Receipt: &fanout.ReceiptEvent{
			Receipt:   chat.Receipt{SessionID: "s1", Seq: item.Seq, Recipient: "bert", DeliveredAt: read.Add(-time.Second), ReadAt: read},
			MessageID: item.ID, Author: "anna", ContactID: "c2",
		}})
		pass(time.Second)
		got := anna.received()
		if len(got) != 2 {
			t.Fatalf("the author received %d items, want 2", len(got))
		}
		r := got[1]
		if r.Type != "MESSAGEMETADATA" || r.ContentType != chat.EventMessageMetadata || r.ID == "" || r.AbsoluteTime != "2026-05-04T03:02:01.000Z" ||
			r.ContactID != "c2" || r.InitialContactID != "s1" || r.MessageMetadata.MessageID != string(item.ID) ||
			len(r.MessageMetadata.Receipts) != 1 || r.MessageMetadata.Receipts[0].RecipientParticipantID != "bert" ||
			*r.MessageMetadata.Receipts[0].DeliveredTimestamp != "2026-05-04T03:02:00.000Z" ||
			*r.MessageMetadata.Receipts[0].ReadTimestamp != "2026-05-04T03:02:01.000Z" {
			t.Errorf("the author received %+v, want the receipt", r)
		}
		if n := len(bert.received()); n != 1 {
			t.Errorf("the reader received %d items, want 1", n)
		}
	})
}

func TestRepeatedSubscribeIsAcknowledgedAndRepeatsNothing(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		c := w.join(customer)
		w.say("s1", "anna", "one")
		c.send(`{"topic":"aws/subscribe","content":{"topics":["aws/chat"]}}`)
		w.say("s1", "anna", "two")
		pass(time.Second)
		c.wantContents("one", "two")
		if n := strings.Count(strings.Join(c.text(), ""), acknowledgement); n != 2 {
			t.Errorf("acknowledgements = %d, want 2", n)
		}
	})
}

func TestHeartbeatReplyOvertakesACatchUp(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		w.join(customer).leave()
		for range 500 {
			w.say("s1", "anna", strings.Repeat("x", 2000))
		}
		c := w.open(customer)
		c.send(`{"topic":"aws/subscribe","content":{"topics":["aws/chat"]}}`)
		c.pause()
		pass(time.Second)
		c.send(`{"topic":"aws/heartbeat"}`)
		pass(time.Second)
		c.resume()
		pass(time.Second)
		at := slices.Index(c.text(), `{"topic":"aws/heartbeat"}`)
		if at < 0 || at > 30 {
			t.Errorf("heartbeat reply is frame %d of %d, want it among the first 30", at, len(c.text()))
		}
		if n := len(c.contents()); n != 500 {
			t.Errorf("messages = %d, want 500", n)
		}
	})
}

func TestClientPingIsAnswered(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		c := w.open(customer)
		var pong string
		c.ws.SetPongHandler(func(payload string) error { pong = payload; return nil })
		c.ws.WriteControl(9, []byte("abc"), time.Now().Add(time.Second))
		pass(time.Second)
		if pong != "abc" {
			t.Errorf("pong = %q, want %q", pong, "abc")
		}
	})
}
