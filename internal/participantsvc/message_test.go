package participantsvc_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/api/participant"
	"github.com/rejoin-chat/rejoin/internal/store"
)

func TestMessageAnswersWithIdAndTimeOfTheStoredItem(t *testing.T) {
	s := newSite(t)
	c := s.Chat(t)
	out := read[participant.SendMessageOutput](t, s.call(t, "message", c.Connection, `{"ContentType":"text/plain","Content":"hello <b>&</b>"}`))
	newest := history(t, s, c).Transcript[0]
	if *newest.Id != *out.Id || *newest.AbsoluteTime != *out.AbsoluteTime || *newest.Content != "hello <b>&</b>" {
		t.Errorf("got item %s %s %q, want %s %s as answered", *newest.Id, *newest.AbsoluteTime, *newest.Content, *out.Id, *out.AbsoluteTime)
	}
	if len(*out.AbsoluteTime) != len("2026-03-01T09:00:00.000Z") {
		t.Errorf("got time %s, want 24 characters", *out.AbsoluteTime)
	}
}

func TestRepeatedClientTokenGivesTheSameMessage(t *testing.T) {
	s := newSite(t)
	c := s.Chat(t)
	const body = `{"ContentType":"text/plain","Content":"once","ClientToken":"t-1"}`
	first := s.call(t, "message", c.Connection, body)
	before := s.Store.Writes()
	second := s.call(t, "message", c.Connection, body)
	want(t, first, 200, "")
	if first.Text != second.Text {
		t.Errorf("got %s, want %s again", second.Text, first.Text)
	}
	if got := s.Store.Writes() - before; got != 0 {
		t.Errorf("got %d writes, want none", got)
	}
}

func TestBadMessagesAreRefusedAndChangeNothing(t *testing.T) {
	s := newSite(t)
	c := s.Chat(t)
	long := strings.Repeat("x", 16_385)
	for body, says := range map[string]string{
		`{"Content":"x"}`:                                                                             "ContentType is required",
		`{"ContentType":"text/plain"}`:                                                                "Content is required",
		`{"ContentType":"text/plain","Content":""}`:                                                   "Content must have at least 1",
		`{"ContentType":"text/plain","Content":"` + long + `"}`:                                       "Content must have at most 16384",
		`{"ContentType":"text/html","Content":"x"}`:                                                   "ContentType:",
		`{"ContentType":"application/json","Content":"{}"}`:                                           "is not supported by this chat",
		`{"ContentType":"application/vnd.amazonaws.connect.event.typing","Content":"x"}`:              "ContentType:",
		`{"ContentType":"application/vnd.amazonaws.connect.message.interactive","Content":"{}"}`:      "ContentType:",
		`{"ContentType":"text/plain","Content":"x","ClientToken":"` + strings.Repeat("t", 501) + `"}`: "ClientToken must have at most 500",
	} {
		before := s.Store.Writes()
		a := s.call(t, "message", c.Connection, body)
		want(t, a, 400, "ValidationException")
		if !strings.Contains(a.Text, says) {
			t.Errorf("%.80s: got %s, want it to say %q", body, a.Text, says)
		}
		if got := s.Store.Writes() - before; got != 0 {
			t.Errorf("%.80s: got %d writes, want none", body, got)
		}
	}
}

func TestContentOfAnotherTypeIsRefusedNotAFault(t *testing.T) {
	s := newSite(t)
	c := s.Chat(t)
	for _, body := range []string{
		`{"ContentType":"application/vnd.amazonaws.connect.event.message.read","Content":{"messageId":"x"}}`,
		`{"ContentType":`, `[]`, `null`,
	} {
		want(t, s.call(t, "event", c.Connection, body), 400, "SerializationException")
	}
}

func TestEvents(t *testing.T) {
	const prefix = "application/vnd.amazonaws.connect.event."
	for event, tc := range map[string]struct {
		content string
		status  int
		code    string
	}{
		"typing":                  {"", 200, ""},
		"connection.acknowledged": {"", 200, ""},
		"message.read":            {`{\"messageId\":\"unknown\"}`, 200, ""},
		"message.delivered":       {`{\"messageId\":\"unknown\",\"disableThrottle\":true}`, 200, ""},
		"message.read ":           {`{\"messageId\":\"unknown\"}`, 400, "ValidationException"},
		"chat.ended":              {"", 400, "ValidationException"},
		"participant.joined":      {"", 400, "ValidationException"},
	} {
		s := newSite(t)
		c := s.Chat(t)
		before := s.Store.Writes()
		body := fmt.Sprintf(`{"ContentType":%q`, prefix+event)
		if tc.content != "" {
			body += `,"Content":"` + tc.content + `"`
		}
		a := s.call(t, "event", c.Connection, body+"}")
		want(t, a, tc.status, tc.code)
		if got := s.Store.Writes() - before; got != 0 {
			t.Errorf("%s: got %d writes, want none", event, got)
		}
		if tc.status == 200 {
			out := read[participant.SendEventOutput](t, a)
			if out.Id == nil || out.AbsoluteTime == nil {
				t.Errorf("%s: got %s, want Id and AbsoluteTime", event, a.Text)
			}
		}
	}
}

func TestReceiptWithoutMessageIsRefused(t *testing.T) {
	s := newSite(t)
	c := s.Chat(t)
	for _, content := range []string{``, `,"Content":"{}"`, `,"Content":"no JSON"`} {
		a := s.call(t, "event", c.Connection, `{"ContentType":"application/vnd.amazonaws.connect.event.message.read"`+content+`}`)
		want(t, a, 400, "ValidationException")
	}
}

func TestLeavingEndsTheChatOnceAndSucceedsTwice(t *testing.T) {
	s := newSite(t)
	c := s.Chat(t)
	for range 2 {
		a := s.call(t, "disconnect", c.Connection, `{"ClientToken":"t"}`)
		want(t, a, 200, "")
		if a.Text != "{}" {
			t.Errorf("got %s, want {}", a.Text)
		}
	}
	want(t, s.call(t, "message", c.Connection, `{"ContentType":"text/plain","Content":"x"}`), 403, "AccessDeniedException")
	want(t, s.call(t, "connection", c.Participant, everything), 403, "AccessDeniedException")
}

func TestFaultsOfOursAreModelledAndTellNothing(t *testing.T) {
	s := newSite(t)
	c := s.Chat(t)
	for fault, says := range map[error]string{
		errors.New("disk on fire"): "the service could not complete the request",
		store.ErrBusy:              "the service cannot be reached now, try again",
	} {
		s.Store.Fail(fault)
		for _, o := range operations {
			bearer, status, code := c.Connection, 500, "InternalServerException"
			if o.path == "connection" { // the one that tells clients to wait
				bearer, status, code = c.Participant, 503, "NetworkingError"
			}
			a := s.call(t, o.path, bearer, o.body)
			want(t, a, status, code)
			if !strings.Contains(a.Text, says) && status == 500 || strings.Contains(a.Text, "fire") {
				t.Errorf("%s: got %s, want only %q", o.path, a.Text, says)
			}
		}
		s.Store.Fail(nil)
	}
}

func BenchmarkSendMessage(b *testing.B) {
	s := newSite(b)
	c := s.Chat(b)
	b.ReportAllocs()
	for b.Loop() {
		want(b, s.call(b, "message", c.Connection, `{"ContentType":"text/plain","Content":"hello"}`), 200, "")
	}
}
