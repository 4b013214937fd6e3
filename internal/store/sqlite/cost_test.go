package sqlite

import (
	"testing"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/storetest"
)

// crowded is a store that can be filled at once.
type crowded struct{ *Store }

func (c crowded) Crowd(tb testing.TB, waiting []chat.Contact, free []chat.Agent) {
	tb.Helper()
	sessions := map[chat.SessionID][]chat.Contact{}
	for _, w := range waiting {
		sessions[w.SessionID] = append(sessions[w.SessionID], w)
	}
	for id, contacts := range sessions {
		session := chat.Session{ID: id, InstanceID: storetest.BenchInstance, State: chat.SessionActive}
		if err := c.ImportSession(tb.Context(), store.SessionRecord{Session: session, Contacts: contacts}); err != nil {
			tb.Fatal(err)
		}
	}
	if err := c.ImportInstance(tb.Context(), store.InstanceRecord{Agents: free}); err != nil {
		tb.Fatal(err)
	}
}

// BenchmarkRouting measures what is asked for every contact that waits.
func BenchmarkRouting(b *testing.B) {
	storetest.BenchRouting(b, func(b *testing.B) storetest.Crowded {
		s, err := Open(Options{Dir: b.TempDir()})
		if err != nil {
			b.Fatal(err)
		}
		return crowded{s}
	}, "steps", counted)
}

// TestAnOfferCostsTheSameWhoeverWaits counts the steps of SQLite's machine, of which
// there are a few for every row that is looked at.
func TestAnOfferCostsTheSameWhoeverWaits(t *testing.T) {
	storetest.RoutingCost(t, func(t *testing.T) storetest.Crowded { return crowded{testStore(t, Options{})} }, counted)
}

// counted is how many steps a look takes.
func counted(tb testing.TB, s storetest.Crowded, _ string, look func() error) int {
	tb.Helper()
	of := s.(crowded).Store
	steps(of)
	if err := look(); err != nil {
		tb.Error(err)
	}
	return steps(of)
}

// steps is how many steps the statements of readers have taken since it was last asked.
func steps(s *Store) (n int) {
	var all []*conn
	for range readers {
		c := <-s.reader.idle
		all = append(all, c)
		for _, one := range c.stmts {
			p := one.(*prepared)
			n += int(sqlite3.Xsqlite3_stmt_status(p.n.tls, p.stmt, sqlite3.SQLITE_STMTSTATUS_VM_STEP, 1))
		}
	}
	for _, c := range all {
		s.reader.idle <- c
	}
	return n
}
