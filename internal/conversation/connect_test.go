package conversation_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
)

func TestFirstConnectAnnouncesOnce(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.starts(asking())
		heard := w.listen(v.id)
		for range 3 {
			v.connects()
			w.pass(time.Minute)
		}
		equal(w, "pushed", heard(), chat.EventParticipantJoined+" 3\n")
	})
}

// However many connect at once, one is announced, and the sockets of all get
// what follows the moment before.
func TestConcurrentConnectsAnnounceOnce(t *testing.T) {
	inWorld(t, func(w *world) {
		for range 20 {
			v := w.starts(asking())
			heard := w.listen(v.id)
			var all sync.WaitGroup
			for range 8 {
				all.Go(func() {
					_, err := w.Connect(context.Background(), v.customer)
					w.wantOK("one of several connects", err)
				})
			}
			all.Wait()
			equal(w, "pushed", heard(), chat.EventParticipantJoined+" 3\n")
			cursors, err := w.store.Cursors(context.Background(), v.id, v.customer.ParticipantID)
			w.check(err)
			equal(w, "cursors, of no node yet", len(cursors), 1)
			equal(w, "cursor, which must be before the join", cursors[0].Seq, chat.Seq(2))
		}
	})
}

func TestCustomerOfAContinuedChatIsToldOfThePast(t *testing.T) {
	inWorld(t, func(w *world) {
		s := w.threeContacts()
		n := w.starts(entire(s.contact(1).ID))
		heard := w.listen(n.id)
		n.connects()
		n.joinedBy("Bot")
		equal(w, "pushed", heard(),
			chat.EventParticipantJoined+" 3\n"+chat.EventChatRehydrated+" 4\n"+chat.EventParticipantJoined+" 5\n")
		equal(w, "listed", lines(n.listed()[2:]), "Ada joined\nBot joined\n")
	})
}

func TestWhoNeverConnectsIsLetGo(t *testing.T) {
	inWorld(t, func(w *world) {
		prompt, late := w.starts(asking()), w.starts(asking())
		w.pass(5*time.Minute - time.Second)
		late.wantActive()
		prompt.connects()
		w.pass(time.Second)
		late.wantEnded(chat.DisconnectNeverConnected)
		prompt.wantActive()
		_, err := w.Connect(context.Background(), late.customer)
		w.wantKind("connecting afterwards", err, chat.KindDenied)
	})
}

func TestFiveMinutesPassDuringARestart(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.starts(asking())
		w.restart(6 * time.Minute)
		v.wantEnded(chat.DisconnectNeverConnected)
	})
}

func TestStrangersAreDenied(t *testing.T) {
	inWorld(t, func(w *world) {
		v, ended, gone := w.begins(asking()), w.begins(asking()), w.begins(asking())
		ended.stops()
		other := gone.joinedBy("Bot")
		other.leaves()
		for what, who := range map[string]conversation.Identity{
			"an unknown chat":               {SessionID: nobody, ParticipantID: v.customer.ParticipantID},
			"an unknown participant":        {SessionID: v.id, ParticipantID: nobody},
			"a participant of another chat": {SessionID: v.id, ParticipantID: other.who.ParticipantID},
			"an ended chat":                 ended.customer,
			"a participant who has left":    other.who,
		} {
			_, err := w.Connect(context.Background(), who)
			w.wantKind(what+" connects", err, chat.KindDenied)
			_, err = w.Say(context.Background(), who, plain("hello"))
			w.wantKind(what+" talks", err, chat.KindDenied)
			_, err = w.Signal(context.Background(), who, conversation.Signal{ContentType: chat.EventTyping})
			w.wantKind(what+" types", err, chat.KindDenied)
			_, err = w.Transcript(context.Background(), who, conversation.TranscriptQuery{})
			w.wantKind(what+" reads", err, chat.KindDenied)
		}
		for what, who := range map[string]conversation.Identity{
			"an unknown chat":        {SessionID: nobody, ParticipantID: v.customer.ParticipantID},
			"an unknown participant": {SessionID: v.id, ParticipantID: nobody},
		} {
			w.wantKind(what+" leaves", w.Leave(context.Background(), who), chat.KindDenied)
		}
	})
}

func TestParticipantWhoHasNotConnectedIsSilent(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.starts(asking())
		_, err := w.Say(context.Background(), v.customer, plain("hello"))
		w.wantKind("talking before connecting", err, chat.KindDenied)
		_, err = w.Signal(context.Background(), v.customer, conversation.Signal{ContentType: chat.EventTyping})
		w.wantKind("typing before connecting", err, chat.KindDenied)
	})
}
