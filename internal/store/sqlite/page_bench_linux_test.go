package sqlite_test

import (
	"math/rand/v2"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// BenchmarkPage measures what a page of history reads: the session, the
// participant, 51 items and their receipts, of which there are none.
func BenchmarkPage(b *testing.B) {
	s := benchStore(b)
	for n := range pagedSessions * pagedItems {
		if _, _, err := s.Append(b.Context(), benchItem(n%pagedSessions, n)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		id := benchSession(rand.IntN(pagedSessions))
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

// pagedSessions have pagedItems each.
const pagedSessions, pagedItems = 20, 100
