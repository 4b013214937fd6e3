package storetest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

var portable = []promise{
	{"an export has all that is kept, in order", exportWhole},
	{"an import reads back in another database", importRoundTrip},
	{"an import takes the place of what was there", importReplaces},
	{"an import can be repeated", importRepeated},
	{"an import that fails changes nothing", importAtomic},
	{"concurrent imports are all kept", importConcurrent},
	{"an unknown session is not exported", exportUnknown},
	{"sessions are listed in pages without gaps", sessionPages},
	{"an imported session goes on", importedGoesOn},
	{"an imported session is found and counted", importedCounts},
	{"an instance reads back in another database", instanceRoundTrip},
	{"an imported instance takes the place of what was there", instanceReplaces},
	{"an imported instance is used like any other", instanceUsed},
	{"a closed store neither exports nor imports", portableClosed},
	{"a call whose context has ended carries nothing over", portableContext},
}

// carrier is the store as one that can be carried over.
func (s *subject) carrier(t *testing.T) store.Portable {
	t.Helper()
	p, ok := s.Store.(store.Portable)
	if !ok {
		t.Fatalf("%T is no store.Portable", s.Store)
	}
	return p
}

func (s *subject) export(t *testing.T, id chat.SessionID) store.SessionRecord {
	t.Helper()
	r, err := s.carrier(t).ExportSession(t.Context(), id)
	if err != nil {
		t.Fatalf("ExportSession(%s): %v", id, err)
	}
	return r
}

func (s *subject) imports(t *testing.T, records ...store.SessionRecord) {
	t.Helper()
	for _, r := range records {
		if err := s.carrier(t).ImportSession(t.Context(), r); err != nil {
			t.Fatalf("ImportSession(%s): %v", r.Session.ID, err)
		}
	}
}

// wantRecord holds all that is kept of a session to a record.
func (s *subject) wantRecord(t *testing.T, what string, want store.SessionRecord) {
	t.Helper()
	sameRecord(t, what, s.export(t, want.Session.ID), want)
}

// sameRecord tells which part of a record differs.
func sameRecord(t *testing.T, what string, got, want store.SessionRecord) {
	t.Helper()
	same(t, what+": session", got.Session, want.Session)
	sameList(t, what+": contacts", got.Contacts, want.Contacts)
	sameList(t, what+": participants", got.Participants, want.Participants)
	sameList(t, what+": items", got.Items, want.Items)
	sameList(t, what+": receipts", got.Receipts, want.Receipts)
	sameList(t, what+": timers", got.Timers, want.Timers)
	sameList(t, what+": cursors", got.Cursors, want.Cursors)
	sameList(t, what+": traces", got.Traces, want.Traces)
	sameList(t, what+": outgoing", got.Outgoing, want.Outgoing)
	sameList(t, what+": streams", got.Streams, want.Streams)
}

// sameList is same of lists, of which an empty one is none.
func sameList[T any](t *testing.T, what string, got, want []T) {
	t.Helper()
	if len(got)+len(want) > 0 {
		same(t, what, got, want)
	}
}

func exportWhole(t *testing.T, s *subject) {
	ctx := t.Context()
	for n := range 2 {
		want := s.furnish(t, sessionID(n))
		s.furnish(t, sessionID(n+2)) // which must not show
		got := s.export(t, sessionID(n))
		sameRecord(t, "exported", got, want)
		session, err := s.Session(ctx, sessionID(n))
		same(t, "session", got.Session, must(t, session, err))
		contacts, err := s.Contacts(ctx, sessionID(n))
		same(t, "contacts", got.Contacts, must(t, contacts, err))
		participants, err := s.Participants(ctx, sessionID(n))
		same(t, "participants", got.Participants, must(t, participants, err))
		same(t, "items", got.Items, s.transcript(t, sessionID(n)))
	}
}

func importRoundTrip(t *testing.T, s *subject) {
	other := s.another(t)
	var records []store.SessionRecord
	for n := range 2 {
		s.furnish(t, sessionID(n))
		records = append(records, s.export(t, sessionID(n)))
	}
	s.begin(t, "bare")
	s.update(t, "blank", func(tx store.Tx) error { return tx.CreateSession(chat.Session{ID: "blank"}) })
	records = append(records, s.export(t, "bare"), s.export(t, "blank"))
	other.imports(t, records...)
	for range 2 {
		for _, r := range records {
			other.wantRecord(t, string(r.Session.ID), r)
		}
		other.reopen(t)
	}
}

func importReplaces(t *testing.T, s *subject) {
	id := sessionID(0)
	other := s.another(t)
	other.furnish(t, id)
	beside := other.furnish(t, sessionID(1))
	// What is there has more of everything, and the driver has it at hand.
	other.say(t, id, 9)
	set(t, other, chat.Timer{SessionID: id, Kind: "another", ID: "x", DueAt: dueIn(1)})
	other.traced(t, id, step(id, 9))
	saveCursors(t, other, cursorOf(id, "another", "n", 40))
	s.begin(t, id)
	s.say(t, id, 3)
	want := s.export(t, id)
	other.imports(t, want)
	other.wantRecord(t, "replaced", want)
	other.wantRecord(t, "beside it", beside)
	got, repeated, err := other.Append(t.Context(), message(id, "next"))
	if err != nil || repeated || got.Seq != 4 {
		t.Errorf("the next item: got number %d, repeated %t, error %v, want 4, false", got.Seq, repeated, err)
	}
}

func importRepeated(t *testing.T, s *subject) {
	want := s.furnish(t, sessionID(0))
	other := s.another(t)
	for n := range 3 {
		other.imports(t, want)
		other.wantRecord(t, fmt.Sprint("import ", n+1), want)
	}
	s.imports(t, want)
	s.wantRecord(t, "imported where it came from", want)
}

func importAtomic(t *testing.T, s *subject) {
	want := s.furnish(t, sessionID(0))
	twice := want
	twice.Session.CustomerID = "changed"
	twice.Items = append(slices.Clone(want.Items), want.Items[0])
	if err := s.carrier(t).ImportSession(t.Context(), twice); err == nil {
		t.Error("an item that is there twice: got no error")
	}
	s.wantRecord(t, "after a failed import", want)
	unknown := twice
	unknown.Session.ID = "unknown"
	if err := s.carrier(t).ImportSession(t.Context(), unknown); err == nil {
		t.Error("an item that is there twice in a new session: got no error")
	}
	_, err := s.Session(t.Context(), "unknown")
	wantErr(t, "Session", err, store.ErrNotFound)
}

func importConcurrent(t *testing.T, s *subject) {
	const many = 30
	other := s.another(t)
	into := other.carrier(t)
	records := make([]store.SessionRecord, many)
	for n := range many {
		s.begin(t, sessionID(n))
		s.say(t, sessionID(n), n%5)
		records[n] = s.export(t, sessionID(n))
	}
	var wg sync.WaitGroup
	for n := range 2 * many {
		wg.Go(func() { wantErr(t, "ImportSession", into.ImportSession(t.Context(), records[n%many]), nil) })
	}
	wg.Wait()
	for _, r := range records {
		other.wantRecord(t, string(r.Session.ID), r)
	}
}

func exportUnknown(t *testing.T, s *subject) {
	saveCursors(t, s, cursorOf("unknown", "p", "n", 1))
	_, err := s.carrier(t).ExportSession(t.Context(), "unknown")
	wantErr(t, "ExportSession", err, store.ErrNotFound)
}

func sessionPages(t *testing.T, s *subject) {
	ctx, p := t.Context(), s.carrier(t)
	ids, err := p.SessionIDs(ctx, "", 10)
	same(t, "sessions of an empty store", len(must(t, ids, err)), 0)
	const many = 23
	var want []chat.SessionID
	for n := range many {
		want = append(want, sessionID(n))
	}
	want = append(want, "é", "A", "a", "0F8FAD5B-D9CB-469F-A165-70867728950E")
	for _, id := range want {
		s.update(t, id, func(tx store.Tx) error { return tx.CreateSession(chat.Session{ID: id}) })
	}
	all, err := p.SessionIDs(ctx, "", 1000)
	must(t, all, err)
	slices.Sort(want)
	same(t, "sessions", slices.Sorted(slices.Values(all)), want)
	for _, limit := range []int{1, 2, 7, len(all) - 1, len(all)} {
		var got []chat.SessionID
		for after := chat.SessionID(""); ; after = got[len(got)-1] {
			page, err := p.SessionIDs(ctx, after, limit)
			if len(must(t, page, err)) > limit {
				t.Fatalf("limit %d: got %d", limit, len(page))
			}
			if got = append(got, page...); len(page) < limit {
				break
			}
		}
		same(t, fmt.Sprint("pages of ", limit), got, all)
	}
}

func importedGoesOn(t *testing.T, s *subject) {
	ctx, id := t.Context(), sessionID(1)
	s.begin(t, id)
	items := s.say(t, id, 4)
	timer := chat.Timer{SessionID: id, Kind: chat.TimerWait, ID: "w", DueAt: dueIn(2), Attempts: 3}
	set(t, s, timer)
	take(t, s, dueIn(2), time.Hour) // a hold is not carried over
	other := s.another(t)
	other.imports(t, s.export(t, id))

	again, repeated, err := other.Append(ctx, message(id, "say 2"))
	if err != nil || !repeated {
		t.Errorf("a repeated item: got repeated %t, error %v, want true", repeated, err)
	}
	same(t, "the repeated item", again, items[2])
	next, repeated, err := other.Append(ctx, message(id, "next"))
	if err != nil || repeated || next.Seq != 5 || !next.Time.After(items[3].Time) {
		t.Errorf("the next item: got number %d at %v, repeated %t, error %v, want 5, after %v",
			next.Seq, next.Time, repeated, err, items[3].Time)
	}
	stranger := message(id, "stranger")
	stranger.ParticipantID = "stranger"
	_, _, err = other.Append(ctx, stranger)
	wantErr(t, "an item of a stranger", err, store.ErrAbsent)
	got, _ := take(t, other, dueIn(2), time.Minute)
	same(t, "due timers", got, []chat.Timer{timer})

	other.change(t, id, func(have *chat.Session) { have.State = chat.SessionEnded })
	other.imports(t, s.export(t, id))
	_, _, err = other.Append(ctx, message(id, "on"))
	wantErr(t, "an item of a session that had ended before the import", err, nil)
	s.change(t, id, func(have *chat.Session) { have.Flow = &chat.Execution{FlowID: "f", Awaits: chat.AwaitsCustomer} })
	other.imports(t, s.export(t, id))
	_, _, err = other.Append(ctx, message(id, "awaited"))
	wantErr(t, "an item that the imported flow awaits", err, store.ErrAwaited)
}

func importedCounts(t *testing.T, s *subject) {
	other := s.another(t)
	for n := range 3 {
		want := s.furnish(t, sessionID(n))
		other.imports(t, want, want)
		for _, c := range want.Contacts {
			got, err := other.Contact(t.Context(), c.ID)
			same(t, "contact by its id", must(t, got, err), c)
		}
	}
	active, err := other.CountActive(t.Context(), instance)
	same(t, "active sessions", must(t, active, err), 3)
	other.update(t, "any", func(tx store.Tx) error {
		queued, err := tx.Queued(instance, "queue")
		same(t, "queued contacts", queued.Contacts, 3)
		return err
	})
}

func portableClosed(t *testing.T, s *subject) {
	r := s.furnish(t, sessionID(0))
	wantErr(t, "Close", s.Close(), nil)
	everyCarry(t.Context(), s.carrier(t), r, func(doing string, err error) { wantErr(t, doing, err, store.ErrClosed) })
}

func portableContext(t *testing.T, s *subject) {
	want := s.furnish(t, sessionID(0))
	changed := want
	changed.Items = nil
	everyCarry(ended(t), s.carrier(t), changed, func(doing string, err error) { wantErr(t, doing, err, context.Canceled) })
	s.wantRecord(t, "afterwards", want)
}

// everyCarry calls every method of store.Portable and gives each error to check.
func everyCarry(ctx context.Context, p store.Portable, r store.SessionRecord, check func(string, error)) {
	_, err := p.SessionIDs(ctx, "", 1)
	check("SessionIDs", err)
	_, err = p.ExportSession(ctx, r.Session.ID)
	check("ExportSession", err)
	check("ImportSession", p.ImportSession(ctx, r))
	_, err = p.ExportInstance(ctx)
	check("ExportInstance", err)
	check("ImportInstance", p.ImportInstance(ctx, store.InstanceRecord{}))
}
