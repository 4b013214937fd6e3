package storetest

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

var receipts = []promise{
	{"the first time of each kind stays", receiptFirst},
	{"concurrent marks change it once", receiptConcurrent},
	{"a page has what covers its messages", receiptPages},
	{"receipts are in order of number", receiptOrder},
	{"a transaction reads them too", receiptWithin},
}

func receiptFirst(t *testing.T, s *subject) {
	at := func(n int) time.Time { return epoch.Add(time.Duration(n) * time.Second) }
	none := time.Time{}
	type mark struct{ delivered, read time.Time }
	cases := []struct {
		name    string
		marks   []mark
		want    mark
		changed bool // by the last mark
	}{
		{"delivered", []mark{{at(1), none}}, mark{at(1), none}, true},
		{"delivered again", []mark{{at(1), none}, {at(2), none}}, mark{at(1), none}, false},
		{"a read implies delivered", []mark{{none, at(3)}}, mark{at(3), at(3)}, true},
		{"read after delivered", []mark{{at(1), none}, {none, at(2)}}, mark{at(1), at(2)}, true},
		{"read again", []mark{{none, at(2)}, {none, at(3)}}, mark{at(2), at(2)}, false},
		{"delivered after read", []mark{{none, at(2)}, {at(3), none}}, mark{at(2), at(2)}, false},
		{"both at once", []mark{{at(1), at(2)}}, mark{at(1), at(2)}, true},
		{"to the millisecond", []mark{{at(1).Add(time.Microsecond), none}}, mark{at(1), none}, true},
	}
	for i, c := range cases {
		r := chat.Receipt{SessionID: "s", Seq: chat.Seq(i + 1), Recipient: "r"}
		want := r
		want.DeliveredAt, want.ReadAt = c.want.delivered, c.want.read
		for n, m := range c.marks {
			r.DeliveredAt, r.ReadAt = m.delivered, m.read
			got, changed, err := s.MarkReceipt(t.Context(), r)
			if err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			if n == len(c.marks)-1 {
				same(t, c.name, got, want)
				same(t, c.name+": changed", changed, c.changed)
			}
		}
		got, err := s.Receipts(t.Context(), "s", r.Seq, r.Seq)
		same(t, c.name+": read back", must(t, got, err), []chat.Receipt{want})
	}
}

func receiptConcurrent(t *testing.T, s *subject) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	changes := 0
	for n := range 16 {
		wg.Go(func() {
			_, changed, err := s.MarkReceipt(t.Context(), chat.Receipt{
				SessionID: "s", Seq: 1, Recipient: "r", ReadAt: epoch.Add(time.Duration(n) * time.Second),
			})
			wantErr(t, "MarkReceipt", err, nil)
			mu.Lock()
			defer mu.Unlock()
			if changed {
				changes++
			}
		})
	}
	wg.Wait()
	same(t, "changes", changes, 1)
}

// receiptPages holds every page to what all receipts would say of its messages.
func receiptPages(t *testing.T, s *subject) {
	id := sessionID(0)
	s.begin(t, id)
	items := s.say(t, id, 30)
	rand := rand.New(rand.NewPCG(1, 2)) // the same each time
	for n := range 40 {
		r := chat.Receipt{
			SessionID: id, Seq: chat.Seq(1 + rand.IntN(30)), DeliveredAt: epoch.Add(time.Duration(n) * time.Second),
			Recipient: []chat.ParticipantID{"0f8fad5b-d9cb-469f-a165-70867728950e", "a", "b"}[rand.IntN(3)],
		}
		if rand.IntN(3) == 0 {
			r.ReadAt = r.DeliveredAt.Add(time.Millisecond)
		}
		if _, _, err := s.MarkReceipt(t.Context(), r); err != nil {
			t.Fatalf("MarkReceipt: %v", err)
		}
	}
	all, err := s.Receipts(t.Context(), id, 1, 30)
	if err != nil {
		t.Fatalf("Receipts: %v", err)
	}
	for from := 1; from <= 30; from++ {
		for to := from; to <= 30; to++ {
			page, err := s.Receipts(t.Context(), id, chat.Seq(from), chat.Seq(to))
			if err != nil {
				t.Fatalf("Receipts: %v", err)
			}
			for i := from - 1; i < to; i++ {
				got, want := byRecipient(&items[i], page), byRecipient(&items[i], all)
				same(t, fmt.Sprintf("message %d on page %d..%d", i+1, from, to), got, want)
			}
		}
	}
}

func byRecipient(item *chat.Item, list []chat.Receipt) map[chat.ParticipantID]chat.Receipt {
	m := map[chat.ParticipantID]chat.Receipt{}
	for _, r := range chat.ReceiptsFor(item, list) {
		m[r.Recipient] = r
	}
	return m
}

func receiptOrder(t *testing.T, s *subject) {
	for _, seq := range []chat.Seq{5, 2, 9, 7, 3} {
		for _, who := range []chat.ParticipantID{"b", "a"} {
			if _, _, err := s.MarkReceipt(t.Context(), chat.Receipt{SessionID: "s", Seq: seq, Recipient: who, ReadAt: epoch}); err != nil {
				t.Fatal(err)
			}
		}
	}
	list, err := s.Receipts(t.Context(), "s", 3, 5)
	got := map[chat.ParticipantID][]chat.Seq{}
	last := chat.Seq(0)
	for _, r := range must(t, list, err) {
		if r.Seq < last {
			t.Errorf("number %d comes after %d", r.Seq, last)
		}
		last = r.Seq
		got[r.Recipient] = append(got[r.Recipient], r.Seq)
	}
	same(t, "numbers", got, map[chat.ParticipantID][]chat.Seq{"a": {3, 5, 7}, "b": {3, 5, 7}})
	other, err := s.Receipts(t.Context(), "other", 1, 9)
	same(t, "of another session", len(must(t, other, err)), 0)
}

func receiptWithin(t *testing.T, s *subject) {
	want, _, err := s.MarkReceipt(t.Context(), chat.Receipt{SessionID: "s", Seq: 4, Recipient: "r", ReadAt: epoch})
	if err != nil {
		t.Fatal(err)
	}
	s.update(t, "s", func(tx store.Tx) error {
		got, err := tx.Receipts("s", 1, 4)
		same(t, "Tx.Receipts", must(t, got, err), []chat.Receipt{want})
		return nil
	})
}
