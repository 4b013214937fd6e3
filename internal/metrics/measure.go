package metrics

import (
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Moment is the time of a contact that says to which stretch of time it belongs.
type Moment int8

// The moments.
const (
	WhenEnded    Moment = iota // it was disconnected
	WhenBegun                  // it was initiated
	WhenEnqueued               // it entered its queue
	WhenMet                    // agent and customer could talk
)

// At is the moment of a contact, zero when it has not come.
func (m Moment) At(c *chat.Contact) time.Time {
	switch m {
	case WhenBegun:
		return c.InitiatedAt
	case WhenEnqueued:
		return c.EnqueuedAt
	case WhenMet:
		return c.Agent.ConnectedAt
	}
	return c.DisconnectedAt
}

// Measure is a metric of a stretch of time.
type Measure struct {
	Name string
	// When says to which stretch a contact belongs.
	When Moment
	// Threshold says that the measure needs a bound, in seconds.
	Threshold bool
	// Agents says that the measure is of the times of agents and not of contacts.
	Agents bool
	// Offers says that the measure is of what contacts were offered, of which it is not
	// kept to whom.
	Offers bool
	// Older says that only the older operation knows it.
	Older bool
	// take gives what a contact adds to the sum, and its weight, 0 for a contact that
	// does not count.
	take func(c *chat.Contact, t Threshold) (value, weight float64)
	// of gives what the times of an agent add.
	of   func(t *workTime) (value, weight float64)
	sums sums
}

// sums says how values and weights make the number.
type sums int8

const (
	total    sums = iota // the sum of the values
	mean                 // by the weights
	percent              // likewise, of a hundred
	greatest             // the greatest value of those that have a weight
)

// Threshold is a bound on a time.
type Threshold struct {
	Comparison string // LT, LTE, GT or GTE
	Bound      time.Duration
}

// holds reports whether a time is within the bound.
func (t Threshold) holds(d time.Duration) bool {
	switch t.Comparison {
	case "LTE":
		return d <= t.Bound
	case "GT":
		return d > t.Bound
	case "GTE":
		return d >= t.Bound
	}
	return d < t.Bound
}

type taking = func(*chat.Contact, Threshold) (value, weight float64)

// counts counts the contacts of which something is so.
func counts(is func(*chat.Contact) bool) taking {
	return func(c *chat.Contact, _ Threshold) (float64, float64) { return one(is(c)), one(is(c)) }
}

// countsIn counts the contacts of which something is so within a threshold.
func countsIn(is func(*chat.Contact) bool, took func(*chat.Contact) time.Duration) taking {
	return func(c *chat.Contact, t Threshold) (float64, float64) {
		return one(is(c) && t.holds(took(c))), one(is(c))
	}
}

// lasts sums up the seconds that something took, of contacts of which something is so.
func lasts(is func(*chat.Contact) bool, took func(*chat.Contact) time.Duration) taking {
	return func(c *chat.Contact, _ Threshold) (float64, float64) {
		return one(is(c)) * took(c).Seconds(), one(is(c))
	}
}

// shares counts the contacts of which something is so among those of a wider kind.
func shares(is, among func(*chat.Contact) bool) taking {
	return func(c *chat.Contact, _ Threshold) (float64, float64) { return one(is(c) && among(c)), one(among(c)) }
}

// talks sums up something of what was said, and what it is divided by.
func talks(of func(*chat.Talk) (value, weight float64)) taking {
	return func(c *chat.Contact, _ Threshold) (float64, float64) {
		if c.Talk == nil {
			return 0, 0
		}
		return of(c.Talk)
	}
}

// never is the measure of what does not happen to chats, such as being put on hold.
func never(c *chat.Contact, _ Threshold) (float64, float64) { return 0, one(handled(c)) }

func one(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

func all(*chat.Contact) bool       { return true }
func byAgent(c *chat.Contact) bool { return handled(c) && c.DisconnectReason == chat.DisconnectAgent }
func worked(c *chat.Contact) bool {
	return handled(c) && !c.Agent.ClearedAt.IsZero()
}
func handling(c *chat.Contact) time.Duration { return interaction(c) + afterWork(c) }
func lifetime(c *chat.Contact) time.Duration { return since(c.InitiatedAt, c.DisconnectedAt) }
func connecting(c *chat.Contact) time.Duration {
	return since(c.Agent.OfferedAt, c.Agent.AcceptedAt)
}
func offered(c *chat.Contact) bool { return handled(c) && !c.Agent.OfferedAt.IsZero() }

// Find gives a measure by its name, nil when there is none.
func Find(name string) *Measure {
	for i := range measures {
		if measures[i].Name == name {
			return &measures[i]
		}
	}
	return nil
}
