package storetest

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// give is a closure that gives an agent a contact of the session if he has fewer
// than room, and says so by an item.
func give(id chat.SessionID, user chat.UserID, room int) func(store.Tx) error {
	return func(tx store.Tx) error {
		a, err := tx.Agent(instance, user)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		a.InstanceID, a.UserID = instance, user
		if len(a.Contacts) >= room {
			return nil
		}
		a.Contacts = append(a.Contacts, chat.AgentContact{ContactID: id.Initial(), SessionID: id, State: chat.AgentConnecting})
		_, _, err = tx.Append(message(id, "given to "+string(user)))
		return errors.Join(err, tx.SaveAgent(a))
	}
}

func agentGivenOnce(t *testing.T, s *subject) { givenOnce(t, slices.Repeat([]*subject{s}, 8)) }

// givenOnce has all callers, each in a session of its own, give the one place of
// an agent away, who may be there or not.
func givenOnce(t *testing.T, callers []*subject) {
	t.Helper()
	s := callers[0]
	for round := range 6 {
		user := chat.UserID(fmt.Sprint("agent ", round))
		if round%2 == 0 {
			s.ready(t, user, 0, 0)
		}
		before := int64(1 - round%2)
		var wg sync.WaitGroup
		for n, caller := range callers {
			id := sessionID(100*round + n)
			s.begin(t, id)
			wg.Go(func() { wantErr(t, "Update", caller.Update(t.Context(), id, give(id, user, 1)), nil) })
		}
		wg.Wait()
		a := s.agent(t, user)
		same(t, "contacts", len(a.Contacts), 1)
		same(t, "changes", a.Version, before+1)
		for n := range callers {
			id, want := sessionID(100*round+n), 0
			if a.Contacts[0].SessionID == id {
				want = 1
			}
			same(t, "items of "+string(id), len(s.transcript(t, id)), want)
		}
	}
}

func agentMixed(t *testing.T, s *subject) { mixAgents(t, slices.Repeat([]*subject{s}, 6)) }

// mixAgents has all callers change three agents at once, singly and, within
// transactions on few sessions, two at a time; some of the changes are taken
// back. What was told to have happened has, and nothing else.
func mixAgents(t *testing.T, callers []*subject) {
	t.Helper()
	const each, sessions = 12, 3
	s := callers[0]
	users := []chat.UserID{"a", "b", "c"}
	for n := range sessions {
		s.begin(t, sessionID(n))
	}
	one := func(a *chat.Agent) {
		a.Contacts = append(a.Contacts, chat.AgentContact{ContactID: "c", State: chat.AgentMissed})
	}
	var mu sync.Mutex
	made := map[chat.UserID]int{}
	count := func(err, want error, users ...chat.UserID) {
		wantErr(t, "change", err, want)
		mu.Lock()
		defer mu.Unlock()
		for _, user := range users {
			if want == nil {
				made[user]++
			}
		}
	}
	var wg sync.WaitGroup
	for c, caller := range callers {
		wg.Go(func() {
			for n := range each {
				user := users[(c+n)%len(users)]
				count(caller.UpdateAgent(t.Context(), instance, user, func(a *chat.Agent) error { one(a); return nil }), nil, user)
			}
		})
		wg.Go(func() {
			for n := range each {
				var refusal error
				if n%3 == 0 {
					refusal = errRefused
				}
				id, pair := sessionID((c+n)%sessions), slices.Delete(slices.Clone(users), (c+n)%3, (c+n)%3+1)
				token := fmt.Sprint(c, "/", n)
				count(caller.Update(t.Context(), id, func(tx store.Tx) error {
					return errors.Join(changePair(tx, pair, one, message(id, token)), refusal)
				}), refusal, pair...)
			}
		})
	}
	wg.Wait()
	items := 0
	for n := range sessions {
		items += len(s.transcript(t, sessionID(n)))
	}
	same(t, "items", items, len(callers)*each*2/3)
	for _, user := range users {
		a := s.agent(t, user)
		same(t, "contacts of "+string(user), len(a.Contacts), made[user])
		same(t, "changes of "+string(user), a.Version, int64(made[user]))
	}
}

// changePair changes agents in order, and appends an item.
func changePair(tx store.Tx, users []chat.UserID, change func(*chat.Agent), item chat.Item) error {
	for _, user := range users {
		a, err := tx.Agent(instance, user)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		a.InstanceID, a.UserID = instance, user
		change(&a)
		if err := tx.SaveAgent(a); err != nil {
			return err
		}
	}
	_, _, err := tx.Append(item)
	return err
}

func nodesAgentOnce(t *testing.T, s *subject) { givenOnce(t, slices.Repeat(s.cluster(t), 3)) }

func nodesAgentMixed(t *testing.T, s *subject) { mixAgents(t, slices.Repeat(s.cluster(t), 2)) }
