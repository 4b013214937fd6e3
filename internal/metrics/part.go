package metrics

import (
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// What became of a contact, as metrics see it. Each function says of one contact
// whether something was so, or how long it took.

func queued(c *chat.Contact) bool { return !c.EnqueuedAt.IsZero() }

// handled reports whether an agent had the contact. A supervisor who monitors others
// handles none.
func handled(c *chat.Contact) bool {
	return !c.Agent.ConnectedAt.IsZero() && c.InitiationMethod != chat.InitiatedByMonitor
}

// movedOn reports whether a queue flow took the contact to another queue, which made
// the next contact.
func movedOn(c *chat.Contact) bool {
	return queued(c) && !handled(c) && c.NextID != "" && c.DisconnectReason == chat.DisconnectContactFlow
}

// abandoned reports whether the contact ended in its queue before an agent had it.
// spec: Contact records data model, abandoned contacts.
func abandoned(c *chat.Contact) bool {
	return queued(c) && !handled(c) && c.Ended() && !movedOn(c)
}

// transferredIn reports whether an agent, or a queue flow, made the contact out of
// another one. spec: Historical metrics definitions, Contacts transferred in.
func transferredIn(c *chat.Contact) bool {
	return c.InitiationMethod == chat.InitiatedByTransfer || c.InitiationMethod == chat.InitiatedByQueueTransfer
}

// transferredOut reports whether an agent passed the contact on.
func transferredOut(c *chat.Contact) bool { return !c.TransferredAt.IsZero() }

// missed is how often the contact was put before an agent who did not take it on.
func missed(c *chat.Contact) int {
	if c.Taken() {
		return max(0, c.Attempts-1)
	}
	return c.Attempts
}

// misses counts what missed says.
func misses(c *chat.Contact, _ Threshold) (value, weight float64) {
	return float64(missed(c)), float64(missed(c))
}

// customerSpoke reports whether the contact is over and the customer said something.
func customerSpoke(c *chat.Contact) bool {
	return c.Ended() && c.Talk != nil && !c.Talk.Customer.LastMessageAt.IsZero()
}

// closing is how long the contact went on after the customer's last message.
// spec: ConversationCloseTimeInMillis.
func closing(c *chat.Contact) time.Duration {
	if c.Talk == nil {
		return 0
	}
	return since(c.Talk.Customer.LastMessageAt, c.DisconnectedAt)
}

// inQueue is how long the contact was in its queue.
func inQueue(c *chat.Contact) time.Duration {
	left := c.DequeuedAt
	if left.IsZero() {
		left = c.DisconnectedAt
	}
	return since(c.EnqueuedAt, left)
}

// untilAnswer is how long the contact waited until agent and customer could talk.
func untilAnswer(c *chat.Contact) time.Duration { return since(c.EnqueuedAt, c.Agent.ConnectedAt) }

// interaction is how long agent and customer could talk.
func interaction(c *chat.Contact) time.Duration {
	ended := c.Agent.EndedAt
	if ended.IsZero() {
		ended = c.DisconnectedAt
	}
	return since(c.Agent.ConnectedAt, ended)
}

// afterWork is how long the agent's work after the contact took, 0 until it is over.
func afterWork(c *chat.Contact) time.Duration { return since(c.Agent.EndedAt, c.Agent.ClearedAt) }

// resolution is how long it took until nothing more was to be done.
func resolution(c *chat.Contact) time.Duration {
	done := c.DisconnectedAt
	if c.Agent.ClearedAt.After(done) {
		done = c.Agent.ClearedAt
	}
	return since(c.InitiatedAt, done)
}

// since is the time between two times, 0 when either is not set or they are the other
// way round.
func since(from, to time.Time) time.Duration {
	if from.IsZero() || to.IsZero() || to.Before(from) {
		return 0
	}
	return to.Sub(from)
}
