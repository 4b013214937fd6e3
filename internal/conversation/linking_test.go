package conversation_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
)

// The tricky cases of linking, one test each.

func TestLinkingTwiceInARow(t *testing.T) {
	inWorld(t, func(w *world) {
		s := w.threeContacts()
		d := w.begins(segment(s.contact(2).ID))
		d.says("d1")
		d.served("Bot")
		d.says("d2")
		d.stops()
		u := w.begins(entire(d.contact(1).ID))
		equal(w, "anchor", u.from, d.contact(2).ID)
		equal(w, "past", spoken(u.past()), "c1, c1 one, c2, c2 two, d1, d2")
	})
}

func TestForkedLinks(t *testing.T) {
	inWorld(t, func(w *world) {
		s := w.threeContacts()
		a := w.begins(segment(s.contact(3).ID))
		a.says("in the first fork")
		b := w.begins(segment(s.contact(1).ID))
		before := b.reads()
		equal(w, "past of the second fork", spoken(b.past()), "c1, c1 one")
		a.stops()
		equal(w, "second fork after the first one's end", b.reads(), before)
	})
}

func TestLinkingTheSameSessionAgain(t *testing.T) {
	inWorld(t, func(w *world) {
		s, other := w.threeContacts(), w.threeContacts()
		n := w.begins(entire(s.contact(1).ID))
		before := n.reads()
		for _, again := range []struct {
			mode   chat.RehydrationType
			source chat.ContactID
		}{
			{chat.EntirePastSession, other.contact(1).ID},
			{chat.EntirePastSession, s.contact(1).ID},
			{chat.FromSegment, s.contact(2).ID},
		} {
			_, err := n.associates(n.current(), again.mode, again.source)
			w.wantKind("a second link", err, chat.KindRejected)
		}
		equal(w, "history after refused links", n.reads(), before)
	})
}

func TestSegmentInTheMiddleOfALinkedSession(t *testing.T) {
	inWorld(t, func(w *world) {
		s := w.threeContacts()
		d := w.begins(segment(s.contact(3).ID))
		d.says("d1")
		d.served("Bot")
		d.says("d2")
		d.served("Bot")
		d.says("d3")
		d.stops()
		n := w.begins(segment(d.contact(2).ID))
		equal(w, "past", spoken(n.past()), "c1, c1 one, c2, c2 two, d1, d2")
	})
}

func TestAssociationInMidChat(t *testing.T) {
	inWorld(t, func(w *world) {
		s := w.threeContacts()
		for _, addressed := range []int{1, 2} {
			x := w.begins(asking())
			x.says("x1")
			x.served("Bot")
			x.says("x2")
			heard := w.listen(x.id)
			anchor, err := x.associates(x.contact(addressed).ID, chat.EntirePastSession, s.contact(1).ID)
			w.check(err)
			equal(w, "anchor", anchor, s.contact(3).ID)
			equal(w, "pushed", heard(), chat.EventChatRehydrated+" 9\n")
			equal(w, "related contact of the addressed one", x.contact(addressed).RelatedID, anchor)
			equal(w, "related contact of the current one", x.contact(2).RelatedID, anchor)
			x.served("Bot")
			equal(w, "related contact of a later one", x.contact(3).RelatedID, anchor)
			equal(w, "past", spoken(x.past()), "c1, c1 one, c2, c2 two")
			x.stops()
			y := w.begins(entire(x.contact(1).ID))
			equal(w, "past of the next", spoken(y.past()), "c1, c1 one, c2, c2 two, x1, x2")
		}
	})
}

func TestSourceIsStillActive(t *testing.T) {
	inWorld(t, func(w *world) {
		s := w.begins(asking())
		s.served("Bot") // now in the disconnect flow's wait
		w.refuses("an ended contact of a chat that goes on", segment(s.contact(1).ID), chat.KindRejected)
		w.refuses("the contact that waits", segment(s.contact(2).ID), chat.KindRejected)
		w.refuses("the chat that waits", entire(s.contact(1).ID), chat.KindRejected)
		w.pass(16 * time.Minute)
		equal(w, "anchor once it has ended", w.begins(entire(s.contact(1).ID)).from, s.contact(2).ID)
	})
}

func TestSourceOfAnotherInstance(t *testing.T) {
	inWorld(t, func(w *world) {
		s := w.threeContacts()
		w.moves(s, "99999999-0000-4000-8000-000000000000")
		_, foreign := w.Start(context.Background(), entire(s.contact(1).ID))
		_, unknown := w.Start(context.Background(), entire(nobody))
		w.wantKind("a source of another instance", foreign, chat.KindNotFound)
		w.wantKind("an unknown source", unknown, chat.KindNotFound)
		equal(w, "the refusal, which must not tell that it exists", fmt.Sprint(foreign), fmt.Sprint(unknown))
	})
}

func TestTranscriptOfAMiddleSegmentIsMissing(t *testing.T) {
	inWorld(t, func(w *world) {
		s := w.threeContacts()
		n := w.begins(entire(s.contact(1).ID))
		w.check(w.objects.Delete(context.Background(), s.contact(2).Archive.Key))
		w.store.prunedSession = s.id
		for _, size := range []int{1, 2, 100} {
			words := spoken(lines(n.history(n.customer, size)))
			equal(w, fmt.Sprintf("past in pages of %d", size), words, "c1, c1 one")
		}
	})
}

func TestSourceWithoutAnyMessage(t *testing.T) {
	inWorld(t, func(w *world) {
		s := w.starts(through(w.flow(hangsUp()), asking()))
		s.wantEnded(chat.DisconnectContactFlow)
		n := w.begins(entire(s.contact(1).ID))
		wantLines(w, "past", n.past(), "ended")
	})
}

func TestContactsBeyondTheHundredthAreNotReached(t *testing.T) {
	inWorld(t, func(w *world) {
		short := w.flow(waits(time.Minute, "CustomerReturned").on("CustomerReturned", "bye").on("WaitCompleted", "bye"),
			hangsUp().named("bye"))
		var source chat.ContactID
		for i := range 101 {
			r := through(short, asking())
			if i > 0 {
				r = through(short, entire(source))
			}
			v := w.begins(r)
			v.says(fmt.Sprint("visit ", i))
			source = v.contact(1).ID
		}
		n := w.begins(entire(source))
		past := spoken(n.past())
		for i, want := range []bool{false, true, true} {
			has := len(past) > 0 && containsWord(past, fmt.Sprint("visit ", i))
			equal(w, fmt.Sprintf("visit %d is reached", i), has, want)
		}
		equal(w, "past in pages of 7", spoken(lines(n.history(n.customer, 7))), past)
	})
}

func TestAnchorWhoseRetentionIsOver(t *testing.T) {
	inWorld(t, func(w *world) {
		s := w.threeContacts()
		n := w.begins(entire(s.contact(1).ID))
		w.store.gone[s.contact(2).ID] = true
		w.refuses("a source that was deleted", segment(s.contact(2).ID), chat.KindNotFound)
		wantLines(w, "past, up to what was deleted", n.past(), line(s.listed()[12]), line(s.listed()[13]), "ended")
	})
}

func TestConcurrentAssociations(t *testing.T) {
	inWorld(t, func(w *world) {
		s := w.threeContacts()
		for round := range 10 {
			x := w.begins(asking())
			heard := w.listen(x.id)
			var won, refused int
			var mu sync.Mutex
			var all sync.WaitGroup
			for i := range 8 {
				all.Go(func() {
					_, err := x.associates(x.id.Initial(), chat.FromSegment, s.contact(1+i%3).ID)
					mu.Lock()
					defer mu.Unlock()
					switch {
					case err == nil:
						won++
					case chat.KindOf(err) == chat.KindRejected:
						refused++
					}
				})
			}
			all.Wait()
			if won != 1 || refused != 7 {
				t.Errorf("round %d: %d associations won and %d were refused, want 1 and 7", round, won, refused)
			}
			equal(w, "pushed", heard(), chat.EventChatRehydrated+" 4\n")
			equal(w, "related contact", x.contact(1).RelatedID, x.session().Link.AnchorID)
			x.stops()
		}
	})
}

func TestSourceEndsInTheSameInstant(t *testing.T) {
	inWorld(t, func(w *world) {
		for range 20 {
			s := w.begins(asking())
			s.says("the last word")
			source := s.contact(1).ID
			var all sync.WaitGroup
			var started conversation.Started
			var refusal error
			all.Go(func() { w.wantOK("the stop", w.Stop(context.Background(), instance, source)) })
			all.Go(func() { started, refusal = w.Start(context.Background(), entire(source)) })
			all.Wait()
			if refusal != nil {
				w.wantKind("a source that goes on", refusal, chat.KindRejected)
				continue
			}
			n := &visit{w: w, id: started.SessionID, customer: conversation.Identity{SessionID: started.SessionID, ParticipantID: started.ParticipantID}}
			n.connects()
			equal(w, "past of a link to an ended source", n.past(), lines(s.listed()))
			n.stops()
		}
	})
}
