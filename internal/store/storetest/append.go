package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

var appending = []promise{
	{"numbers are dense and times rise under concurrent callers", appendConcurrently},
	{"the stored item is returned as it reads back", appendReturnsStored},
	{"the contact defaults to the current one", appendContact},
	{"the time of a clock that stands still rises", appendTime},
	{"a repeat returns the first and stores nothing", appendRepeat},
	{"concurrent repeats store one item", appendConcurrentRepeats},
	{"a repeat succeeds after the end", appendRepeatAfterEnd},
	{"the same id in another session is another item", appendSameIDElsewhere},
	{"an unknown session is not found", appendNotFound},
	{"an ended session is refused", appendEnded},
	{"a sender who is not present is refused", appendAbsent},
	{"a message of the chat itself needs no sender", appendNoSender},
	{"what a flow awaits is refused", appendAwaited},
}

func appendConcurrently(t *testing.T, s *subject) {
	const sessions, callers, each = 7, 24, 15
	for n := range sessions {
		s.begin(t, sessionID(n))
	}
	var wg sync.WaitGroup
	for c := range callers {
		wg.Go(func() {
			for i := range each {
				id := sessionID((c + i) % sessions)
				if _, _, err := s.Append(t.Context(), message(id, fmt.Sprint(c, "/", i))); err != nil {
					t.Errorf("Append: %v", err)
				}
			}
		})
	}
	wg.Wait()
	total := 0
	for n := range sessions {
		items := s.transcript(t, sessionID(n))
		checkOrder(t, items)
		total += len(items)
	}
	if total != callers*each {
		t.Errorf("got %d items, want %d", total, callers*each)
	}
}

// checkOrder holds a whole transcript to dense numbers and rising times.
func checkOrder(t testing.TB, items []chat.Item) {
	t.Helper()
	seen := map[chat.ItemID]bool{}
	for i, item := range items {
		if item.Seq != chat.Seq(i+1) {
			t.Fatalf("item %d: got number %d, want %d", i, item.Seq, i+1)
		}
		if i > 0 && !item.Time.After(items[i-1].Time) {
			t.Fatalf("item %d: got time %v, want later than %v", i, item.Time, items[i-1].Time)
		}
		if seen[item.ID] {
			t.Fatalf("item %d: id %s is there twice", i, item.ID)
		}
		seen[item.ID] = true
	}
}

func appendReturnsStored(t *testing.T, s *subject) {
	id := sessionID(0)
	s.begin(t, id)
	item := message(id, "x")
	item.Time = epoch.Add(1234567 * time.Microsecond)
	got, _, err := s.Append(t.Context(), item)
	if err != nil {
		t.Fatalf("Append: %v", err)
	}
	want := item
	want.Seq, want.Time, want.ContactID = 1, chat.Instant(item.Time), id.Initial()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("Append: got %+v, want %+v", got, want)
	}
	if read := s.transcript(t, id); len(read) != 1 || !reflect.DeepEqual(read[0], want) {
		t.Errorf("Items: got %+v, want %+v", read, want)
	}
	read, err := s.Item(t.Context(), id, item.ID)
	if err != nil || !reflect.DeepEqual(read, want) {
		t.Errorf("Item: got %+v, %v, want %+v", read, err, want)
	}
}

func appendContact(t *testing.T, s *subject) {
	id := sessionID(0)
	s.begin(t, id)
	s.say(t, id, 1)
	s.change(t, id, func(have *chat.Session) { have.ContactID = "second" })
	named := message(id, "named")
	named.ContactID = "first"
	for _, c := range []struct {
		item chat.Item
		want chat.ContactID
	}{{message(id, "later"), "second"}, {named, "first"}} {
		got, _, err := s.Append(t.Context(), c.item)
		if err != nil || got.ContactID != c.want {
			t.Errorf("got contact %q, error %v, want %q", got.ContactID, err, c.want)
		}
	}
}

func appendTime(t *testing.T, s *subject) {
	id := sessionID(0)
	s.begin(t, id)
	items := s.say(t, id, 3)
	back := message(id, "back")
	back.Time = epoch.Add(-time.Hour)
	got, _, err := s.Append(t.Context(), back)
	if err != nil {
		t.Fatalf("Append: %v", err)
	}
	for i, item := range append(items, got) {
		if want := epoch.Add(time.Duration(i) * time.Millisecond); !item.Time.Equal(want) {
			t.Errorf("item %d: got time %v, want %v", i, item.Time, want)
		}
	}
}

func appendRepeat(t *testing.T, s *subject) {
	id := sessionID(1)
	s.begin(t, id)
	first := s.say(t, id, 3)[1]
	again := message(id, "say 1")
	again.Content, again.Time = "another text", epoch.Add(time.Hour)
	for range 2 { // once from memory, once as a new process
		got, repeated, err := s.Append(t.Context(), again)
		if err != nil || !repeated || !reflect.DeepEqual(got, first) {
			t.Errorf("got %+v, repeated %t, error %v, want the first: %+v", got, repeated, err, first)
		}
		if n := len(s.transcript(t, id)); n != 3 {
			t.Errorf("got %d items, want 3", n)
		}
		s.reopen(t)
	}
}

func appendConcurrentRepeats(t *testing.T, s *subject) {
	id := sessionID(0)
	s.begin(t, id)
	var wg sync.WaitGroup
	var mu sync.Mutex
	fresh := 0
	for range 16 {
		wg.Go(func() {
			got, repeated, err := s.Append(t.Context(), message(id, "once"))
			if err != nil || got.Seq != 1 {
				t.Errorf("got number %d, error %v, want 1", got.Seq, err)
			}
			mu.Lock()
			defer mu.Unlock()
			if !repeated {
				fresh++
			}
		})
	}
	wg.Wait()
	if n := len(s.transcript(t, id)); fresh != 1 || n != 1 {
		t.Errorf("got %d callers told new and %d items, want 1 and 1", fresh, n)
	}
}

func appendRepeatAfterEnd(t *testing.T, s *subject) {
	id := sessionID(0)
	s.begin(t, id)
	first := s.say(t, id, 1)[0]
	s.change(t, id, func(have *chat.Session) { have.State = chat.SessionEnded })
	got, repeated, err := s.Append(t.Context(), message(id, "say 0"))
	if err != nil || !repeated || !reflect.DeepEqual(got, first) {
		t.Errorf("got %+v, repeated %t, error %v, want %+v", got, repeated, err, first)
	}
}

func appendSameIDElsewhere(t *testing.T, s *subject) {
	for n := range 2 {
		s.begin(t, sessionID(n))
		item := message(sessionID(n), "x")
		item.ID = "the same"
		if got, repeated, err := s.Append(t.Context(), item); err != nil || repeated || got.Seq != 1 {
			t.Errorf("session %d: got number %d, repeated %t, error %v, want 1, false", n, got.Seq, repeated, err)
		}
	}
}

func appendNotFound(t *testing.T, s *subject) {
	_, _, err := s.Append(t.Context(), message(sessionID(0), "x"))
	wantErr(t, "Append", err, store.ErrNotFound)
}

func appendEnded(t *testing.T, s *subject) {
	id := sessionID(0)
	s.begin(t, id)
	s.change(t, id, func(have *chat.Session) { have.State = chat.SessionEnded })
	_, _, err := s.Append(t.Context(), message(id, "x"))
	wantErr(t, "Append", err, store.ErrEnded)
}

func appendAbsent(t *testing.T, s *subject) {
	id := sessionID(0)
	s.begin(t, id)
	agent := chat.Participant{ID: "agent", SessionID: id, Role: chat.RoleAgent, CreatedAt: epoch}
	item := message(id, "x")
	item.ParticipantID, item.Role = agent.ID, agent.Role
	steps := []struct {
		name string
		save func(*chat.Participant)
		want error
	}{
		{"unknown", nil, store.ErrAbsent},
		{"added", func(*chat.Participant) {}, store.ErrAbsent},
		{"connected", func(p *chat.Participant) { p.ConnectedAt = epoch }, nil},
		{"left", func(p *chat.Participant) { p.LeftAt = epoch }, store.ErrAbsent},
	}
	for _, step := range steps {
		if step.save != nil {
			step.save(&agent)
			s.update(t, id, func(tx store.Tx) error { return tx.SaveParticipant(agent) })
		}
		item.ID = chat.ItemID(step.name)
		_, _, err := s.Append(t.Context(), item)
		wantErr(t, step.name, err, step.want)
	}
}

func appendNoSender(t *testing.T, s *subject) {
	id := sessionID(0)
	s.begin(t, id)
	_, _, err := s.Append(t.Context(), chat.Item{
		ID: "e", SessionID: id, Time: epoch, Type: chat.TypeEvent, ContentType: chat.EventChatEnded,
	})
	wantErr(t, "Append", err, nil)
}

func appendAwaited(t *testing.T, s *subject) {
	id := sessionID(0)
	s.begin(t, id)
	await := func(a chat.Awaits) func(*chat.Session) {
		return func(have *chat.Session) {
			have.Flow = &chat.Execution{FlowID: "f", Awaits: a & (chat.AwaitsCustomer | chat.AwaitsBotLeft)}
			have.RoleTimers.Idle = nil
			if a.Has(chat.AwaitsIdleCustomer) {
				have.RoleTimers.Idle = append(have.RoleTimers.Idle, chat.IdleParticipant{ID: "c", Role: chat.RoleCustomer})
			}
			if a.Has(chat.AwaitsIdleAgent) {
				have.RoleTimers.Idle = append(have.RoleTimers.Idle, chat.IdleParticipant{ID: "a", Role: chat.RoleAgent})
			}
		}
	}
	typed := func(token string, role chat.Role, kind chat.ItemType) chat.Item {
		item := message(id, token)
		item.Role, item.Type = role, kind
		return item
	}
	cases := []struct {
		awaits chat.Awaits // AwaitsIdleCustomer, AwaitsIdleAgent: there is one
		item   chat.Item
		want   error
	}{
		{chat.AwaitsIdleCustomer, typed("h", chat.RoleCustomer, chat.TypeMessage), store.ErrAwaited},
		{chat.AwaitsIdleCustomer, typed("i", chat.RoleCustomer, chat.TypeEvent), nil},
		{chat.AwaitsIdleCustomer, typed("j", chat.RoleAgent, chat.TypeMessage), nil},
		{chat.AwaitsIdleAgent, typed("k", chat.RoleAgent, chat.TypeAttachment), store.ErrAwaited},
		{chat.AwaitsIdleAgent, typed("l", chat.RoleCustomer, chat.TypeMessage), nil},
		{chat.AwaitsIdleAgent | chat.AwaitsIdleCustomer, typed("m", chat.RoleCustomer, chat.TypeMessage), store.ErrAwaited},
		{chat.AwaitsCustomer, typed("a", chat.RoleCustomer, chat.TypeMessage), store.ErrAwaited},
		{chat.AwaitsCustomer, typed("b", chat.RoleCustomer, chat.TypeAttachment), store.ErrAwaited},
		{chat.AwaitsCustomer | chat.AwaitsBotLeft, typed("c", chat.RoleCustomer, chat.TypeMessage), store.ErrAwaited},
		{chat.AwaitsCustomer, typed("d", chat.RoleCustomer, chat.TypeEvent), nil},
		{chat.AwaitsCustomer, typed("e", chat.RoleSystem, chat.TypeMessage), nil},
		{chat.AwaitsBotLeft, typed("f", chat.RoleCustomer, chat.TypeMessage), nil},
		{0, typed("g", chat.RoleCustomer, chat.TypeMessage), nil},
	}
	for _, c := range cases {
		s.change(t, id, await(c.awaits))
		if c.want != nil { // what is heeded is not only in memory
			s.reopen(t)
		}
		_, _, err := s.Append(t.Context(), c.item)
		if !errors.Is(err, c.want) {
			t.Errorf("awaits %b, %s of %s: got %v, want %v", c.awaits, c.item.Type, c.item.Role, err, c.want)
		}
	}
}
