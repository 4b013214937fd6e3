package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

var agents = []promise{
	{"every field of an agent reads back", agentRoundTrip},
	{"an agent is made by the first change", agentMade},
	{"an update of an agent that fails or changes nothing writes nothing", agentUnchanged},
	{"an update of an agent that panics harms no other", agentPanic},
	{"agents are kept by instance and user", agentKeys},
	{"free agents are the longest idle who have room", freeOrder},
	{"free agents follow their status, their profile and their contacts", freeFollow},
	{"as many free agents are read as asked for", freeLimit},
	{"a transaction sees the agents that it saves, others do not", agentIsolation},
	{"a transaction that fails leaves agents as they were", agentUndone},
	{"an agent who is missing stays missing unless he is saved", agentMissing},
	{"an agent whom the transaction has not read is not saved", agentUnread},
	{"an agent's last place is given once", agentGivenOnce},
	{"transactions on sessions and on agents mix", agentMixed},
}

const profile = "eeeeeeee-0000-4000-8000-000000000001"

func (s *subject) updateAgent(t *testing.T, user chat.UserID, fn func(*chat.Agent)) {
	t.Helper()
	err := s.UpdateAgent(t.Context(), instance, user, func(a *chat.Agent) error { fn(a); return nil })
	if err != nil {
		t.Fatalf("UpdateAgent(%s): %v", user, err)
	}
}

func (s *subject) agent(t *testing.T, user chat.UserID) chat.Agent {
	t.Helper()
	a, err := s.Agent(t.Context(), instance, user)
	return must(t, a, err)
}

// ready has an agent who wants contacts, idle since so many minutes after epoch,
// and has so many.
func (s *subject) ready(t *testing.T, user chat.UserID, minutes, contacts int) {
	t.Helper()
	s.updateAgent(t, user, func(a *chat.Agent) {
		a.ProfileID, a.Status.Type = profile, chat.AgentRoutable
		a.IdleSince = epoch.Add(time.Duration(minutes) * time.Minute)
		a.Contacts = nil
		for n := range contacts {
			a.Contacts = append(a.Contacts, chat.AgentContact{ContactID: chat.ContactID(fmt.Sprint(n)), State: chat.AgentConnected})
		}
	})
}

func (s *subject) wantFree(t *testing.T, what string, room, limit int, want ...chat.UserID) {
	t.Helper()
	list, err := s.FreeAgents(t.Context(), instance, profile, room, limit)
	var got []chat.UserID
	for _, a := range must(t, list, err) {
		got = append(got, a.UserID)
		same(t, what+": as it is read alone", a, s.agent(t, a.UserID))
	}
	same(t, what, got, want)
}

func agentRoundTrip(t *testing.T, s *subject) {
	want := filled[chat.Agent](t)
	want.InstanceID = instance
	blank := chat.Agent{InstanceID: instance, UserID: want.UserID}
	for n, want := range []chat.Agent{want, blank, want} {
		s.updateAgent(t, want.UserID, func(a *chat.Agent) { *a = want })
		want.Version = int64(n + 1)
		same(t, "Agent", s.agent(t, want.UserID), want)
	}
	s.reopen(t)
	s.update(t, "s", func(tx store.Tx) error {
		got, err := tx.Agent(instance, want.UserID)
		want.Version = 3
		same(t, "Tx.Agent", got, want)
		if err != nil {
			return err
		}
		return tx.SaveAgent(blank)
	})
	blank.Version = 4
	same(t, "saved by a transaction", s.agent(t, want.UserID), blank)
}

func agentMade(t *testing.T, s *subject) {
	_, err := s.Agent(t.Context(), instance, "a")
	wantErr(t, "Agent", err, store.ErrNotFound)
	s.updateAgent(t, "a", func(a *chat.Agent) {
		same(t, "a new agent", *a, chat.Agent{InstanceID: instance, UserID: "a"})
		a.ProfileID = profile
		a.InstanceID, a.UserID, a.Version = "elsewhere", "b", 9 // which are not his to change
	})
	same(t, "made", s.agent(t, "a"), chat.Agent{InstanceID: instance, UserID: "a", ProfileID: profile, Version: 1})
	s.updateAgent(t, "a", func(a *chat.Agent) {
		same(t, "Version", a.Version, 1)
		a.Status.ID = "s"
	})
	same(t, "Version after another change", s.agent(t, "a").Version, 2)
}

func agentUnchanged(t *testing.T, s *subject) {
	refuse := func(a *chat.Agent) error { a.ProfileID = "refused"; return errRefused }
	if err := s.UpdateAgent(t.Context(), instance, "a", refuse); err != errRefused {
		t.Errorf("got error %v, want the closure's as it is", err)
	}
	s.updateAgent(t, "a", func(*chat.Agent) {})
	_, err := s.Agent(t.Context(), instance, "a")
	wantErr(t, "Agent that nobody changed", err, store.ErrNotFound)
	s.ready(t, "a", 1, 2)
	want := s.agent(t, "a")
	wantErr(t, "UpdateAgent", s.UpdateAgent(t.Context(), instance, "a", refuse), errRefused)
	s.updateAgent(t, "a", func(*chat.Agent) {})
	s.updateAgent(t, "a", func(a *chat.Agent) {
		a.IdleSince = a.IdleSince.Add(time.Nanosecond) // of which nothing is kept
		a.Contacts = append([]chat.AgentContact{}, a.Contacts...)
	})
	same(t, "unchanged", s.agent(t, "a"), want)
	wantErr(t, "a context that has ended", s.UpdateAgent(ended(t), instance, "a", refuse), ended(t).Err())
}

func agentPanic(t *testing.T, s *subject) {
	s.ready(t, "a", 1, 0)
	func() {
		// A driver may pass the panic on to the caller.
		defer func() { _ = recover() }()
		if err := s.UpdateAgent(t.Context(), instance, "a", func(a *chat.Agent) error { panic("on purpose") }); err == nil {
			t.Error("got no error of a closure that panicked")
		}
	}()
	s.ready(t, "a", 1, 1)
	same(t, "Version", s.agent(t, "a").Version, 2)
}

func agentKeys(t *testing.T, s *subject) {
	users := []chat.UserID{"a", "b", "0b0e1c2d-0000-4000-8000-000000000001"}
	for n, user := range users {
		s.ready(t, user, n, n)
	}
	elsewhere := func(a *chat.Agent) error { a.ProfileID = "elsewhere"; return nil }
	wantErr(t, "UpdateAgent", s.UpdateAgent(t.Context(), "elsewhere", "b", elsewhere), nil)
	for n, user := range users {
		if got := s.agent(t, user); got.UserID != user || got.ProfileID != profile || len(got.Contacts) != n {
			t.Errorf("got %+v, want %s with %d contacts", got, user, n)
		}
	}
	got, err := s.Agent(t.Context(), "elsewhere", "b")
	same(t, "of another instance", must(t, got, err).ProfileID, "elsewhere")
}

func freeOrder(t *testing.T, s *subject) {
	s.wantFree(t, "of nobody", 3, 10)
	s.ready(t, "late", 9, 0)
	s.ready(t, "tie b", 5, 1)
	s.ready(t, "tie a", 5, 0)
	s.ready(t, "first", 1, 2)
	s.ready(t, "full", 0, 3)
	s.ready(t, "0b0e1c2d-0000-4000-8000-000000000001", 3, 0)
	s.updateAgent(t, "never idle", func(a *chat.Agent) { a.ProfileID, a.Status.Type = profile, chat.AgentRoutable })
	s.ready(t, "late", 9, 0)
	s.updateAgent(t, "late", func(a *chat.Agent) { // what he monitors takes no place
		for _, id := range []chat.ContactID{"m1", "m2", "m3"} {
			a.Contacts = append(a.Contacts, chat.AgentContact{ContactID: id, State: chat.AgentConnected, Monitors: chat.MonitorsSilently})
		}
	})
	const uuid = "0b0e1c2d-0000-4000-8000-000000000001"
	s.wantFree(t, "room for 3", 3, 10, "never idle", "first", uuid, "tie a", "tie b", "late")
	s.wantFree(t, "room for 10", 10, 10, "never idle", "full", "first", uuid, "tie a", "tie b", "late")
	s.wantFree(t, "room for 1", 1, 10, "never idle", uuid, "tie a", "late")
	s.wantFree(t, "no room", 0, 10)
}

func freeFollow(t *testing.T, s *subject) {
	s.ready(t, "a", 1, 0)
	s.ready(t, "b", 2, 0)
	s.wantFree(t, "both", 1, 10, "a", "b")
	s.updateAgent(t, "a", func(a *chat.Agent) { a.Status.Type = chat.AgentOffline })
	s.wantFree(t, "one is offline", 1, 10, "b")
	s.updateAgent(t, "a", func(a *chat.Agent) { a.Status.Type = chat.AgentCustom })
	s.wantFree(t, "one is at lunch", 1, 10, "b")
	s.ready(t, "a", 3, 0)
	s.wantFree(t, "he is back", 1, 10, "b", "a")
	s.updateAgent(t, "b", func(a *chat.Agent) { a.ProfileID = "another" })
	s.wantFree(t, "one has another profile", 1, 10, "a")
	list, err := s.FreeAgents(t.Context(), instance, "another", 1, 10)
	same(t, "by the other profile", len(must(t, list, err)), 1)
	list, err = s.FreeAgents(t.Context(), "elsewhere", profile, 1, 10)
	same(t, "in another instance", len(must(t, list, err)), 0)
	s.update(t, "s", func(tx store.Tx) error {
		a, err := tx.Agent(instance, "a")
		if err != nil {
			return err
		}
		a.Contacts = append(a.Contacts, chat.AgentContact{ContactID: "c", State: chat.AgentEnded})
		return tx.SaveAgent(a)
	})
	s.wantFree(t, "his place is taken", 1, 10)
	s.wantFree(t, "he has another place", 2, 10, "a")
}

func freeLimit(t *testing.T, s *subject) {
	for n := range 12 {
		s.ready(t, chat.UserID(fmt.Sprintf("agent %02d", n)), n, n%3)
	}
	s.wantFree(t, "the first", 3, 1, "agent 00")
	s.wantFree(t, "the first without contacts", 1, 2, "agent 00", "agent 03")
	s.wantFree(t, "the first five", 3, 5, "agent 00", "agent 01", "agent 02", "agent 03", "agent 04")
}

func agentIsolation(t *testing.T, s *subject) {
	s.ready(t, "a", 1, 0)
	was := s.agent(t, "a")
	s.update(t, "s", func(tx store.Tx) error {
		for n := range 2 {
			a, err := tx.Agent(instance, "a")
			same(t, "as saved so far", a.Version, int64(n+1))
			same(t, "contacts so far", len(a.Contacts), n)
			a.Contacts = append(a.Contacts, chat.AgentContact{ContactID: chat.ContactID(fmt.Sprint(n)), State: chat.AgentConnecting})
			if err := errors.Join(err, tx.SaveAgent(a)); err != nil {
				return err
			}
		}
		_, err := tx.Agent(instance, "missing")
		wantErr(t, "one who is missing", err, store.ErrNotFound)
		same(t, "beside", s.agent(t, "a"), was)
		s.wantFree(t, "free beside", 1, 5, "a")
		_, err = s.Agent(t.Context(), instance, "missing")
		wantErr(t, "missing beside", err, store.ErrNotFound)
		return nil
	})
	got := s.agent(t, "a")
	same(t, "Version after two saves", got.Version, 3)
	same(t, "contacts after two saves", len(got.Contacts), 2)
}

func agentUndone(t *testing.T, s *subject) {
	s.ready(t, "a", 1, 1)
	want := s.agent(t, "a")
	s.begin(t, "s")
	err := s.Update(t.Context(), "s", func(tx store.Tx) error {
		for _, user := range []chat.UserID{"a", "new"} {
			if _, err := tx.Agent(instance, user); err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
			if err := tx.SaveAgent(chat.Agent{InstanceID: instance, UserID: user}); err != nil {
				return err
			}
		}
		_, _, err := tx.Append(message("s", "undone"))
		return errors.Join(err, errRefused)
	})
	wantErr(t, "Update", err, errRefused)
	same(t, "the agent", s.agent(t, "a"), want)
	_, err = s.Agent(t.Context(), instance, "new")
	wantErr(t, "the new agent", err, store.ErrNotFound)
	same(t, "items", len(s.transcript(t, "s")), 0)
	s.ready(t, "new", 1, 0)
	same(t, "Version of the new agent", s.agent(t, "new").Version, 1)
}

func agentMissing(t *testing.T, s *subject) {
	s.begin(t, "s")
	for n := range 2 {
		s.update(t, "s", func(tx store.Tx) error {
			_, err := tx.Agent(instance, "a")
			wantErr(t, "Tx.Agent", err, store.ErrNotFound)
			_, _, err = tx.Append(message("s", fmt.Sprint(n))) // which is committed
			return err
		})
		_, err := s.Agent(t.Context(), instance, "a")
		wantErr(t, "Agent", err, store.ErrNotFound)
	}
	r, err := s.carrier(t).ExportInstance(t.Context())
	same(t, "agents that are exported", len(must(t, r, err).Agents), 0)
	s.update(t, "s", func(tx store.Tx) error {
		_, err := tx.Agent(instance, "a")
		wantErr(t, "Tx.Agent", err, store.ErrNotFound)
		return tx.SaveAgent(chat.Agent{InstanceID: instance, UserID: "a", ProfileID: profile})
	})
	same(t, "once he is saved", s.agent(t, "a"), chat.Agent{InstanceID: instance, UserID: "a", ProfileID: profile, Version: 1})
}

func agentUnread(t *testing.T, s *subject) {
	s.ready(t, "a", 1, 0)
	want := s.agent(t, "a")
	err := s.Update(t.Context(), "s", func(tx store.Tx) error {
		return tx.SaveAgent(chat.Agent{InstanceID: instance, UserID: "a"})
	})
	if err == nil {
		t.Error("got no error")
	}
	same(t, "the agent", s.agent(t, "a"), want)
}
