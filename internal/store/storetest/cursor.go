package storetest

import (
	"sync"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

var cursors = []promise{
	{"a cursor never moves back", cursorForward},
	{"each node has a cursor of its own", cursorNodes},
	{"a dropped cursor may begin anew", cursorDropped},
	{"concurrent saves leave the furthest", cursorConcurrent},
}

// cursorOf is a cursor as the tests save it.
func cursorOf(id chat.SessionID, p chat.ParticipantID, node string, seq chat.Seq) store.Cursor {
	return store.Cursor{SessionID: id, ParticipantID: p, Node: node, Seq: seq, Devices: 1, SavedAt: epoch}
}

func saveCursors(t *testing.T, s *subject, list ...store.Cursor) {
	t.Helper()
	wantErr(t, "SaveCursors", s.SaveCursors(t.Context(), list), nil)
}

// wantCursors holds all that is saved of a participant to what is wanted.
func wantCursors(t *testing.T, s *subject, id chat.SessionID, p chat.ParticipantID, want ...store.Cursor) {
	t.Helper()
	got, err := s.Cursors(t.Context(), id, p)
	same(t, "cursors", must(t, got, err), want)
}

func cursorForward(t *testing.T, s *subject) {
	saveCursors(t, s)
	saveCursors(t, s, cursorOf("s", "p", "n", 5), cursorOf("s", "q", "n", 1), cursorOf("s2", "p", "n", 9))
	late := cursorOf("s", "p", "n", 3)
	late.Devices, late.SavedAt = 4, dueIn(7)
	saveCursors(t, s, late, cursorOf("s", "q", "n", 2), cursorOf("s", "q", "n", 1))
	late.Seq = 5
	wantCursors(t, s, "s", "p", late)
	wantCursors(t, s, "s", "q", cursorOf("s", "q", "n", 2))
	wantCursors(t, s, "s2", "p", cursorOf("s2", "p", "n", 9))
	wantCursors(t, s, "s2", "q")
}

func cursorNodes(t *testing.T, s *subject) {
	a, b := cursorOf("s", "p", "a", 7), cursorOf("s", "p", "b", 3)
	saveCursors(t, s, b, a)
	wantCursors(t, s, "s", "p", a, b)
}

func cursorDropped(t *testing.T, s *subject) {
	a, b := cursorOf("s", "p", "a", 7), cursorOf("s", "p", "b", 3)
	saveCursors(t, s, a, b, cursorOf("s", "q", "a", 1))
	wantErr(t, "DropCursors", s.DropCursors(t.Context(), []store.Cursor{a, cursorOf("s", "p", "unknown", 0)}), nil)
	wantErr(t, "DropCursors of none", s.DropCursors(t.Context(), nil), nil)
	wantCursors(t, s, "s", "p", b)
	wantCursors(t, s, "s", "q", cursorOf("s", "q", "a", 1))
	a.Seq = 2
	saveCursors(t, s, a)
	wantCursors(t, s, "s", "p", a, b)
}

func cursorConcurrent(t *testing.T, s *subject) {
	var wg sync.WaitGroup
	for n := range 20 {
		wg.Go(func() {
			wantErr(t, "SaveCursors", s.SaveCursors(t.Context(),
				[]store.Cursor{cursorOf("s", "p", "n", chat.Seq(n+1))}), nil)
		})
	}
	wg.Wait()
	wantCursors(t, s, "s", "p", cursorOf("s", "p", "n", 20))
}
