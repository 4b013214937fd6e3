package sqlite_test

import (
	"math/rand/v2"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/sqlite"
	"github.com/rejoin-chat/rejoin/internal/store/storetest"
)

// BenchmarkPage measures what a page of history reads: the session, the
// participant, 51 items and their receipts, of which there are none.
//
// The newest items are found through memory (tail), all others through the index.
func BenchmarkPage(b *testing.B) {
	s := benchStore(b)
	for n := range pagedSessions * pagedItems {
		appendItem(b, s, n%pagedSessions, n)
	}
	b.Run("tail", func(b *testing.B) { readPages(b, s) })
	for n := range pagedSessions * pagedItems {
		appendItem(b, s, pagedSessions+n%pagedSessions, n)
	}
	b.Run("index", func(b *testing.B) { readPages(b, s) })
}

func appendItem(b *testing.B, s *sqlite.Store, session, n int) {
	b.Helper()
	if _, _, err := s.Append(b.Context(), storetest.BenchItem(session, n)); err != nil {
		b.Fatal(err)
	}
}

func readPages(b *testing.B, s *sqlite.Store) {
	b.ReportAllocs()
	for b.Loop() {
		id := storetest.BenchSession(rand.IntN(pagedSessions))
		if _, err := s.Session(b.Context(), id); err != nil {
			b.Fatal(err)
		}
		items, err := s.Items(b.Context(), store.ItemQuery{
			SessionID: id, Direction: store.Backward, Viewer: chat.RoleCustomer, Listed: true, Limit: 51,
		})
		if err != nil || len(items) != 51 {
			b.Fatalf("got %d items, error %v", len(items), err)
		}
		if _, err := s.Receipts(b.Context(), id, items[50].Seq, items[0].Seq); err != nil {
			b.Fatal(err)
		}
	}
}

// pagedSessions have pagedItems each, together less than are indexed at a time.
const pagedSessions, pagedItems = 20, 100
