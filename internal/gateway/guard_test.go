package gateway_test

import (
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/gateway"
)

// A socket that an agent opened with his token of one chat ends with his sign-in, as
// that for all his chats does; those of others stay.
func TestAParticipantsSocketEndsWithTheSignIn(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		bert, cleo := w.join("s1.b1.AGENT.bert"), w.join("s1.c1.AGENT.cleo")
		anna := w.join("s1.anna.CUSTOMER")
		w.say("s1", "anna", "one")
		pass(time.Second)
		w.roster.put("bert", chat.Internal("reading the sign-in", errAway))
		pass(time.Second)
		bert.wantOpen() // nobody can tell
		w.roster.put("bert", chat.Denied())
		pass(time.Second)
		bert.wantClosed(1008)
		w.say("s1", "anna", "two")
		pass(time.Second)
		bert.wantContents("one")
		cleo.wantContents("one", "two")
		cleo.wantOpen()
		anna.wantOpen()
		if n := w.roster.watched(); n != 1 {
			t.Errorf("%d are watched, want cleo alone", n)
		}
	})
}

// Who has been signed out between the token and the socket does not keep it.
func TestASocketOfWhoWasJustSignedOutIsClosed(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		w.roster.put("bert", chat.Denied())
		c := w.open("s1.b1.AGENT.bert")
		pass(time.Second)
		c.wantClosed(1008)
		if n := w.roster.watched(); n != 0 {
			t.Errorf("%d are watched, want nobody", n)
		}
	})
}
