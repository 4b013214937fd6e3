package storetest

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// BenchSessions is how many sessions SeedBench makes: many more than there are
// callers, so that few wait for one another.
const BenchSessions = 2000

// BenchSession is the id of the nth session, from 0.
func BenchSession(n int) chat.SessionID {
	return chat.SessionID(fmt.Sprintf("bbbbbbbb-0000-4000-8000-%012d", n))
}

func benchPerson(n int) chat.ParticipantID {
	return chat.ParticipantID(fmt.Sprintf("cccccccc-0000-4000-8000-%012d", n))
}

var benchContent = `{"text":"` + strings.Repeat("x", 190) + `"}`

// BenchTrace is what a flow's step of three actions is kept as.
var BenchTrace = `{"actions":[` + strings.Repeat(`{"flow":"bbbbbbbb-0000-4000-8000-000000000000","action":"cccccccc-0000-4000-8000-000000000000","type":"UpdateContactAttributes","inputs":{"Attributes.key":"value"},"next":"n"},`, 2) +
	`{"type":"Wait"}]}`

// BenchItem is a message of 200 bytes in the session of that number. Its id is
// random, but for i.
func BenchItem(session, i int) chat.Item {
	var u [16]byte
	binary.BigEndian.PutUint64(u[:8], rand.Uint64())
	binary.BigEndian.PutUint64(u[8:], uint64(i))
	return chat.Item{
		ID:        chat.ItemID(fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])),
		SessionID: BenchSession(session), Time: time.UnixMilli(1_780_000_000_000),
		Type: chat.TypeMessage, ContentType: chat.ContentJSON, Content: benchContent,
		ParticipantID: benchPerson(session), Role: chat.RoleCustomer, DisplayName: "Ada Lovelace",
	}
}

// The instance, the queue and the routing profile of SeedRouting.
const (
	BenchInstance chat.InstanceID = "dddddddd-0000-4000-8000-000000000001"
	BenchQueue    chat.QueueID    = "dddddddd-0000-4000-8000-000000000002"
	BenchProfile                  = "dddddddd-0000-4000-8000-000000000003"
)

// SeedRouting has n contacts wait in a queue, of ten priorities, and n agents
// want contacts, of which they have up to four.
func SeedRouting(tb testing.TB, s store.Portable, n int) {
	tb.Helper()
	at := time.UnixMilli(1_780_000_000_000)
	const id chat.SessionID = "dddddddd-0000-4000-8000-000000000004"
	r := store.SessionRecord{Session: chat.Session{ID: id, InstanceID: BenchInstance, State: chat.SessionActive}}
	var all store.InstanceRecord
	for i := range n {
		since := at.Add(time.Duration(i*7919%n) * time.Second) // not in their order
		r.Contacts = append(r.Contacts, chat.Contact{
			ID: chat.ContactID(fmt.Sprintf("eeeeeeee-0000-4000-8000-%012d", i)), SessionID: id, InstanceID: BenchInstance,
			Segment: i + 1, QueueID: BenchQueue, EnqueuedAt: since, Routing: chat.Routing{Priority: 1 + i%10},
		})
		all.Agents = append(all.Agents, chat.Agent{
			InstanceID: BenchInstance, UserID: chat.UserID(fmt.Sprintf("ffffffff-0000-4000-8000-%012d", i)), ProfileID: BenchProfile,
			Status: chat.AgentStatus{Type: chat.AgentRoutable}, IdleSince: since, Contacts: make([]chat.AgentContact, i%5), Version: 1,
		})
	}
	if err := errors.Join(s.ImportSession(tb.Context(), r), s.ImportInstance(tb.Context(), all)); err != nil {
		tb.Fatal(err)
	}
}

// Whole is a store with all that it can do.
type Whole interface {
	store.Store
	store.Portable
}

// BenchRouting measures the looks that are made for every contact that waits, at
// several lengths of the queue and numbers of agents.
func BenchRouting(b *testing.B, open func(b *testing.B) Whole) {
	b.Helper()
	for _, n := range []int{10, 1_000, 100_000} {
		s := open(b)
		SeedRouting(b, s, n)
		look := func(name string, want int, fn func() (int, error)) {
			b.Run(fmt.Sprintf("%s/of=%d", name, n), func(b *testing.B) {
				for b.Loop() {
					if got, err := fn(); err != nil || got != want {
						b.Fatalf("got %d, error %v, want %d", got, err, want)
					}
				}
			})
		}
		for _, limit := range []int{1, 10} {
			look(fmt.Sprint("waiting=", limit), limit, func() (int, error) {
				list, err := s.Waiting(b.Context(), BenchInstance, BenchQueue, chat.Waiting{}, limit)
				return len(list), err
			})
			look(fmt.Sprint("free=", limit), limit, func() (int, error) {
				list, err := s.FreeAgents(b.Context(), BenchInstance, BenchProfile, 10, limit)
				return len(list), err
			})
		}
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	}
}

// SeedBench makes the sessions that benchmarks write to, each with the author of
// its items, and closes the store at the benchmark's end.
func SeedBench(b *testing.B, s store.Store) {
	b.Helper()
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	err := s.Update(b.Context(), "all", func(tx store.Tx) error {
		for n := range BenchSessions {
			id := BenchSession(n)
			if err := tx.CreateSession(chat.Session{ID: id, State: chat.SessionActive, ContactID: id.Initial()}); err != nil {
				return err
			}
			if err := tx.SaveParticipant(chat.Participant{ID: benchPerson(n), SessionID: id, ConnectedAt: time.UnixMilli(1)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}
