package conversation

import (
	"encoding/json"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// StepStatus says how far a step of routing criteria is.
type StepStatus string

// The states of a step. spec: RoutingCriteriaStepStatus.
const (
	StepInactive StepStatus = "INACTIVE" // its turn has not come
	StepActive   StepStatus = "ACTIVE"   // nobody else gets the contact now
	StepJoined   StepStatus = "JOINED"   // an agent came while it was active
	StepExpired  StepStatus = "EXPIRED"
)

// RoutingCriteria tell whom a contact is offered to first, and how far that is.
type RoutingCriteria struct {
	// Index counts the criteria that the contact had before.
	Index int
	// ActivatedAt is when the first step began, zero while the contact is in no
	// queue.
	ActivatedAt time.Time
	Steps       []RoutingStepState
}

// RoutingStepState is a step and how far it is.
type RoutingStepState struct {
	flow.RoutingStep
	Status StepStatus
	// ExpiresAt is zero for a step that has not begun or does not expire.
	ExpiresAt time.Time
}

// RoutingCriteriaOf tells how far the routing criteria of a contact are now, nil
// when it has none. Steps follow each other from when the contact entered its
// queue, or from when they were set if that was later.
func (c *Conversations) RoutingCriteriaOf(contact *chat.Contact) (*RoutingCriteria, error) {
	stored, err := readCriteria(contact.Routing.Criteria)
	if err != nil || stored == nil {
		return nil, err
	}
	steps, err := flow.ReadRoutingSteps(contact.Routing.Criteria)
	if err != nil {
		return nil, chat.Internal("read routing criteria", err)
	}
	out := &RoutingCriteria{Index: stored.Index}
	for _, s := range steps {
		out.Steps = append(out.Steps, RoutingStepState{RoutingStep: s, Status: StepInactive})
	}
	if contact.EnqueuedAt.IsZero() {
		return out, nil
	}
	out.ActivatedAt = contact.EnqueuedAt
	if stored.Since.After(out.ActivatedAt) {
		out.ActivatedAt = stored.Since
	}
	out.play(contact, c.Clock.Now())
	return out, nil
}

// play moves the steps on to now, or to where the contact stopped waiting.
func (r *RoutingCriteria) play(contact *chat.Contact, now time.Time) {
	until, active := now, StepActive
	switch {
	case contact.Taken():
		until, active = contact.Agent.AcceptedAt, StepJoined
	case !contact.DequeuedAt.IsZero():
		until, active = contact.DequeuedAt, StepInactive
	case contact.Ended():
		until, active = contact.DisconnectedAt, StepInactive
	}
	began := r.ActivatedAt
	for i := range r.Steps {
		s := &r.Steps[i]
		if s.Seconds > 0 {
			s.ExpiresAt = began.Add(time.Duration(s.Seconds) * time.Second)
		}
		if s.ExpiresAt.IsZero() || until.Before(s.ExpiresAt) {
			s.Status = active
			return
		}
		s.Status, began = StepExpired, s.ExpiresAt
	}
}

// readCriteria reads what a contact keeps, nil for nothing.
func readCriteria(text []byte) (*criteria, error) {
	if len(text) == 0 {
		return nil, nil
	}
	var stored criteria
	if err := json.Unmarshal(text, &stored); err != nil {
		return nil, chat.Internal("read routing criteria", err)
	}
	return &stored, nil
}
