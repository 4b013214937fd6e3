package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

var waits = []promise{
	{"waiting contacts are read in the order of their places", waitingOrder},
	{"waiting contacts are read in pages", waitingPages},
	{"the first of several queues are read at once", waitingFronts},
	{"every field of a waiting contact reads back", waitingRoundTrip},
	{"who is offered a contact takes it out of the waiting and gives it back", waitingOffered},
	{"who leaves a queue does not wait", waitingLeaves},
	{"the queues in which somebody waits are read in pages", waitingQueues},
	{"a place that is changed counts at once", waitingMoves},
	{"an imported contact waits where it stood", waitingImported},
	{"a transaction that fails leaves a queue as it was", waitingUndone},
}

// enqueue puts contacts into the queue, named by their place in the list.
func (s *subject) enqueue(t *testing.T, id chat.SessionID, contacts ...chat.Contact) {
	t.Helper()
	s.update(t, id, func(tx store.Tx) error {
		for i, c := range contacts {
			if c.ID == "" {
				c.ID = chat.ContactID(fmt.Sprint(i))
			}
			if c.QueueID == "" {
				c.QueueID = "queue"
			}
			c.SessionID, c.InstanceID = id, instance
			if err := tx.SaveContact(c); err != nil {
				return err
			}
		}
		return nil
	})
}

func waitingQueues(t *testing.T, s *subject) {
	for i, q := range []chat.QueueID{"b", "a", "c", "b", "d"} {
		c := at(i, chat.Routing{})
		c.ID, c.QueueID = chat.ContactID(fmt.Sprint(i)), q
		if q == "c" { // is offered
			c.Agent.UserID = "agent"
		}
		s.enqueue(t, "s", c)
	}
	var got []chat.QueueID
	for after, more := (chat.WaitingQueue{}), true; more; {
		page, err := s.WaitingQueues(t.Context(), after, 2)
		for _, q := range must(t, page, err) {
			same(t, "instance", q.InstanceID, instance)
			got, after = append(got, q.QueueID), q
		}
		more = len(page) == 2
	}
	same(t, "queues", got, []chat.QueueID{"a", "b", "d"})
}

// waiting are the contacts that wait in the queue behind a place.
func (s *subject) waiting(t *testing.T, after chat.Waiting, limit int) []chat.Waiting {
	t.Helper()
	list, err := s.Waiting(t.Context(), instance, "queue", after, limit)
	return must(t, list, err)
}

func (s *subject) wantWaiting(t *testing.T, what string, want ...chat.ContactID) {
	t.Helper()
	var got []chat.ContactID
	for _, w := range s.waiting(t, chat.Waiting{}, 100) {
		got = append(got, w.ContactID)
	}
	same(t, what, got, want)
}

// at is a contact that entered a queue so many seconds after epoch.
func at(seconds int, r chat.Routing) chat.Contact {
	return chat.Contact{EnqueuedAt: epoch.Add(time.Duration(seconds) * time.Second), Routing: r}
}

func named(id chat.ContactID, c chat.Contact) chat.Contact {
	c.ID = id
	return c
}

func waitingOrder(t *testing.T, s *subject) {
	s.wantWaiting(t, "of an empty queue")
	other := at(-9, chat.Routing{})
	other.QueueID = "other"
	s.enqueue(t, "s",
		named("usual", at(10, chat.Routing{})),
		named("set to usual", at(11, chat.Routing{Priority: chat.UsualPriority})),
		named("urgent and late", at(99, chat.Routing{Priority: 1})),
		named("urgent", at(98, chat.Routing{Priority: 1})),
		named("ahead", at(50, chat.Routing{TimeAdjustment: time.Minute})),
		named("behind", at(0, chat.Routing{TimeAdjustment: -time.Hour})),
		named("tie b", at(20, chat.Routing{})),
		named("tie a", at(20, chat.Routing{})),
		named("tie c", at(30, chat.Routing{TimeAdjustment: 10 * time.Second})),
		named("last", at(-99, chat.Routing{Priority: 9999})),
		named("criteria", at(15, chat.Routing{Criteria: []byte(`{}`)})),
		named("elsewhere", other),
	)
	s.update(t, "s", func(tx store.Tx) error {
		c := at(-9, chat.Routing{})
		c.ID, c.SessionID, c.InstanceID, c.QueueID = "of another instance", "s", "elsewhere", "queue"
		return tx.SaveContact(c)
	})
	s.wantWaiting(t, "order", "urgent", "urgent and late", "ahead", "usual", "set to usual", "criteria",
		"tie a", "tie b", "tie c", "behind", "last")
}

func waitingPages(t *testing.T, s *subject) {
	var contacts []chat.Contact
	for n := range 20 {
		contacts = append(contacts, at(n/7, chat.Routing{Priority: 1 + n%2}))
	}
	for n := range 5 { // as many as one page, of one place
		contacts = append(contacts, named(chat.ContactID(fmt.Sprintf("0b0e1c2d-0000-4000-8000-%012d", n)), at(0, chat.Routing{})))
	}
	s.enqueue(t, "s", contacts...)
	all := s.waiting(t, chat.Waiting{}, 100)
	same(t, "all", len(all), len(contacts))
	var paged []chat.Waiting
	for after := (chat.Waiting{}); ; after = paged[len(paged)-1] {
		page := s.waiting(t, after, 4)
		paged = append(paged, page...)
		if len(page) < 4 {
			break
		}
	}
	same(t, "in pages", paged, all)
	same(t, "the first", s.waiting(t, chat.Waiting{}, 1), all[:1])
	same(t, "none behind the last", len(s.waiting(t, all[len(all)-1], 4)), 0)
}

func waitingFronts(t *testing.T, s *subject) {
	in := func(q chat.QueueID, id chat.ContactID, seconds int) chat.Contact {
		c := named(id, at(seconds, chat.Routing{}))
		c.QueueID = q
		return c
	}
	urgent, offered := in("a", "urgent", 9), in("b", "offered", 1)
	urgent.Routing = chat.Routing{Priority: 1, Criteria: []byte(`{}`)}
	offered.Agent.UserID = "agent"
	s.enqueue(t, "s", in("a", "early", 1), urgent, offered, in("b", "next", 2), in("c", "other", 0))
	for _, c := range []struct {
		queues []chat.QueueID
		want   []chat.ContactID
	}{
		{nil, nil}, {[]chat.QueueID{"nobody"}, nil}, {[]chat.QueueID{"b", "nobody", "a"}, []chat.ContactID{"next", "urgent"}},
	} {
		list, err := s.Fronts(t.Context(), instance, c.queues)
		var got []chat.ContactID
		for _, w := range must(t, list, err) {
			got = append(got, w.ContactID)
			first, err := s.Waiting(t.Context(), instance, w.QueueID, chat.Waiting{}, 1)
			same(t, "the same of its queue alone", []chat.Waiting{w}, must(t, first, err))
		}
		slices.Sort(got)
		same(t, "fronts", got, c.want)
	}
}

func waitingRoundTrip(t *testing.T, s *subject) {
	for n := range 2 {
		id := sessionID(n)
		c := at(n, chat.Routing{Priority: 3, TimeAdjustment: time.Minute})
		if n == 1 {
			c.Routing.Criteria = []byte(`{"Steps":[]}`)
		}
		c.ID = contactID(id, 2)
		s.enqueue(t, id, c)
		c.SessionID = id
		list := s.waiting(t, chat.Waiting{}, 10)
		same(t, "Waiting", list[n], chat.Waiting{
			SessionID: id, ContactID: c.ID, QueueID: "queue", Place: c.Place(), EnqueuedAt: c.EnqueuedAt, Criteria: n == 1,
		})
	}
}

func waitingOffered(t *testing.T, s *subject) {
	first, second := at(1, chat.Routing{}), at(2, chat.Routing{})
	s.enqueue(t, "s", first, second)
	offered := first
	offered.Agent = chat.AgentInfo{UserID: "0b0e1c2d-0000-4000-8000-000000000001", OfferedAt: epoch}
	s.enqueue(t, "s", offered)
	s.wantWaiting(t, "while the first is offered", "1")
	s.update(t, "s", func(tx store.Tx) error {
		got, err := tx.Queued(instance, "queue")
		same(t, "Queued", got, store.Queued{Contacts: 2, Oldest: first.EnqueuedAt})
		if err != nil {
			return err
		}
		ahead, err := tx.Ahead(instance, "queue", second.Place())
		same(t, "Ahead", ahead, 1)
		return err
	})
	got, err := s.Contact(t.Context(), "0")
	same(t, "OfferedAt", must(t, got, err).Agent.OfferedAt, epoch)
	s.enqueue(t, "s", first)
	s.wantWaiting(t, "once it comes back", "0", "1")
}

func waitingLeaves(t *testing.T, s *subject) {
	first, second, third := at(1, chat.Routing{}), at(2, chat.Routing{}), at(3, chat.Routing{})
	s.enqueue(t, "s", first, second, third, chat.Contact{}) // the last is in no queue
	s.wantWaiting(t, "at first", "0", "1", "2")
	first.DequeuedAt, second.DisconnectedAt = epoch, epoch
	s.enqueue(t, "s", first, second)
	s.wantWaiting(t, "after one was dequeued and one has ended", "2")
	first.DequeuedAt, first.EnqueuedAt = time.Time{}, epoch.Add(time.Hour)
	s.enqueue(t, "s", first)
	s.wantWaiting(t, "after one came again", "2", "0")
	third.QueueID = "other"
	s.enqueue(t, "s", first, second, third)
	s.wantWaiting(t, "after one changed the queue", "0")
}

func waitingMoves(t *testing.T, s *subject) {
	first, second := at(1, chat.Routing{}), at(2, chat.Routing{})
	s.enqueue(t, "s", first, second)
	second.Routing.Priority = 1
	s.enqueue(t, "s", first, second)
	s.wantWaiting(t, "by a priority", "1", "0")
	second.Routing = chat.Routing{}
	first.Routing.TimeAdjustment = -time.Minute
	s.enqueue(t, "s", first, second)
	s.wantWaiting(t, "by an adjustment", "1", "0")
	first.Routing = chat.Routing{Criteria: []byte(`{}`)}
	s.enqueue(t, "s", first, second)
	s.wantWaiting(t, "back again", "0", "1")
	same(t, "with criteria", s.waiting(t, chat.Waiting{}, 1)[0].Criteria, true)
}

func waitingImported(t *testing.T, s *subject) {
	id := sessionID(0)
	s.begin(t, id)
	s.enqueue(t, id, at(1, chat.Routing{Priority: 7, Criteria: []byte(`{}`)}), at(2, chat.Routing{}))
	want := s.waiting(t, chat.Waiting{}, 10)
	other := s.another(t)
	other.imports(t, s.export(t, id))
	same(t, "waiting", other.waiting(t, chat.Waiting{}, 10), want)
	same(t, "how many", len(want), 2)
}

func waitingUndone(t *testing.T, s *subject) {
	s.enqueue(t, "s", at(1, chat.Routing{}))
	err := s.Update(t.Context(), "s", func(tx store.Tx) error {
		for _, id := range []chat.ContactID{"0", "new"} {
			c := at(9, chat.Routing{Priority: 1})
			c.ID, c.SessionID, c.InstanceID, c.QueueID = id, "s", instance, "queue"
			if id == "0" {
				c.DequeuedAt = epoch
			}
			if err := tx.SaveContact(c); err != nil {
				return err
			}
		}
		return errRefused
	})
	wantErr(t, "Update", err, errRefused)
	s.wantWaiting(t, "after a failed transaction", "0")
}
