package storetest

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

var measures = []promise{
	{"agents of a routing profile are counted by what they do", tallied},
	{"an agent is counted by himself", talliedAlone},
	{"a transaction counts the agents that it saves", talliedWithin},
	{"statuses that agents leave are kept", spansKept},
	{"statuses that agents left are read in pages", spansPaged},
	{"statuses that agents left are carried over", spansCarried},
	{"statuses that agents left long ago are forgotten", spansForgotten},
	{"what waits in a queue is counted beside transactions", queuedBeside},
}

// acts has an agent take a status and have contacts in some states.
func (s *subject) acts(t *testing.T, user chat.UserID, of string, status chat.AgentStatusType, states ...chat.AgentContactState) {
	t.Helper()
	s.updateAgent(t, user, func(a *chat.Agent) {
		a.ProfileID, a.Status = of, chat.AgentStatus{ID: "status " + string(status), Type: status}
		a.Contacts = nil
		for n, state := range states {
			a.Contacts = append(a.Contacts, chat.AgentContact{ContactID: chat.ContactID(fmt.Sprint(n)), State: state})
		}
	})
}

// sorted orders tallies, which come in any order.
func sorted(list []chat.AgentTally) []chat.AgentTally {
	slices.SortFunc(list, func(a, b chat.AgentTally) int { return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return list
}

func tallied(t *testing.T, s *subject) {
	for _, user := range []chat.UserID{"a", "b", "0b0e1c2d-0000-4000-8000-000000000001"} {
		s.acts(t, user, profile, chat.AgentRoutable, chat.AgentConnected, chat.AgentConnecting)
	}
	s.acts(t, "c", profile, chat.AgentCustom, chat.AgentEnded, chat.AgentMissed, chat.AgentRejected, chat.AgentFailed)
	s.acts(t, "d", profile, chat.AgentOffline, chat.AgentConnected)
	s.acts(t, "e", profile, chat.AgentOffline)
	s.acts(t, "f", profile, "")
	s.acts(t, "g", "another", chat.AgentRoutable)
	s.updateAgent(t, "h", func(a *chat.Agent) {
		a.ProfileID, a.Status = profile, chat.AgentStatus{ID: "status ROUTABLE", Type: chat.AgentRoutable}
		a.Next = &chat.AgentStatus{Type: chat.AgentCustom}
	})
	want := []chat.AgentTally{
		{ProfileID: profile, StatusID: "status ROUTABLE", StatusType: chat.AgentRoutable, Routable: true, Connected: 1, Connecting: 1, Agents: 3},
		{ProfileID: profile, StatusID: "status ROUTABLE", StatusType: chat.AgentRoutable, Agents: 1},
		{ProfileID: profile, StatusID: "status CUSTOM", StatusType: chat.AgentCustom, Ended: 1, Declined: 3, Agents: 1},
		{ProfileID: profile, StatusID: "status OFFLINE", StatusType: chat.AgentOffline, Connected: 1, Agents: 1},
	}
	got, err := s.AgentTallies(t.Context(), instance, profile, "")
	same(t, "tallies", sorted(must(t, got, err)), sorted(want))
	got, err = s.AgentTallies(t.Context(), "elsewhere", profile, "")
	same(t, "in another instance", len(must(t, got, err)), 0)
	got, err = s.AgentTallies(t.Context(), instance, "none", "")
	same(t, "of nobody", len(must(t, got, err)), 0)
}

func talliedAlone(t *testing.T, s *subject) {
	s.acts(t, "a", profile, chat.AgentRoutable, chat.AgentEnded)
	s.acts(t, "b", profile, chat.AgentRoutable)
	s.acts(t, "off", profile, chat.AgentOffline)
	a := s.agent(t, "a")
	got, err := s.AgentTallies(t.Context(), instance, "", "a")
	same(t, "tally", must(t, got, err), []chat.AgentTally{a.Tally()})
	for _, user := range []chat.UserID{"off", "nobody"} {
		got, err = s.AgentTallies(t.Context(), instance, "", user)
		same(t, string(user), len(must(t, got, err)), 0)
	}
}

func talliedWithin(t *testing.T, s *subject) {
	s.acts(t, "a", profile, chat.AgentRoutable)
	s.update(t, "s", func(tx store.Tx) error {
		a, err := tx.Agent(instance, "a")
		if err != nil {
			return err
		}
		a.Contacts = []chat.AgentContact{{ContactID: "c", State: chat.AgentConnecting}}
		if err := tx.SaveAgent(a); err != nil {
			return err
		}
		for _, user := range []chat.UserID{"", "a"} {
			got, err := tx.AgentTallies(instance, profile, user)
			same(t, "within "+string(user), got, []chat.AgentTally{a.Tally()})
			if err != nil {
				return err
			}
		}
		beside, err := s.AgentTallies(t.Context(), instance, profile, "")
		same(t, "beside", must(t, beside, err)[0].Connecting, 0)
		return nil
	})
}

// becomes has an agent be in a status since so many seconds after epoch.
func (s *subject) becomes(t *testing.T, user chat.UserID, status string, seconds int) {
	t.Helper()
	s.updateAgent(t, user, func(a *chat.Agent) {
		a.ProfileID, a.Status = profile, chat.AgentStatus{ID: status, Type: chat.AgentCustom, Since: epoch.Add(time.Duration(seconds) * time.Second)}
	})
}

func span(user chat.UserID, status string, from, to int) chat.StatusSpan {
	return chat.StatusSpan{
		InstanceID: instance, UserID: user, ProfileID: profile, StatusID: status, Type: chat.AgentCustom,
		BeganAt: epoch.Add(time.Duration(from) * time.Second), EndedAt: epoch.Add(time.Duration(to) * time.Second),
	}
}

func spansKept(t *testing.T, s *subject) {
	s.becomes(t, "a", "lunch", 1)
	s.becomes(t, "a", "lunch", 1)
	s.becomes(t, "a", "tea", 5)
	s.becomes(t, "a", "break", 5) // left as soon as it was taken
	s.begin(t, "s")
	leave := func(tx store.Tx) error {
		a, err := tx.Agent(instance, "a")
		if err != nil {
			return err
		}
		a.Status.ID, a.Status.Since = "end", epoch.Add(9*time.Second)
		return tx.SaveAgent(a)
	}
	err := s.Update(t.Context(), "s", func(tx store.Tx) error { return errors.Join(leave(tx), errRefused) })
	wantErr(t, "Update", err, errRefused)
	s.update(t, "s", leave)
	got, err := s.StatusSpans(t.Context(), instance, time.Time{}, chat.StatusSpan{}, 9)
	same(t, "spans", must(t, got, err), []chat.StatusSpan{span("a", "lunch", 1, 5), span("a", "break", 5, 9)})
	got, err = s.StatusSpans(t.Context(), instance, epoch.Add(6*time.Second), chat.StatusSpan{}, 9)
	same(t, "spans after a time", len(must(t, got, err)), 1)
	got, err = s.StatusSpans(t.Context(), "elsewhere", time.Time{}, chat.StatusSpan{}, 9)
	same(t, "spans of another instance", len(must(t, got, err)), 0)
}

func spansPaged(t *testing.T, s *subject) {
	for n, user := range []chat.UserID{"a", "0b0e1c2d-0000-4000-8000-000000000001", "c"} {
		for i := range 4 {
			s.becomes(t, user, fmt.Sprint(i), 10*i+n%2)
		}
	}
	all, err := s.StatusSpans(t.Context(), instance, epoch, chat.StatusSpan{}, 99)
	same(t, "all", len(must(t, all, err)), 9)
	var paged []chat.StatusSpan
	for after := (chat.StatusSpan{}); ; after = paged[len(paged)-1] {
		page, err := s.StatusSpans(t.Context(), instance, epoch, after, 2)
		if paged = append(paged, must(t, page, err)...); len(page) < 2 {
			break
		}
	}
	same(t, "in pages", paged, all)
}

func spansCarried(t *testing.T, s *subject) {
	s.becomes(t, "b", "lunch", 1)
	s.becomes(t, "a", "lunch", 2)
	s.becomes(t, "b", "tea", 7)
	s.becomes(t, "a", "tea", 7)
	r, err := s.carrier(t).ExportInstance(t.Context())
	same(t, "exported", must(t, r, err).Spans, []chat.StatusSpan{span("a", "lunch", 2, 7), span("b", "lunch", 1, 7)})
	other := s.another(t)
	other.becomes(t, "c", "lunch", 1)
	other.becomes(t, "c", "tea", 2)
	wantErr(t, "ImportInstance", other.carrier(t).ImportInstance(t.Context(), r), nil)
	other.wantInstance(t, "imported", r)
}

func spansForgotten(t *testing.T, s *subject) {
	const many = 1200 // more than a driver may drop at once
	s.becomes(t, "a", "0", 0)
	s.update(t, "s", func(tx store.Tx) error {
		for n := 1; n < many; n++ {
			a, err := tx.Agent(instance, "a")
			if err != nil {
				return err
			}
			a.Status.ID, a.Status.Since = fmt.Sprint(n), epoch.Add(time.Duration(n)*time.Second)
			if err := tx.SaveAgent(a); err != nil {
				return err
			}
		}
		return nil
	})
	s.becomes(t, "b", "lunch", 0)
	s.becomes(t, "b", "tea", many-3)
	wantErr(t, "in another instance", s.ForgetStatuses(t.Context(), "elsewhere", epoch.Add(time.Hour)), nil)
	left := func() int {
		got, err := s.StatusSpans(t.Context(), instance, time.Time{}, chat.StatusSpan{}, 2*many)
		return len(must(t, got, err))
	}
	same(t, "before", left(), many)
	wantErr(t, "ForgetStatuses", s.ForgetStatuses(t.Context(), instance, epoch.Add((many-3)*time.Second)), nil)
	got, err := s.StatusSpans(t.Context(), instance, time.Time{}, chat.StatusSpan{}, 2*many)
	same(t, "after", must(t, got, err), []chat.StatusSpan{
		span("a", fmt.Sprint(many-4), many-4, many-3), span("b", "lunch", 0, many-3),
		span("a", fmt.Sprint(many-3), many-3, many-2), span("a", fmt.Sprint(many-2), many-2, many-1),
	})
}

func queuedBeside(t *testing.T, s *subject) {
	s.enqueue(t, "s", at(3, chat.Routing{}), at(2, chat.Routing{}))
	got, err := s.Queued(t.Context(), instance, "queue")
	same(t, "Queued", must(t, got, err), store.Queued{Contacts: 2, Oldest: epoch.Add(2 * time.Second)})
	ahead, err := s.Ahead(t.Context(), instance, "queue", chat.Place{Priority: chat.UsualPriority, Since: epoch.Add(3 * time.Second)})
	same(t, "Ahead", must(t, ahead, err), 1)
	got, err = s.Queued(t.Context(), instance, "empty")
	same(t, "Queued of nothing", must(t, got, err), store.Queued{})
}
