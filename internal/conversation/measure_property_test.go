package conversation_test

import (
	"cmp"
	"context"
	"slices"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/metrics"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// Whatever agents and customers do: what metrics are counted from says the same as
// every agent and every contact read one by one.
func TestMetricsEqualARecountOfTheFloor(t *testing.T) {
	eachSeed(t, func(t *testing.T, seed uint64) {
		inWorld(t, func(w *world) {
			began := w.clock.Now()
			f := newFloor(w, seed)
			for range 12 {
				f.play(8)
				f.holdStaffing()
				f.holdQueued()
			}
			f.pass(time.Second)
			f.holdContacts(began)
			f.holdStatuses(began)
		})
	})
}

// everyContact reads all contacts of the floor, session by session.
func (f *floor) everyContact() (all []chat.Contact) {
	for _, v := range f.visits {
		list, err := f.store.Contacts(context.Background(), v.id)
		f.check(err)
		all = append(all, list...)
	}
	return all
}

// holdStaffing compares the counts of each routing profile with its agents.
func (f *floor) holdStaffing() {
	f.t.Helper()
	want, got := map[string]*metrics.Staffing{}, metrics.Staffing{}
	all := metrics.Staffing{}
	for _, d := range f.agents {
		a := f.agent(d)
		if want[a.Agent.ProfileID] == nil {
			want[a.Agent.ProfileID] = &metrics.Staffing{}
		}
		one := plainStaffing(a.Agent, d.places)
		want[a.Agent.ProfileID].Join(&one)
		all.Join(&one)
		alone, err := f.TallyAgents(context.Background(), instance, "", d.user)
		f.check(err)
		var counted metrics.Staffing
		for _, t := range alone {
			counted.Add(t, d.places)
		}
		equal(f.world, "one agent", counted, one)
	}
	for profile := range want {
		p, err := f.names.RoutingProfile(context.Background(), instance, profile)
		if err != nil { // of those who never took a status
			continue
		}
		tallies, err := f.TallyAgents(context.Background(), instance, profile, "")
		f.check(err)
		for _, t := range tallies {
			got.Add(t, p.Spec.ChatConcurrency)
		}
	}
	equal(f.world, "all agents", got, all)
}

// plainStaffing counts one agent as the documentation has it, without what he monitors.
func plainStaffing(a *chat.Agent, places int) (s metrics.Staffing) {
	states, taken := map[chat.AgentContactState]int{}, 0
	for _, c := range a.Contacts {
		if c.Monitors == "" {
			states[c.State]++
			taken++
		}
	}
	yes := func(to *int, is bool) {
		if is {
			*to = 1
		}
	}
	yes(&s.Online, a.Status.Type == chat.AgentRoutable || a.Status.Type == chat.AgentCustom)
	yes(&s.Staffed, a.Status.Type == chat.AgentRoutable)
	yes(&s.NonProductive, a.Status.Type == chat.AgentCustom)
	yes(&s.OnContact, states[chat.AgentConnected]+states[chat.AgentEnded] > 0)
	yes(&s.AfterContactWork, states[chat.AgentEnded] > 0)
	yes(&s.Failed, states[chat.AgentMissed]+states[chat.AgentRejected]+states[chat.AgentFailed] > 0)
	s.SlotsActive = states[chat.AgentConnected] + states[chat.AgentEnded]
	if a.Routable() && taken < places {
		s.Available, s.SlotsAvailable = 1, places-taken
	}
	return s
}

// holdQueued compares what sits in each queue with all contacts.
func (f *floor) holdQueued() {
	f.t.Helper()
	for _, q := range f.queues {
		var want store.Queued
		for _, c := range f.everyContact() {
			if c.QueueID == chat.QueueID(q) && c.Queued() {
				want.Contacts++
				if want.Oldest.IsZero() || c.EnqueuedAt.Before(want.Oldest) {
					want.Oldest = c.EnqueuedAt
				}
			}
		}
		got, err := f.QueuedIn(context.Background(), instance, chat.QueueID(q))
		f.check(err)
		equal(f.world, "queued in "+q, got, want)
	}
}

// holdContacts compares the contacts of a stretch of time with all contacts.
func (f *floor) holdContacts(began time.Time) {
	f.t.Helper()
	to := f.clock.Now()
	for _, from := range []time.Time{began, began.Add(to.Sub(began) / 2)} {
		for _, by := range []store.ContactTime{store.ByInitiation, store.ByEnqueued, store.ByMetAgent, store.ByDisconnect} {
			var got, want []chat.ContactID
			f.check(f.EachContact(context.Background(), instance, by, from, to, func(c *chat.Contact) { got = append(got, c.ID) }))
			for _, c := range f.everyContact() {
				if at := by.At(&c); !at.IsZero() && !at.Before(from) && at.Before(to) {
					want = append(want, c.ID)
				}
			}
			slices.Sort(got)
			slices.Sort(want)
			equal(f.world, string(by), len(got), len(want))
			if !slices.Equal(got, want) {
				f.t.Errorf("%s: got %q, want %q", by, got, want)
			}
		}
	}
}

// holdStatuses holds the statuses that each agent had to follow one another without a
// gap, up to the one that he has.
func (f *floor) holdStatuses(began time.Time) {
	f.t.Helper()
	now := f.clock.Now()
	by := map[chat.UserID][]chat.StatusSpan{}
	f.check(f.EachStatus(context.Background(), instance, began, now.Add(time.Hour), func(s *chat.StatusSpan) {
		by[s.UserID] = append(by[s.UserID], *s)
	}))
	for _, d := range f.agents {
		a, spans := f.agent(d), by[d.user]
		slices.SortFunc(spans, func(a, b chat.StatusSpan) int {
			return cmp.Or(a.BeganAt.Compare(b.BeganAt), a.EndedAt.Compare(b.EndedAt))
		})
		if a.Status.ID == "" {
			equal(f.world, "statuses of one who took none", len(spans), 0)
			continue
		}
		for i, s := range spans {
			next := append(spans, chat.StatusSpan{BeganAt: now})[i+1]
			if !s.EndedAt.Equal(next.BeganAt) {
				f.t.Errorf("%s had %s until %v, and the next status from %v", d.user, s.Type, s.EndedAt, next.BeganAt)
			}
		}
		last := spans[len(spans)-1]
		equal(f.world, "the status now", last.StatusID, a.Status.ID)
	}
}
