package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

var finding = []promise{
	{"contacts are found by each of their times, in both orders, page by page", findPages},
	{"contacts of another instance or without the time are not found", findOthers},
}

// timed saves contacts of an instance, each of a session of its own, with all
// their times at the same second.
func timed(t *testing.T, s *subject, of chat.InstanceID, seconds ...int) {
	t.Helper()
	for n, second := range seconds {
		id, at := sessionID(n)+chat.SessionID(of[:1]), dueIn(second)
		s.update(t, id, func(tx store.Tx) error {
			return tx.SaveContact(chat.Contact{
				ID: id.Initial(), SessionID: id, InstanceID: of, InitiatedAt: at, QueueID: "queue",
				EnqueuedAt: at, DisconnectedAt: at, Agent: chat.AgentInfo{UserID: "a", AcceptedAt: at, ConnectedAt: at},
			})
		})
	}
}

var contactTimes = []store.ContactTime{store.ByInitiation, store.ByEnqueued, store.ByMetAgent, store.ByDisconnect}

func findPages(t *testing.T, s *subject) {
	timed(t, s, instance, 5, 1, 3, 3, 3, 2, 4, 9)
	for _, by := range contactTimes {
		var orders [2][]chat.ContactID
		for n, descending := range []bool{false, true} {
			q := store.ContactQuery{InstanceID: instance, By: by, From: dueIn(2), To: dueIn(9), Descending: descending, Limit: 2}
			var last time.Time
			for {
				got, err := s.FindContacts(t.Context(), q)
				page := must(t, got, err)
				if len(page) == 0 {
					break
				}
				for i := range page {
					at := by.At(&page[i])
					if !last.IsZero() && at.Before(last) != descending && !at.Equal(last) {
						t.Errorf("by %s: %v follows %v", by, at, last)
					}
					last = at
					orders[n] = append(orders[n], page[i].ID)
				}
				q.After, q.AfterAt = page[len(page)-1].ID, last
			}
		}
		slices.Reverse(orders[1])
		same(t, fmt.Sprintf("by %s, reversed", by), orders[1], orders[0])
		same(t, fmt.Sprintf("by %s: contacts", by), len(orders[0]), 6)
	}
}

func findOthers(t *testing.T, s *subject) {
	timed(t, s, "another", 1, 2)
	s.begin(t, sessionID(0))
	for _, by := range contactTimes {
		got, err := s.FindContacts(t.Context(), store.ContactQuery{
			InstanceID: instance, By: by, From: epoch.Add(-time.Hour), To: epoch.Add(time.Hour), Limit: 10,
		})
		same(t, string(by), len(must(t, got, err)), 0)
	}
}
