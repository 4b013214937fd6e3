package conversation_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
)

func TestStartsThatAreRefused(t *testing.T) {
	inWorld(t, func(w *world) {
		ended := w.threeContacts()
		guide := map[string]chat.SegmentValue{"connect:Subtype": chat.TextValue("connect:Guide")}
		for _, tc := range []struct {
			name   string
			change func(r *conversation.StartRequest)
			want   chat.Kind
		}{
			{"too short", func(r *conversation.StartRequest) { r.Duration = 59 * time.Minute }, chat.KindInvalid},
			{"too long", func(r *conversation.StartRequest) { r.Duration = 10_081 * time.Minute }, chat.KindInvalid},
			{"content types without plain text", func(r *conversation.StartRequest) { r.ContentTypes = []string{chat.ContentMarkdown} }, chat.KindInvalid},
			{"an unknown content type", func(r *conversation.StartRequest) { r.ContentTypes = []string{chat.ContentPlain, "text/html"} }, chat.KindInvalid},
			{"an attribute with a space in its key", func(r *conversation.StartRequest) { r.Attributes = map[string]string{"a b": ""} }, chat.KindInvalid},
			{"too many attributes", func(r *conversation.StartRequest) {
				r.Attributes = map[string]string{"a": strings.Repeat("x", chat.MaxAttributesBytes)}
			}, chat.KindInvalid},
			{"an initial message of no allowed type", func(r *conversation.StartRequest) {
				r.Initial = &conversation.InitialMessage{ContentType: chat.ContentInteractive, Content: "{}"}
			}, chat.KindInvalid},
			{"an empty initial message", func(r *conversation.StartRequest) {
				r.Initial = &conversation.InitialMessage{ContentType: chat.ContentPlain}
			}, chat.KindInvalid},
			{"an initial message too long", func(r *conversation.StartRequest) {
				r.Initial = &conversation.InitialMessage{ContentType: chat.ContentPlain, Content: strings.Repeat("a", 16_385)}
			}, chat.KindInvalid},
			{"a guide without its content types", func(r *conversation.StartRequest) { r.Segment = guide }, chat.KindRejected},
			{"an unknown subtype", func(r *conversation.StartRequest) {
				r.Segment = map[string]chat.SegmentValue{"connect:Subtype": chat.TextValue("connect:SMS")}
			}, chat.KindInvalid},
			{"a past and a related contact", func(r *conversation.StartRequest) {
				*r = entire(ended.id.Initial())
				r.RelatedID = ended.id.Initial()
			}, chat.KindRejected},
			{"an unknown related contact", func(r *conversation.StartRequest) { r.RelatedID = nobody }, chat.KindNotFound},
		} {
			r := asking()
			tc.change(&r)
			w.refuses(tc.name, r, tc.want)
		}
		active, err := w.store.CountActive(context.Background(), instance)
		w.check(err)
		equal(w, "active chats after refused starts", active, 0)
	})
}

func TestStartKeepsWhatItIsGiven(t *testing.T) {
	inWorld(t, func(w *world) {
		related := w.threeContacts()
		r := asking()
		r.Duration, r.CustomerID, r.ResponseMode = 2*time.Hour, "customer 7", chat.ResponseIncremental
		r.Attributes = map[string]string{"key": "", "A-b_9": "x", "third": "ä"}
		r.Segment = map[string]chat.SegmentValue{"mine": chat.TextValue("yes")}
		r.RelatedID = related.contact(2).ID
		v := w.starts(r)
		s, c := v.session(), v.contact(1)
		equal(w, "duration", s.ExpiresAt.Sub(s.CreatedAt), 2*time.Hour)
		equal(w, "customer id", s.CustomerID, "customer 7")
		equal(w, "response mode", s.ResponseMode, chat.ResponseIncremental)
		equal(w, "attributes", len(s.Attributes), 3)
		equal(w, "an empty attribute is kept", hasKey(s.Attributes, "key"), true)
		equal(w, "segment attribute", *c.SegmentAttributes["mine"].String, "yes")
		equal(w, "subtype", *c.SegmentAttributes["connect:Subtype"].String, "connect:Chat")
		equal(w, "related contact", c.RelatedID, related.contact(2).ID)
		equal(w, "no past, for it is related only", s.Link == nil, true)
		equal(w, "initiation", c.InitiationMethod, chat.InitiatedByAPI)
		equal(w, "the contact's id", c.ID, v.id.Initial())
	})
}

func hasKey(m map[string]string, k string) bool {
	_, ok := m[k]
	return ok
}

// The initial message is the first item, is not what wakes a flow, and can be
// referred to by it.
func TestInitialMessage(t *testing.T) {
	inWorld(t, func(w *world) {
		f := w.flow(says("You said: $.Media.InitialMessage"),
			waits(time.Hour, "CustomerReturned").on("CustomerReturned", "back").on("WaitCompleted", "back"),
			says("back").named("back"), hangsUp())
		r := through(f, asking())
		r.Initial = &conversation.InitialMessage{ContentType: chat.ContentPlain, Content: "help"}
		v := w.begins(r)
		wantLines(w, "listed", lines(v.listed()), "Ada: help", "SYSTEM_MESSAGE: You said: help", "Ada joined")
		first := v.listed()[0].Item
		equal(w, "author", first.ParticipantID, v.customer.ParticipantID)
		equal(w, "role", first.Role, chat.RoleCustomer)
	})
}

func TestActiveChatsAreLimited(t *testing.T) {
	inWorldWith(t, conversation.Limits{MessageBytes: 1024, ActiveChats: 2}, func(w *world) {
		one, two := w.begins(asking()), w.begins(asking())
		two.served("Bot") // idle chats count too
		w.refuses("a third chat", asking(), chat.KindLimit)
		one.stops()
		w.starts(asking())
		w.refuses("a third chat again", asking(), chat.KindLimit)
	})
}

func TestLenientModeNamesThePastByAnyContact(t *testing.T) {
	inWorldWith(t, conversation.Limits{MessageBytes: 1024, LenientRehydration: true}, func(w *world) {
		s := w.threeContacts()
		for n := range 3 {
			equal(w, "anchor", w.starts(entire(s.contact(n+1).ID)).from, s.contact(3).ID)
		}
	})
}
