package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

var paging = []promise{
	{"every page equals that of a naive model", itemPages},
	{"pages in a transaction are the same", itemPagesWithin},
	{"a session without items has empty pages", itemNone},
	{"the newest number is known", itemLastSeq},
	{"the number before a time is found", itemSeqBefore},
}

// mixed appends items of all visibilities, some unlisted.
func mixed(t *testing.T, s *subject, id chat.SessionID, n int) []chat.Item {
	t.Helper()
	s.begin(t, id)
	shown := []chat.Visibility{chat.VisibleToAll, chat.VisibleToAgents, chat.VisibleToAll, chat.VisibleToCustomer}
	items := make([]chat.Item, n)
	s.update(t, id, func(tx store.Tx) error {
		for i := range items {
			item := message(id, fmt.Sprint(i))
			item.Visibility, item.Unlisted = shown[i%len(shown)], i%5 == 3
			item.Time = epoch.Add(time.Duration(i) * 10 * time.Millisecond)
			stored, _, err := tx.Append(item)
			if err != nil {
				return err
			}
			items[i] = stored
		}
		return nil
	})
	return items
}

// model is what a page must be: the rules one after another.
func model(all []chat.Item, q store.ItemQuery) []chat.Item {
	all = slices.Clone(all)
	if q.Direction == store.Backward {
		slices.Reverse(all)
	}
	var page []chat.Item
	for _, item := range all {
		low, high := q.From, q.To
		if q.Direction == store.Backward {
			low, high = q.To, q.From
		}
		if item.Seq < low || high != 0 && item.Seq > high ||
			q.Viewer != "" && !q.Viewer.Sees(item.Visibility) || q.Listed && item.Unlisted {
			continue
		}
		if page = append(page, item); len(page) == q.Limit {
			break
		}
	}
	return page
}

// queries calls each with every combination over a transcript of n items.
func queries(id chat.SessionID, n chat.Seq, each func(store.ItemQuery)) {
	bounds := []chat.Seq{0, 1, n / 2, n, n + 100}
	for _, from := range bounds {
		for _, to := range bounds {
			for _, direction := range []store.Direction{store.Forward, store.Backward} {
				for _, viewer := range []chat.Role{"", chat.RoleCustomer, chat.RoleAgent} {
					for _, limit := range []int{1, 3, 100} {
						for _, listed := range []bool{false, true} {
							each(store.ItemQuery{
								SessionID: id, From: from, To: to, Direction: direction,
								Viewer: viewer, Limit: limit, Listed: listed,
							})
						}
					}
				}
			}
		}
	}
}

func itemPages(t *testing.T, s *subject) {
	id := sessionID(0)
	all := mixed(t, s, id, 23)
	mixed(t, s, sessionID(1), 5) // another session must not show
	queries(id, 23, func(q store.ItemQuery) {
		got, err := s.Items(t.Context(), q)
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		same(t, fmt.Sprintf("%+v", q), got, model(all, q))
	})
}

func itemPagesWithin(t *testing.T, s *subject) {
	id := sessionID(1)
	all := mixed(t, s, id, 9)
	s.update(t, id, func(tx store.Tx) error {
		queries(id, 9, func(q store.ItemQuery) {
			got, err := tx.Items(q)
			same(t, fmt.Sprintf("%+v", q), must(t, got, err), model(all, q))
		})
		return nil
	})
}

func itemNone(t *testing.T, s *subject) {
	s.begin(t, "s")
	for _, id := range []chat.SessionID{"s", "unknown"} {
		for _, direction := range []store.Direction{store.Forward, store.Backward} {
			got, err := s.Items(t.Context(), store.ItemQuery{SessionID: id, Direction: direction, Limit: 5})
			same(t, "items", len(must(t, got, err)), 0)
		}
		seq, err := s.LastSeq(t.Context(), id)
		same(t, "LastSeq", must(t, seq, err), 0)
		seq, err = s.SeqBefore(t.Context(), id, epoch)
		same(t, "SeqBefore", must(t, seq, err), 0)
		s.update(t, id, func(tx store.Tx) error {
			seq, err := tx.LastSeq(id)
			same(t, "Tx.LastSeq", seq, 0)
			return err
		})
	}
}

func itemLastSeq(t *testing.T, s *subject) {
	id := sessionID(0)
	s.begin(t, id)
	for n := range 4 {
		seq, err := s.LastSeq(t.Context(), id)
		same(t, "LastSeq", must(t, seq, err), chat.Seq(n))
		if _, _, err := s.Append(t.Context(), message(id, fmt.Sprint(n))); err != nil {
			t.Fatal(err)
		}
	}
	seqs, err := s.LastSeqs(t.Context(), []chat.SessionID{"unknown", id, sessionID(1)})
	same(t, "LastSeqs", must(t, seqs, err), []chat.Seq{0, 4, 0})
	seqs, err = s.LastSeqs(t.Context(), nil)
	same(t, "LastSeqs of none", len(must(t, seqs, err)), 0)
}

func itemSeqBefore(t *testing.T, s *subject) {
	id := sessionID(0)
	all := mixed(t, s, id, 37)
	check := func(at time.Time) {
		t.Helper()
		want := chat.Seq(0)
		for _, item := range all {
			if item.Time.Before(at) {
				want = item.Seq
			}
		}
		got, err := s.SeqBefore(t.Context(), id, at)
		if err != nil || got != want {
			t.Errorf("before %v: got %d, error %v, want %d", at, got, err, want)
		}
	}
	for _, item := range all {
		check(item.Time)
		check(item.Time.Add(time.Microsecond))
		check(item.Time.Add(-time.Microsecond))
	}
	check(epoch.Add(-time.Hour))
	check(epoch.Add(time.Hour))
	for n := range 40 {
		check(epoch.Add(time.Duration(n) * 10_100 * time.Microsecond))
	}
}
