package conversation_test

import (
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// The worked example of persistent chat: a session of three contacts, continued
// in both modes from each of them.
func TestModesChooseThePastThatIsSeen(t *testing.T) {
	inWorld(t, func(w *world) {
		s := w.threeContacts()
		for i, c := range s.contacts() {
			how := chat.InitiatedByDisconnect
			if i == 0 {
				how = chat.InitiatedByAPI
			}
			equal(w, "initiation", c.InitiationMethod, how)
		}
		equal(w, "C1's next", s.contact(1).NextID, s.contact(2).ID)
		equal(w, "C3's previous", s.contact(3).PreviousID, s.contact(2).ID)
		wantLines(w, "the session itself", lines(s.listed()),
			"SYSTEM_MESSAGE: Hello, and thank you for contacting us.",
			"SYSTEM_MESSAGE: We are putting you through to the next free agent.",
			"Ada joined", "Ada: c1", "One joined", "One: c1 one", "One left",
			"SYSTEM_MESSAGE: The agent has left the conversation. Send a message within 15 minutes and we will connect you again.",
			"Ada: c2", "Two joined", "Two: c2 two", "Two left",
			"SYSTEM_MESSAGE: The agent has left the conversation. Send a message within 15 minutes and we will connect you again.",
			"SYSTEM_MESSAGE: We have not heard from you for a while, so we are closing this chat. Goodbye!",
			"ended")

		for _, tc := range []struct {
			mode   chat.RehydrationType
			source int
			anchor int
			past   int // entries
		}{
			{chat.FromSegment, 1, 1, 7},
			{chat.FromSegment, 2, 2, 12},
			{chat.FromSegment, 3, 3, 15},
			{chat.EntirePastSession, 1, 3, 15},
		} {
			n := w.begins(continuing(tc.mode, s.contact(tc.source).ID))
			equal(w, "answered anchor", n.from, s.contact(tc.anchor).ID)
			equal(w, "related contact", n.contact(1).RelatedID, s.contact(tc.anchor).ID)
			equal(w, "own initial contact", n.contact(1).PreviousID, "")
			equal(w, "past entries", n.past(), lines(s.listed()[:tc.past]))
			n.stops()
		}
		w.refuses("the middle contact for the entire session",
			entire(s.contact(2).ID), chat.KindRejected)
	})
}
