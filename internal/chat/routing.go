package chat

import (
	"cmp"
	"time"
)

// Routing is where a contact stands among those of its queue, and who shall have
// it. The zero value is a contact like any other.
// spec: UpdateContactRoutingBehavior, UpdateContactRoutingCriteria.
type Routing struct {
	// Priority goes before the time waited: 1 is first, UsualPriority is that of
	// contacts for which none was set; 0 is unset.
	Priority int
	// TimeAdjustment is added to the time that the contact has waited, in whole
	// seconds; it may be negative.
	TimeAdjustment time.Duration
	// Criteria say which agents the contact is offered to first, as JSON; nil is
	// unset.
	Criteria []byte
}

// Place is where a contact stands in a queue: contacts of a lower Priority go
// first, and among those the ones that have waited longer.
type Place struct {
	Priority int
	// Since is when the contact entered, moved by its time adjustment.
	Since time.Time
}

// Place is where the contact stands in the queue that it waits in.
func (c *Contact) Place() Place {
	return Place{
		Priority: cmp.Or(c.Routing.Priority, UsualPriority),
		Since:    c.EnqueuedAt.Add(-c.Routing.TimeAdjustment),
	}
}

// UsualPriority is the priority of contacts for which none was set.
// spec: UpdateContactRoutingBehavior, QueuePriority.
const UsualPriority = 5
