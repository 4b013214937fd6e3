package sqlite

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/storetest"
)

// indexEvery has the items indexed so many at a time.
func indexEvery(t testing.TB, s *Store, n int) {
	t.Helper()
	if err := s.writer.queue.submit(t.Context(), func(w *writer) error { w.unindexed.after = n; return nil }); err != nil {
		t.Fatal(err)
	}
}

// TestStoreThatIndexesOften holds the contract where indexing falls between the
// items of a test: otherwise few tests have enough of them.
func TestStoreThatIndexesOften(t *testing.T) {
	storetest.Run(t, func(t testing.TB) storetest.Driver {
		dir := t.TempDir()
		return storetest.Driver{Open: func() (store.Store, error) {
			s, err := Open(Options{Dir: dir})
			if err == nil {
				indexEvery(t, s, 3)
			}
			return s, err
		}}
	})
}

// TestItemsAreFoundWhereverTheyAre appends to sessions while they are indexed now
// and then, and reads every kind of page from the store and from a view.
func TestItemsAreFoundWhereverTheyAre(t *testing.T) {
	dir := t.TempDir()
	s := testStore(t, Options{Dir: dir})
	indexEvery(t, s, 7)
	view, err := OpenReadOnly(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer view.Close()
	sessions := []chat.SessionID{"a", "0f8fad5b-d9cb-469f-a165-70867728950e", "c"}
	for _, id := range sessions {
		storetest.Begin(t, s, id)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for n := range 100 {
		id := sessions[random.IntN(len(sessions))]
		if _, _, err := s.Append(t.Context(), storetest.Event(id, fmt.Sprint(n))); err != nil {
			t.Fatal(err)
		}
		for name, reader := range map[string]store.Reader{"store": s, "view": view} {
			checkPages(t, name, reader, id, random)
		}
	}
}

func checkPages(t *testing.T, name string, r store.Reader, id chat.SessionID, random *rand.Rand) {
	t.Helper()
	last, err := r.LastSeq(t.Context(), id)
	if err != nil || last == 0 {
		t.Fatalf("%s: LastSeq: got %d, error %v", name, last, err)
	}
	from, limit := 1+chat.Seq(random.IntN(int(last))), 1+random.IntN(12)
	for direction, want := range map[store.Direction][]chat.Seq{
		store.Forward: numbers(from, min(last, from+chat.Seq(limit)-1)), store.Backward: reversed(numbers(max(1, 1+from-min(from, chat.Seq(limit))), from)),
	} {
		items, err := r.Items(t.Context(), store.ItemQuery{SessionID: id, From: from, Direction: direction, Limit: limit})
		var got []chat.Seq
		for _, i := range items {
			got = append(got, i.Seq)
		}
		if err != nil || !slices.Equal(got, want) {
			t.Fatalf("%s: from %d of %d, at most %d, direction %v: got %v, error %v, want %v", name, from, last, limit, direction, got, err, want)
		}
		one, err := r.Item(t.Context(), id, items[0].ID)
		if err != nil || one.Seq != from {
			t.Fatalf("%s: Item: got number %d, error %v, want %d", name, one.Seq, err, from)
		}
	}
}

func numbers(from, to chat.Seq) (list []chat.Seq) {
	for n := from; n <= to; n++ {
		list = append(list, n)
	}
	return list
}

func reversed(list []chat.Seq) []chat.Seq { slices.Reverse(list); return list }

// TestReadersNeverMissAnItem reads a session's end over and over while it grows
// and is indexed: what was there is there ever after, without a gap.
func TestReadersNeverMissAnItem(t *testing.T) {
	s := testStore(t, Options{})
	indexEvery(t, s, 3)
	storetest.Begin(t, s, "s")
	const items = 300
	done := make(chan error, 1)
	// Ended by its last append.
	go func() {
		var err error
		for n := range items {
			_, _, e := s.Append(t.Context(), storetest.Event("s", fmt.Sprint(n)))
			err = errors.Join(err, e)
		}
		done <- err
	}()
	for have := 0; have < items; {
		list, err := s.Items(t.Context(), store.ItemQuery{SessionID: "s", Direction: store.Forward, Limit: items})
		if err != nil || len(list) < have {
			t.Fatalf("got %d items, error %v, had %d", len(list), err, have)
		}
		have = len(list)
		for i := range list {
			if list[i].Seq != chat.Seq(i+1) {
				t.Fatalf("item %d of %d has the number %d", i, have, list[i].Seq)
			}
		}
		last, err := s.LastSeq(t.Context(), "s")
		if err != nil || int(last) < have {
			t.Fatalf("LastSeq: got %d, error %v, had %d", last, err, have)
		}
		// All items have times before this one.
		before, err := s.SeqBefore(t.Context(), "s", time.UnixMilli(2e12))
		if err != nil || before < last {
			t.Fatalf("SeqBefore: got %d, error %v, want at least %d", before, err, last)
		}
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

// A closure that fails, and a commit that fails, must leave the tail as it was.
func TestWhatIsUndoneIsNotInTheTail(t *testing.T) {
	s := testStore(t, Options{})
	storetest.Begin(t, s, "s")
	if _, _, err := s.Append(t.Context(), storetest.Event("s", "kept")); err != nil {
		t.Fatal(err)
	}
	refused := errors.New("refused")
	err := s.Update(t.Context(), "s", func(tx store.Tx) error {
		_, _, err := tx.Append(storetest.Event("s", "undone"))
		return errors.Join(err, refused)
	})
	if !errors.Is(err, refused) {
		t.Errorf("Update: got %v, want %v", err, refused)
	}
	storetest.Dense(t, s, "s", 1)
	indexEvery(t, s, 2)
	breakCommits(t, s, true)
	if _, _, err := s.Append(t.Context(), storetest.Event("s", "lost")); !errors.Is(err, errDisk) {
		t.Errorf("Append: got %v, want %v", err, errDisk)
	}
	breakCommits(t, s, false)
	storetest.Dense(t, s, "s", 1)
	for n := range 5 {
		if _, _, err := s.Append(t.Context(), storetest.Event("s", fmt.Sprint(n))); err != nil {
			t.Fatal(err)
		}
		storetest.Dense(t, s, "s", n+2)
	}
}
