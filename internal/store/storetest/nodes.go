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

var nodes = []promise{
	{"nodes append to the same sessions", nodesAppend},
	{"a token that is sent to all nodes is stored once", nodesRepeat},
	{"transactions on one session run one after another", nodesSerial},
	{"appends and transactions do not mix", nodesMixed},
	{"what one node has ended the others refuse", nodesEnd},
	{"who has left through one node is absent on the others", nodesAbsent},
	{"a session is made once", nodesCreate},
	{"a token is claimed once", nodesClaim},
	{"a timer is taken by one node", nodesTimers},
	{"nodes have the same secrets", nodesSecret},
	{"an agent's last place is given once by all nodes", nodesAgentOnce},
	{"transactions on sessions and on agents mix over nodes", nodesAgentMixed},
}

// RunNodes holds a driver to the contract where several nodes share a database:
// Driver.Open is called again while the store that it returned before is open.
func RunNodes(t *testing.T, fresh func(t testing.TB) Driver) {
	for _, p := range nodes {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			p.test(t, open(t, fresh))
		})
	}
}

// beside is the store of another node on the same database.
func (s *subject) beside(t *testing.T) *subject {
	t.Helper()
	b := &subject{driver: s.driver, fresh: s.fresh}
	b.Store = b.opened(t)
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return b
}

// cluster is the store with two more nodes.
func (s *subject) cluster(t *testing.T) []*subject {
	t.Helper()
	return []*subject{s, s.beside(t), s.beside(t)}
}

func nodesAppend(t *testing.T, s *subject) {
	const sessions, callers, each = 5, 12, 20
	all := s.cluster(t)
	for n := range sessions {
		s.begin(t, sessionID(n))
	}
	var mu sync.Mutex
	acknowledged := map[chat.ItemID]chat.Item{}
	var wg sync.WaitGroup
	for c := range callers {
		for i, node := range all {
			wg.Go(func() {
				for n := range each {
					item := message(sessionID((c+n)%sessions), fmt.Sprint(i, "/", c, "/", n))
					got, repeated, err := node.Append(t.Context(), item)
					if err != nil || repeated {
						t.Errorf("Append: repeated %t, error %v", repeated, err)
					}
					mu.Lock()
					acknowledged[got.ID] = got
					mu.Unlock()
				}
			})
		}
	}
	wg.Wait()
	total := 0
	for n := range sessions {
		items := all[n%len(all)].transcript(t, sessionID(n))
		checkOrder(t, items)
		for _, item := range items {
			same(t, "an acknowledged item as it is read", item, acknowledged[item.ID])
		}
		total += len(items)
	}
	same(t, "items", total, callers*each*len(all))
}

func nodesRepeat(t *testing.T, s *subject) {
	id := sessionID(0)
	s.begin(t, id)
	all := s.cluster(t)
	for round := range 10 {
		var wg sync.WaitGroup
		var mu sync.Mutex
		fresh := 0
		for n := range 12 {
			wg.Go(func() {
				got, repeated, err := all[n%len(all)].Append(t.Context(), message(id, fmt.Sprint(round)))
				if err != nil || got.Seq != chat.Seq(round+1) {
					t.Errorf("got number %d, error %v, want %d", got.Seq, err, round+1)
				}
				mu.Lock()
				defer mu.Unlock()
				if !repeated {
					fresh++
				}
			})
		}
		wg.Wait()
		same(t, "callers told new", fresh, 1)
	}
	checkOrder(t, s.transcript(t, id))
}

func nodesSerial(t *testing.T, s *subject) {
	countTogether(t, sessionID(1), slices.Repeat(s.cluster(t), 3))
}

func nodesMixed(t *testing.T, s *subject) {
	const sessions, each = 3, 25
	all := s.cluster(t)
	for n := range sessions {
		s.begin(t, sessionID(n))
	}
	var wg sync.WaitGroup
	for i, node := range all {
		for n := range sessions {
			id := sessionID(n)
			wg.Go(func() {
				for k := range each {
					_, _, err := node.Append(t.Context(), message(id, fmt.Sprint("append ", i, "/", k)))
					wantErr(t, "Append", err, nil)
				}
			})
			wg.Go(func() {
				for k := range each {
					err := node.Update(t.Context(), id, func(tx store.Tx) error {
						last, err := tx.LastSeq(id)
						if err != nil {
							return err
						}
						got, _, err := tx.Append(message(id, fmt.Sprint("update ", i, "/", k)))
						same(t, "number of what follows the last", got.Seq, last+1)
						return err
					})
					wantErr(t, "Update", err, nil)
				}
			})
		}
	}
	wg.Wait()
	for n := range sessions {
		items := s.transcript(t, sessionID(n))
		checkOrder(t, items)
		same(t, "items", len(items), 2*each*len(all))
	}
}

func nodesEnd(t *testing.T, s *subject) {
	id := sessionID(0)
	s.begin(t, id)
	all := s.cluster(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	acknowledged := 0
	for i, node := range all {
		for c := range 4 {
			wg.Go(func() {
				for n := 0; ; n++ {
					_, _, err := node.Append(t.Context(), message(id, fmt.Sprint(i, "/", c, "/", n)))
					if err != nil {
						wantErr(t, "Append", err, store.ErrEnded)
						return
					}
					mu.Lock()
					acknowledged++
					mu.Unlock()
				}
			})
		}
	}
	last := chat.Seq(0)
	s.update(t, id, func(tx store.Tx) error {
		have, err := tx.Session(id)
		if err != nil {
			return err
		}
		have.State = chat.SessionEnded
		if last, err = tx.LastSeq(id); err != nil {
			return err
		}
		return tx.SaveSession(have)
	})
	wg.Wait()
	items := s.transcript(t, id)
	checkOrder(t, items)
	same(t, "items after the end", len(items), int(last))
	same(t, "acknowledged", acknowledged, int(last))
}

func nodesAbsent(t *testing.T, s *subject) {
	id := sessionID(0)
	s.begin(t, id)
	all := s.cluster(t)
	for n, node := range all {
		_, _, err := node.Append(t.Context(), message(id, fmt.Sprint("present ", n)))
		wantErr(t, "while present", err, nil)
	}
	all[1].update(t, id, func(tx store.Tx) error {
		p, err := tx.Participant(id, customer(id))
		if err != nil {
			return err
		}
		p.LeftAt = epoch
		return tx.SaveParticipant(p)
	})
	for n, node := range all {
		_, _, err := node.Append(t.Context(), message(id, fmt.Sprint("gone ", n)))
		wantErr(t, "after leaving", err, store.ErrAbsent)
	}
}

func nodesCreate(t *testing.T, s *subject) {
	all := s.cluster(t)
	for round := range 5 {
		id := sessionID(round)
		var wg sync.WaitGroup
		var mu sync.Mutex
		made := 0
		for n := range 9 {
			wg.Go(func() {
				err := all[n%len(all)].Update(t.Context(), id, func(tx store.Tx) error {
					return tx.CreateSession(chat.Session{ID: id, State: chat.SessionActive})
				})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					made++
				} else if !errors.Is(err, store.ErrExists) {
					t.Errorf("Update: got %v, want %v", err, store.ErrExists)
				}
			})
		}
		wg.Wait()
		same(t, "made", made, 1)
	}
}

func nodesClaim(t *testing.T, s *subject) {
	all := s.cluster(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	answers := map[chat.SessionID]int{}
	for n := range 18 {
		id := sessionID(n)
		wg.Go(func() {
			answer := id
			err := all[n%len(all)].Update(t.Context(), id, func(tx store.Tx) error {
				prior, found, err := tx.Claim(store.Request{InstanceID: instance, Operation: "op", Token: "t", SessionID: id, CreatedAt: epoch})
				answer = id
				if found {
					answer = prior.SessionID
					return err
				}
				return errors.Join(err, tx.CreateSession(chat.Session{ID: id, InstanceID: instance, State: chat.SessionActive}))
			})
			wantErr(t, "Update", err, nil)
			mu.Lock()
			defer mu.Unlock()
			answers[answer]++
		})
	}
	wg.Wait()
	same(t, "sessions that were answered", len(answers), 1)
	active, err := s.CountActive(t.Context(), instance)
	same(t, "sessions that were made", must(t, active, err), 1)
}

func nodesTimers(t *testing.T, s *subject) {
	takenOnce(t, slices.Repeat(s.cluster(t), 3))
}

func nodesSecret(t *testing.T, s *subject) {
	all := s.cluster(t)
	got := make([]string, 12)
	var wg sync.WaitGroup
	for n := range got {
		wg.Go(func() {
			v, err := all[n%len(all)].EnsureSecret(t.Context(), "key", func() ([]byte, error) { return fmt.Append(nil, n), nil })
			wantErr(t, "EnsureSecret", err, nil)
			got[n] = string(v)
		})
	}
	wg.Wait()
	for _, v := range got {
		same(t, "secret", v, got[0])
	}
}
