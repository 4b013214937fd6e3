package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

var traces = []promise{
	{"steps are numbered in each session", tracesNumbered},
	{"every field of a step reads back", traceRoundTrip},
	{"steps are read in pages, of one contact or of all", tracePages},
	{"the newest steps are kept", tracesBounded},
	{"a step that is too long is refused", traceTooLong},
	{"a transaction that fails leaves no step", tracesAtomic},
}

// step is a step of the session's first contact.
func step(id chat.SessionID, n int) chat.TraceStep {
	return chat.TraceStep{SessionID: id, ContactID: id.Initial(), Time: dueIn(n), Data: fmt.Appendf(nil, `{"n":%d}`, n)}
}

// traced adds steps in one transaction.
func (s *subject) traced(t *testing.T, id chat.SessionID, steps ...chat.TraceStep) {
	t.Helper()
	s.update(t, id, func(tx store.Tx) error {
		for _, one := range steps {
			if err := tx.AppendTrace(one); err != nil {
				return err
			}
		}
		return nil
	})
}

// traceNumbers are the numbers of the steps that a query finds.
func (s *subject) traceNumbers(t *testing.T, id chat.SessionID, contact chat.ContactID, after int64, limit int) (numbers []int64) {
	t.Helper()
	list, err := s.Traces(t.Context(), id, contact, after, limit)
	for _, one := range must(t, list, err) {
		numbers = append(numbers, one.N)
	}
	return numbers
}

func tracesNumbered(t *testing.T, s *subject) {
	for n := range 2 {
		s.begin(t, sessionID(n))
	}
	for range 2 { // over transactions, and within one
		s.traced(t, sessionID(0), step(sessionID(0), 1), step(sessionID(0), 2))
	}
	s.traced(t, sessionID(1), step(sessionID(1), 1))
	same(t, "a session's", s.traceNumbers(t, sessionID(0), "", 0, 10), []int64{1, 2, 3, 4})
	same(t, "another's", s.traceNumbers(t, sessionID(1), "", 0, 10), []int64{1})
	same(t, "an unknown session's", s.traceNumbers(t, "unknown", "", 0, 10), nil)
	s.reopen(t)
	s.traced(t, sessionID(0), step(sessionID(0), 3))
	same(t, "after a restart", s.traceNumbers(t, sessionID(0), "", 4, 10), []int64{5})
}

func traceRoundTrip(t *testing.T, s *subject) {
	want := filled[chat.TraceStep](t)
	long, empty := step(want.SessionID, 2), chat.TraceStep{SessionID: want.SessionID}
	long.Data = []byte(strings.Repeat("\x00é", chat.MaxTraceData/3))
	s.begin(t, want.SessionID)
	s.traced(t, want.SessionID, want, long, empty)
	want.N, long.N, empty.N = 1, 2, 3
	got, err := s.Traces(t.Context(), want.SessionID, "", 0, 3)
	same(t, "Traces", must(t, got, err), []chat.TraceStep{want, long, empty})
}

func tracePages(t *testing.T, s *subject) {
	for _, id := range []chat.SessionID{sessionID(0), sessionID(1)} {
		s.begin(t, id)
		for n := range 7 {
			one := step(id, n)
			one.ContactID = contactID(id, 1+n%2)
			s.traced(t, id, one)
		}
		same(t, "the first page", s.traceNumbers(t, id, "", 0, 3), []int64{1, 2, 3})
		same(t, "the next page", s.traceNumbers(t, id, "", 3, 3), []int64{4, 5, 6})
		same(t, "the last page", s.traceNumbers(t, id, "", 6, 3), []int64{7})
		same(t, "a contact", s.traceNumbers(t, id, contactID(id, 2), 0, 10), []int64{2, 4, 6})
		same(t, "a page of a contact", s.traceNumbers(t, id, contactID(id, 1), 1, 2), []int64{3, 5})
		same(t, "an unknown contact", s.traceNumbers(t, id, "unknown", 0, 10), nil)
	}
}

func tracesBounded(t *testing.T, s *subject) {
	id, other := sessionID(0), sessionID(1)
	s.begin(t, id)
	s.begin(t, other)
	s.traced(t, other, step(other, 0))
	r := s.export(t, id)
	for n := range chat.MaxTraceSteps - 1 {
		one := step(id, n)
		one.N = int64(n + 1)
		r.Traces = append(r.Traces, one)
	}
	s.imports(t, r)
	for n := range 4 {
		s.traced(t, id, step(id, n))
	}
	got := s.traceNumbers(t, id, "", 0, 2*chat.MaxTraceSteps)
	if len(got) != chat.MaxTraceSteps || got[0] != 4 || !slices.IsSorted(got) {
		t.Errorf("got %d steps from %d, want %d from 4", len(got), got[0], chat.MaxTraceSteps)
	}
	same(t, "another's", s.traceNumbers(t, other, "", 0, 10), []int64{1})
	kept := s.export(t, id)
	another := s.another(t)
	another.imports(t, kept)
	another.wantRecord(t, "a session of which steps were dropped", kept)
	another.traced(t, id, step(id, 1))
	same(t, "the next after an import", another.traceNumbers(t, id, "", chat.MaxTraceSteps+3, 2), []int64{chat.MaxTraceSteps + 4})
}

func traceTooLong(t *testing.T, s *subject) {
	s.begin(t, "s")
	long := step("s", 1)
	long.Data = make([]byte, chat.MaxTraceData+1)
	wantErr(t, "AppendTrace", s.Update(t.Context(), "s", func(tx store.Tx) error { return tx.AppendTrace(long) }), store.ErrTooLong)
	long.Data = long.Data[1:]
	s.traced(t, "s", long)
}

func tracesAtomic(t *testing.T, s *subject) {
	s.begin(t, "s")
	s.traced(t, "s", step("s", 1))
	refused := errors.New("refused")
	err := s.Update(t.Context(), "s", func(tx store.Tx) error {
		return errors.Join(tx.AppendTrace(step("s", 2)), refused)
	})
	wantErr(t, "Update", err, refused)
	s.traced(t, "s", step("s", 3))
	got, err := s.Traces(t.Context(), "s", "", 0, 10)
	if must(t, got, err); len(got) != 2 || got[1].N != 2 || !got[1].Time.Equal(dueIn(3).Truncate(time.Millisecond)) {
		t.Errorf("got %+v, want the first step and the third", got)
	}
}
