package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

var updating = []promise{
	{"an error undoes every write", updateUndone},
	{"a panic undoes every write and harms no other", updatePanic},
	{"a failing closure harms none of its group", updateGroup},
	{"what Append knows is undone too", updateAppendUndone},
	{"closures on one session run one after another", updateSerial},
	{"its reads see its own writes", updateReadsOwn},
	{"others see committed state only", updateIsolation},
	{"readers do not wait for it", updateReaders},
	{"a session is made once", updateCreate},
	{"a transaction ends with its closure", updateOver},
}

var errRefused = errors.New("refused")

// writeAll writes to every table, over what begin has made.
func writeAll(tx store.Tx, id chat.SessionID) error {
	have, err := tx.Session(id)
	if err != nil {
		return err
	}
	have.State, have.Attributes = chat.SessionEnded, map[string]string{"written": "yes"}
	item := message(id, "written")
	_, _, errAppend := tx.Append(item)
	_, _, errClaim := tx.Claim(store.Request{InstanceID: instance, Operation: "op", Token: "written " + string(id), CreatedAt: epoch})
	return errors.Join(
		tx.SaveSession(have),
		tx.SaveContact(chat.Contact{ID: chat.ContactID("written " + id), SessionID: id, Segment: 2}),
		tx.SaveParticipant(chat.Participant{ID: customer(id), SessionID: id, Role: chat.RoleCustomer}),
		tx.SetTimer(chat.Timer{SessionID: id, Kind: chat.TimerWait, DueAt: epoch}),
		errAppend, errClaim,
	)
}

// checkUnwritten proves that nothing of writeAll is there.
func checkUnwritten(t *testing.T, s *subject, id chat.SessionID) {
	t.Helper()
	have, err := s.Session(t.Context(), id)
	if err != nil || !have.Active() || have.Attributes != nil {
		t.Errorf("session: got %+v, error %v, want it as begun", have, err)
	}
	_, err = s.Contact(t.Context(), chat.ContactID("written "+id))
	wantErr(t, "contact", err, store.ErrNotFound)
	p, err := s.Participant(t.Context(), id, customer(id))
	if err != nil || !p.Present() {
		t.Errorf("participant: got %+v, error %v, want it present", p, err)
	}
	_, err = s.Item(t.Context(), id, message(id, "written").ID)
	wantErr(t, "item", err, store.ErrNotFound)
	s.update(t, id, func(tx store.Tx) error {
		_, err := tx.Timer(id, chat.TimerWait, "")
		wantErr(t, "timer", err, store.ErrNotFound)
		return nil
	})
	err = s.Update(t.Context(), id, func(tx store.Tx) error {
		_, found, err := tx.Claim(store.Request{InstanceID: instance, Operation: "op", Token: "written " + string(id), CreatedAt: epoch})
		if found || err != nil {
			t.Errorf("claim: got found %t, error %v, want neither", found, err)
		}
		return errRefused
	})
	wantErr(t, "Update", err, errRefused)
}

func updateUndone(t *testing.T, s *subject) {
	id := sessionID(0)
	s.begin(t, id)
	err := s.Update(t.Context(), id, func(tx store.Tx) error {
		if err := writeAll(tx, id); err != nil {
			t.Errorf("writes: %v", err)
		}
		return errRefused
	})
	if err != errRefused {
		t.Errorf("got error %v, want the closure's as it is", err)
	}
	checkUnwritten(t, s, id)
}

func updatePanic(t *testing.T, s *subject) {
	id := sessionID(0)
	s.begin(t, id)
	func() {
		// A driver may pass the panic on to the caller.
		defer func() { _ = recover() }()
		err := s.Update(t.Context(), id, func(tx store.Tx) error {
			if err := writeAll(tx, id); err != nil {
				t.Errorf("writes: %v", err)
			}
			panic("on purpose")
		})
		if err == nil {
			t.Error("got no error of a closure that panicked")
		}
	}()
	checkUnwritten(t, s, id)
	s.say(t, id, 2)
}

func updateGroup(t *testing.T, s *subject) {
	const sessions = 12
	for n := range sessions {
		s.begin(t, sessionID(n))
	}
	var wg sync.WaitGroup
	for n := range sessions {
		id := sessionID(n)
		wg.Go(func() {
			err := s.Update(t.Context(), id, func(tx store.Tx) error {
				if err := writeAll(tx, id); err != nil {
					t.Errorf("writes: %v", err)
				}
				return errRefused
			})
			wantErr(t, "refused", err, errRefused)
		})
		for i := range 5 {
			wg.Go(func() {
				if _, _, err := s.Append(t.Context(), message(id, fmt.Sprint(i))); err != nil {
					t.Errorf("Append beside a failing closure: %v", err)
				}
			})
		}
	}
	wg.Wait()
	for n := range sessions {
		items := s.transcript(t, sessionID(n))
		checkOrder(t, items)
		if len(items) != 5 {
			t.Errorf("session %d: got %d items, want 5", n, len(items))
		}
		checkUnwritten(t, s, sessionID(n))
	}
}

func updateAppendUndone(t *testing.T, s *subject) {
	id := sessionID(0)
	s.begin(t, id)
	s.say(t, id, 2)
	_ = s.Update(t.Context(), id, func(tx store.Tx) error {
		for i := range 3 {
			if _, _, err := tx.Append(message(id, fmt.Sprint("undone ", i))); err != nil {
				t.Errorf("Append: %v", err)
			}
		}
		return errRefused
	})
	got, repeated, err := s.Append(t.Context(), message(id, "undone 1"))
	if err != nil || repeated || got.Seq != 3 {
		t.Errorf("got number %d, repeated %t, error %v, want 3, false", got.Seq, repeated, err)
	}
	checkOrder(t, s.transcript(t, id))
}

func updateSerial(t *testing.T, s *subject) {
	countTogether(t, sessionID(0), slices.Repeat([]*subject{s}, 8))
}

// countTogether has all callers count up in one session at once.
func countTogether(t *testing.T, id chat.SessionID, callers []*subject) {
	t.Helper()
	callers[0].begin(t, id)
	const each = 10
	var wg sync.WaitGroup
	for _, s := range callers {
		wg.Go(func() {
			for range each {
				err := s.Update(t.Context(), id, func(tx store.Tx) error {
					have, err := tx.Session(id)
					if err != nil {
						return err
					}
					n, _ := strconv.Atoi(have.Attributes["count"])
					have.Attributes = map[string]string{"count": strconv.Itoa(n + 1)}
					return tx.SaveSession(have)
				})
				wantErr(t, "Update", err, nil)
			}
		})
	}
	wg.Wait()
	have, err := callers[0].Session(t.Context(), id)
	same(t, "count", must(t, have, err).Attributes["count"], strconv.Itoa(len(callers)*each))
}

func updateReadsOwn(t *testing.T, s *subject) {
	id := sessionID(0)
	s.update(t, id, func(tx store.Tx) error {
		made := chat.Session{ID: id, InstanceID: instance, State: chat.SessionActive, ContactID: id.Initial()}
		if err := tx.CreateSession(made); err != nil {
			return err
		}
		if _, _, err := tx.Append(message(id, "x")); err != nil {
			return err
		}
		if err := writeAll(tx, id); err != nil {
			return err
		}
		have, err := tx.Session(id)
		same(t, "Session", must(t, have, err).State, chat.SessionEnded)
		contacts, err := tx.Contacts(id)
		same(t, "Contacts", len(must(t, contacts, err)), 1)
		people, err := tx.Participants(id)
		same(t, "Participants", len(must(t, people, err)), 1)
		seq, err := tx.LastSeq(id)
		same(t, "LastSeq", must(t, seq, err), 2)
		items, err := tx.Items(store.ItemQuery{SessionID: id, Direction: store.Backward, Limit: 5})
		same(t, "Items", len(must(t, items, err)), 2)
		timer, err := tx.Timer(id, chat.TimerWait, "")
		same(t, "Timer", must(t, timer, err).DueAt, epoch)
		return nil
	})
}

func updateIsolation(t *testing.T, s *subject) {
	id := sessionID(0)
	s.begin(t, id)
	s.update(t, id, func(tx store.Tx) error {
		if err := writeAll(tx, id); err != nil {
			return err
		}
		have, err := s.Session(t.Context(), id)
		if err != nil || !have.Active() {
			t.Errorf("a reader beside: got %+v, error %v, want the committed state", have, err)
		}
		n, err := s.LastSeq(t.Context(), id)
		same(t, "LastSeq beside", must(t, n, err), 0)
		return nil
	})
	n, err := s.LastSeq(t.Context(), id)
	same(t, "LastSeq after", must(t, n, err), 1)
}

func updateReaders(t *testing.T, s *subject) {
	id := sessionID(0)
	s.begin(t, id)
	inside, leave := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		once := sync.Once{}
		err := s.Update(t.Context(), id, func(tx store.Tx) error {
			once.Do(func() { close(inside) })
			<-leave
			return writeAll(tx, id)
		})
		wantErr(t, "Update", err, nil)
	})
	<-inside
	// Were these to wait for the closure, they would wait for ever.
	if _, err := s.Session(t.Context(), id); err != nil {
		t.Errorf("Session: %v", err)
	}
	if items := s.transcript(t, id); len(items) != 0 {
		t.Errorf("got %d items, want none yet", len(items))
	}
	close(leave)
	wg.Wait()
}

func updateCreate(t *testing.T, s *subject) {
	id := sessionID(0)
	s.begin(t, id)
	err := s.Update(t.Context(), id, func(tx store.Tx) error { return tx.CreateSession(chat.Session{ID: id}) })
	wantErr(t, "CreateSession", err, store.ErrExists)
	// The closure may go on after the refusal.
	s.update(t, id, func(tx store.Tx) error {
		wantErr(t, "CreateSession", tx.CreateSession(chat.Session{ID: id}), store.ErrExists)
		_, _, err := tx.Append(message(id, "x"))
		return err
	})
	same(t, "items", len(s.transcript(t, id)), 1)
}

func updateOver(t *testing.T, s *subject) {
	id := sessionID(0)
	s.begin(t, id)
	var kept store.Tx
	s.update(t, id, func(tx store.Tx) error { kept = tx; return nil })
	if _, err := kept.Session(id); err == nil {
		t.Error("Session: got no error after the end")
	}
	if err := kept.SaveContact(chat.Contact{ID: "late", SessionID: id}); err == nil {
		t.Error("SaveContact: got no error after the end")
	}
}
