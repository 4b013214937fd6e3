package conversation_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
)

func TestStartIsReplayed(t *testing.T) {
	inWorld(t, func(w *world) {
		s := w.threeContacts()
		r := entire(s.contact(1).ID)
		r.ClientToken = "again"
		first, err := w.Start(context.Background(), r)
		w.check(err)
		n := &visit{w: w, id: first.SessionID, customer: conversation.Identity{SessionID: first.SessionID, ParticipantID: first.ParticipantID}}
		n.connects()
		for _, when := range []string{"at once", "after six days", "after the end"} {
			again, err := w.Start(context.Background(), r)
			w.wantOK(when, err)
			equal(w, when, again, first)
			switch when {
			case "at once":
				w.pass(time.Hour)
			case "after six days":
				n.stops()
			}
		}
		active, err := w.store.CountActive(context.Background(), instance)
		w.check(err)
		equal(w, "active chats", active, 0)
	})
}

func TestTokenOfAnotherStartIsRefused(t *testing.T) {
	inWorld(t, func(w *world) {
		r := asking()
		r.ClientToken = "mine"
		w.starts(r)
		for what, change := range map[string]func(*conversation.StartRequest){
			"name":       func(r *conversation.StartRequest) { r.DisplayName = "Eve" },
			"attributes": func(r *conversation.StartRequest) { r.Attributes = map[string]string{"a": "b"} },
			"duration":   func(r *conversation.StartRequest) { r.Duration = 2 * time.Hour },
			"message": func(r *conversation.StartRequest) {
				r.Initial = &conversation.InitialMessage{ContentType: chat.ContentPlain, Content: "hi"}
			},
		} {
			other := r
			change(&other)
			w.refuses("another "+what, other, chat.KindRejected)
		}
		named := r
		named.Duration = conversation.DefaultDuration
		_, err := w.Start(context.Background(), named)
		w.wantOK("the default, spelled out", err)
	})
}

func TestConcurrentStartsUnderOneToken(t *testing.T) {
	inWorld(t, func(w *world) {
		r := asking()
		r.ClientToken = "at once"
		answers := make([]conversation.Started, 8)
		var all sync.WaitGroup
		for i := range answers {
			all.Go(func() {
				var err error
				answers[i], err = w.Start(context.Background(), r)
				w.wantOK("a start", err)
			})
		}
		all.Wait()
		for _, a := range answers[1:] {
			equal(w, "answer", a, answers[0])
		}
		active, err := w.store.CountActive(context.Background(), instance)
		w.check(err)
		equal(w, "active chats", active, 1)
	})
}

func TestRefusedStartLeavesItsTokenFree(t *testing.T) {
	inWorld(t, func(w *world) {
		r := entire(nobody)
		r.ClientToken = "free"
		w.refuses("an unknown source", r, chat.KindNotFound)
		r.Rehydration = nil
		w.starts(r)
	})
}

func TestAssociationIsReplayed(t *testing.T) {
	inWorld(t, func(w *world) {
		s, n := w.threeContacts(), w.begins(asking())
		associate := func(r conversation.Rehydration) (chat.ContactID, error) {
			return w.Associate(context.Background(), instance, n.id.Initial(), r, "again")
		}
		whole := conversation.Rehydration{Type: chat.EntirePastSession, Source: s.contact(1).ID}
		heard := w.listen(n.id)
		for _, when := range []string{"first", "again", "after the end"} {
			if when == "after the end" {
				n.stops()
			}
			anchor, err := associate(whole)
			w.wantOK(when, err)
			equal(w, when, anchor, s.contact(3).ID)
		}
		equal(w, "pushed", heard(), chat.EventChatRehydrated+" 4\n"+chat.EventChatEnded+" 5\n")
		_, err := associate(conversation.Rehydration{Type: chat.FromSegment, Source: s.contact(3).ID})
		w.wantKind("the same token for another association", err, chat.KindRejected)
	})
}

func TestInvitationIsReplayed(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.begins(asking())
		invite := func(name string) (conversation.Invited, error) {
			return w.InviteBot(context.Background(), instance, v.current(), name, "again")
		}
		first, err := invite("Bot")
		w.check(err)
		again, err := invite("Bot")
		w.wantOK("the same invitation", err)
		equal(w, "answer", again, first)
		_, err = invite("Another")
		w.wantKind("the same token for another bot", err, chat.KindRejected)
	})
}

// Tokens of messages: the sender and the token make the item.
func TestMessageIsReplayed(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.begins(asking())
		b := v.joinedBy("Bot")
		heard := w.listen(v.id)
		m := conversation.Message{ContentType: chat.ContentPlain, Content: "once", ClientToken: "t"}
		first, err := w.Say(context.Background(), v.customer, m)
		w.check(err)
		w.pass(time.Minute)
		again, err := w.Say(context.Background(), v.customer, m)
		w.wantOK("the same message again", err)
		equal(w, "its id", again.ID, first.ID)
		equal(w, "its time", again.Time, first.Time)
		m.Content = "twice"
		_, err = w.Say(context.Background(), v.customer, m)
		w.wantKind("the same token with another text", err, chat.KindInvalid)
		theirs, err := w.Say(context.Background(), b.who, m)
		w.wantOK("the same token of another sender", err)
		equal(w, "its text", theirs.Content, "twice")
		v.stops()
		m.Content = "once"
		late, err := w.Say(context.Background(), v.customer, m)
		w.wantOK("the same message after the end", err)
		equal(w, "its id", late.ID, first.ID)
		equal(w, "pushed", heard(), "Ada: once 5\nBot: twice 6\n"+chat.EventChatEnded+" 7\n")
	})
}

// A message that wakes the flow is replayed too, even when the flow then ended
// the chat while its sender tried again.
func TestConcurrentMessagesUnderOneTokenThatEndTheChat(t *testing.T) {
	inWorld(t, func(w *world) {
		goodbye := w.flow(waits(time.Hour, "CustomerReturned").on("CustomerReturned", "bye").on("WaitCompleted", "bye"),
			hangsUp().named("bye"))
		for range 20 {
			v := w.begins(through(goodbye, asking()))
			m := conversation.Message{ContentType: chat.ContentPlain, Content: "back", ClientToken: "t"}
			var all sync.WaitGroup
			for range 4 {
				all.Go(func() {
					_, err := w.Say(context.Background(), v.customer, m)
					w.wantOK("the message", err)
				})
			}
			all.Wait()
			equal(w, "listed", lines(v.listed()), "Ada joined\nAda: back\nended\n")
		}
	})
}
