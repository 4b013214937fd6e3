package routing

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Queue is a queue as a routing profile has it.
type Queue struct {
	ID chat.QueueID
	// Priority is the queue's place in the profile, the best is lowest: from 1 on,
	// and Own for the agent's own queue.
	Priority int
	// Delay is how long a contact waits before these agents are offered it.
	Delay time.Duration
}

// Own is the priority of agents' own queues, which go before all others.
// spec: Queues: standard and agent.
const Own = 0

// Compare orders waiting contacts of queues of one priority: the one that is
// offered first is less.
func Compare(a, b chat.Waiting) int {
	return cmp.Or(
		cmp.Compare(a.Place.Priority, b.Place.Priority),
		a.Place.Since.Compare(b.Place.Since),
		strings.Compare(string(a.ContactID), string(b.ContactID)),
	)
}

// Choose picks what an agent is offered out of the queues that he serves. first
// tells, of a queue, the contact that is offered first of those that entered at or
// before a time and that he may have; false when there is none. It is asked once
// for each queue, and not for those of a worse priority than one that has something.
func Choose(queues []Queue, now time.Time, first func(queue chat.QueueID, before time.Time) (chat.Waiting, bool, error)) (best chat.Waiting, found bool, err error) {
	queues = slices.Clone(queues)
	slices.SortStableFunc(queues, func(a, b Queue) int { return cmp.Compare(a.Priority, b.Priority) })
	for i, q := range queues {
		if found && q.Priority != queues[i-1].Priority {
			break
		}
		w, ok, err := first(q.ID, now.Add(-q.Delay))
		if err != nil {
			return chat.Waiting{}, false, err
		}
		if ok && (!found || Compare(w, best) < 0) {
			best, found = w, true
		}
	}
	return best, found, nil
}

// Longest picks the agent who is offered a contact: of those who are free the one
// who has been idle for longest.
func Longest(agents []Agent) (longest Agent, found bool) {
	for _, a := range agents {
		if !a.Free() {
			continue
		}
		if !found || cmp.Or(a.IdleSince.Compare(longest.IdleSince), strings.Compare(string(a.UserID), string(longest.UserID))) < 0 {
			longest, found = a, true
		}
	}
	return longest, found
}
