package storetest

import (
	"sync"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

var cursors = []promise{
	{"a cursor never moves back", cursorForward},
	{"concurrent saves leave the furthest", cursorConcurrent},
}

func cursorForward(t *testing.T, s *subject) {
	save := func(list ...store.Cursor) {
		t.Helper()
		wantErr(t, "SaveCursors", s.SaveCursors(t.Context(), list), nil)
	}
	check := func(id chat.SessionID, p chat.ParticipantID, want chat.Seq) {
		t.Helper()
		got, err := s.Cursor(t.Context(), id, p)
		if err != nil || got != want {
			t.Errorf("cursor of %s in %s: got %d, error %v, want %d", p, id, got, err, want)
		}
	}
	save()
	save(store.Cursor{SessionID: "s", ParticipantID: "p", Seq: 5}, store.Cursor{SessionID: "s", ParticipantID: "q", Seq: 1},
		store.Cursor{SessionID: "s2", ParticipantID: "p", Seq: 9})
	save(store.Cursor{SessionID: "s", ParticipantID: "p", Seq: 3}, store.Cursor{SessionID: "s", ParticipantID: "q", Seq: 2},
		store.Cursor{SessionID: "s", ParticipantID: "q", Seq: 1})
	check("s", "p", 5)
	check("s", "q", 2)
	check("s2", "p", 9)
}

func cursorConcurrent(t *testing.T, s *subject) {
	var wg sync.WaitGroup
	for n := range 20 {
		wg.Go(func() {
			wantErr(t, "SaveCursors", s.SaveCursors(t.Context(),
				[]store.Cursor{{SessionID: "s", ParticipantID: "p", Seq: chat.Seq(n + 1)}}), nil)
		})
	}
	wg.Wait()
	got, err := s.Cursor(t.Context(), "s", "p")
	same(t, "cursor", must(t, got, err), 20)
}
