package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

var life = []promise{
	{"what was acknowledged is there after reopening", lifeReopen},
	{"a call whose context has ended does nothing", lifeContext},
	{"a caller who gives up leaves all or nothing", lifeGivenUp},
	{"an open store answers a ping", lifePing},
	{"a closed store refuses every call", lifeClosed},
	{"closing waits for what was asked", lifeClosing},
}

func lifeReopen(t *testing.T, s *subject) {
	const sessions = 5
	for n := range sessions {
		s.begin(t, sessionID(n))
	}
	for round := range 3 {
		var wg sync.WaitGroup
		for n := range sessions {
			for i := range 4 {
				wg.Go(func() {
					_, _, err := s.Append(t.Context(), message(sessionID(n), fmt.Sprint(round, "/", i)))
					wantErr(t, "Append", err, nil)
				})
			}
		}
		wg.Wait()
		s.reopen(t)
		for n := range sessions {
			items := s.transcript(t, sessionID(n))
			checkOrder(t, items)
			same(t, "items", len(items), 4*(round+1))
		}
	}
}

// every calls every method that takes a context, and gives each error to check.
func every(ctx context.Context, s store.Store, check func(string, error)) {
	id := sessionID(0)
	_, _, err := s.Append(ctx, message(id, "never"))
	check("Append", err)
	check("Update", s.Update(ctx, id, func(store.Tx) error { panic("must not run") }))
	_, _, err = s.MarkReceipt(ctx, chat.Receipt{SessionID: id, Seq: 1, Recipient: "r", ReadAt: epoch})
	check("MarkReceipt", err)
	check("SaveCursors", s.SaveCursors(ctx, []store.Cursor{{SessionID: id, ParticipantID: "never", Seq: 1}}))
	check("Forget", s.Forget(ctx, epoch))
	check("ForgetStatuses", s.ForgetStatuses(ctx, instance, epoch))
	check("Ping", s.Ping(ctx))
	check("CreateResource", s.CreateResource(ctx, flow("never", "never")))
	check("SaveResource", s.SaveResource(ctx, flow("never", "never")))
	check("DeleteResource", s.DeleteResource(ctx, instance, "flow", "never"))
	_, err = s.EnsureSecret(ctx, "never", func() ([]byte, error) { return []byte("x"), nil })
	check("EnsureSecret", err)
	check("CreateLogin", s.CreateLogin(ctx, loginOf("never", "ada")))
	check("UseLogin", s.UseLogin(ctx, "never", epoch))
	check("RevokeLogin", s.RevokeLogin(ctx, "never", epoch))
	_, err = s.RevokeLogins(ctx, instance, "ada", epoch)
	check("RevokeLogins", err)
	_, err = s.TakeTurn(ctx, store.Limit{Key: "never", Every: 1, Burst: 1}, epoch)
	check("TakeTurn", err)
	check("ReturnTurn", s.ReturnTurn(ctx, store.Limit{Key: "never", Every: 1, Burst: 1}))
	check("ForgetLogins", s.ForgetLogins(ctx, epoch))
	_, err = s.Login(ctx, "never")
	check("Login", err)
	_, err = s.LoginsOf(ctx, instance, "ada", epoch, 1)
	check("LoginsOf", err)
	_, err = s.MoveStream(ctx, id, "never", 1)
	check("MoveStream", err)
	_, err = s.DropStream(ctx, id, "never")
	check("DropStream", err)
	everyRead(ctx, s, check)
}

func everyRead(ctx context.Context, s store.Store, check func(string, error)) {
	id := sessionID(0)
	_, err := s.Session(ctx, id)
	check("Session", err)
	_, err = s.Contact(ctx, id.Initial())
	check("Contact", err)
	_, err = s.Contacts(ctx, id)
	check("Contacts", err)
	_, err = s.Participant(ctx, id, customer(id))
	check("Participant", err)
	_, err = s.Participants(ctx, id)
	check("Participants", err)
	_, err = s.Items(ctx, store.ItemQuery{SessionID: id, Direction: store.Forward, Limit: 1})
	check("Items", err)
	_, err = s.Item(ctx, id, "x")
	check("Item", err)
	_, err = s.LastSeq(ctx, id)
	check("LastSeq", err)
	_, err = s.SeqBefore(ctx, id, epoch)
	check("SeqBefore", err)
	_, err = s.Receipts(ctx, id, 1, 2)
	check("Receipts", err)
	_, err = s.LastSeqs(ctx, []chat.SessionID{id})
	check("LastSeqs", err)
	_, err = s.Cursors(ctx, id, "never")
	check("Cursors", err)
	_, _, err = s.TakeTimers(ctx, epoch, time.Minute, 1)
	check("TakeTimers", err)
	_, err = s.CountActive(ctx, instance)
	check("CountActive", err)
	_, err = s.Streams(ctx, chat.Stream{}, 1)
	check("Streams", err)
	_, err = s.Resource(ctx, instance, "flow", "never")
	check("Resource", err)
	_, err = s.ResourceByName(ctx, instance, "flow", "never")
	check("ResourceByName", err)
	_, err = s.Resources(ctx, instance, "flow", "", 1)
	check("Resources", err)
}

func lifeContext(t *testing.T, s *subject) {
	id := sessionID(0)
	s.begin(t, id)
	every(ended(t), s, func(doing string, err error) { wantErr(t, doing, err, context.Canceled) })
	same(t, "items", len(s.transcript(t, id)), 0)
	wantCursors(t, s, id, "never")
	_, err := s.Resource(t.Context(), instance, "flow", "never")
	wantErr(t, "Resource", err, store.ErrNotFound)
}

// lifeGivenUp lets callers give up while their work waits behind a long
// closure: it is not done, and nobody waits for the closure.
func lifeGivenUp(t *testing.T, s *subject) {
	id := sessionID(0)
	s.begin(t, id)
	inside, leave := make(chan struct{}), make(chan struct{})
	var long, callers sync.WaitGroup
	long.Go(func() {
		once := sync.Once{}
		wantErr(t, "the long Update", s.Update(t.Context(), id, func(store.Tx) error {
			once.Do(func() { close(inside) })
			<-leave
			return nil
		}), nil)
	})
	<-inside
	ctx, cancel := context.WithCancel(t.Context())
	for n := range 8 {
		callers.Go(func() {
			_, _, err := s.Append(ctx, message(id, fmt.Sprint(n)))
			wantErr(t, "Append", err, context.Canceled)
		})
	}
	cancel()
	callers.Wait()
	close(leave)
	long.Wait()
	s.say(t, id, 1)
	same(t, "items", len(s.transcript(t, id)), 1)
}

func lifePing(t *testing.T, s *subject) {
	wantErr(t, "Ping", s.Ping(t.Context()), nil)
}

func lifeClosed(t *testing.T, s *subject) {
	s.begin(t, sessionID(0))
	wantErr(t, "Close", s.Close(), nil)
	wantErr(t, "Close again", s.Close(), nil)
	every(t.Context(), s, func(doing string, err error) { wantErr(t, doing, err, store.ErrClosed) })
}

func lifeClosing(t *testing.T, s *subject) {
	id := sessionID(0)
	s.begin(t, id)
	var wg sync.WaitGroup
	var mu sync.Mutex
	acknowledged := 0
	for n := range 30 {
		wg.Go(func() {
			_, _, err := s.Append(t.Context(), message(id, fmt.Sprint(n)))
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				acknowledged++
				return
			}
			wantErr(t, "Append", err, store.ErrClosed)
		})
	}
	wantErr(t, "Close", s.Close(), nil)
	wg.Wait()
	s.Store = s.opened(t)
	items := s.transcript(t, id)
	checkOrder(t, items)
	same(t, "items", len(items), acknowledged)
}
