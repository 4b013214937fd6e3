package record

import (
	"bytes"
	"maps"
	"reflect"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// EventType says what happened to a contact.
// spec: Amazon Connect contact events, eventType.
type EventType string

// The events of chats. Those of tasks and calls are missing: chats are neither paused
// nor scheduled.
const (
	Initiated         EventType = "INITIATED"
	ConnectedToSystem EventType = "CONNECTED_TO_SYSTEM"
	Queued            EventType = "QUEUED"
	ConnectedToAgent  EventType = "CONNECTED_TO_AGENT"
	Disconnected      EventType = "DISCONNECTED"
	Completed         EventType = "COMPLETED"
	DataUpdated       EventType = "CONTACT_DATA_UPDATED"
)

// What CONTACT_DATA_UPDATED says to have changed.
// spec: Amazon Connect contact events, updatedProperties.
const (
	updatedAttributes = "UserDefinedAttributes"
	updatedSegment    = "Segment Attributes"
	updatedTags       = "Tags"
	updatedSteps      = "RoutingCriteria.Step.Status"
)

// Change is what one transaction has made of a contact.
type Change struct {
	// Before is the contact as it was, nil for a new one.
	Before *chat.Contact
	After  *chat.Contact
	// Attributes says that the attributes of its chat have changed.
	Attributes bool
}

// Event is one thing that happened.
type Event struct {
	Type EventType
	// Updated is set for DataUpdated.
	Updated []string
	// Criteria are those of the contact's routing then, nil for none.
	Criteria *Criteria
}

// StepExpired is the event of a step of routing criteria that is over.
func StepExpired() Event { return Event{Type: DataUpdated, Updated: []string{updatedSteps}} }

// Events are what a change means to those who are told of contacts, in order.
func (c Change) Events() (events []Event) {
	var before chat.Contact
	if c.Before != nil {
		before = *c.Before
	}
	happened := func(t EventType, before, after time.Time) {
		if !after.IsZero() && !after.Equal(before) {
			events = append(events, Event{Type: t})
		}
	}
	happened(Initiated, before.InitiatedAt, c.After.InitiatedAt)
	happened(ConnectedToSystem, before.ConnectedAt, c.After.ConnectedAt)
	happened(Queued, before.EnqueuedAt, c.After.EnqueuedAt)
	happened(ConnectedToAgent, before.Agent.ConnectedAt, c.After.Agent.ConnectedAt)
	if updated := c.updated(); len(updated) > 0 {
		events = append(events, Event{Type: DataUpdated, Updated: updated})
	}
	happened(Disconnected, before.DisconnectedAt, c.After.DisconnectedAt)
	if c.After.Complete() && !before.Complete() {
		events = append(events, Event{Type: Completed})
	}
	return events
}

// updated are the data that changed of a contact that was there before.
func (c Change) updated() (what []string) {
	if c.Before == nil {
		return nil
	}
	if c.Attributes {
		what = append(what, updatedAttributes)
	}
	if !reflect.DeepEqual(c.Before.SegmentAttributes, c.After.SegmentAttributes) {
		what = append(what, updatedSegment)
	}
	if !maps.Equal(c.Before.Tags, c.After.Tags) {
		what = append(what, updatedTags)
	}
	if !bytes.Equal(c.Before.Routing.Criteria, c.After.Routing.Criteria) {
		what = append(what, updatedSteps)
	}
	return what
}

// Due reports whether the change makes a record that is to be sent: the contact is
// complete, or it was and something of it is new.
// spec: UpdateContactAttributes, contact records of ended contacts.
func (c Change) Due() bool {
	if !c.After.Complete() {
		return false
	}
	return c.Before == nil || !c.Before.Complete() ||
		!c.Before.UpdatedAt.Equal(c.After.UpdatedAt) || len(c.updated()) > 0
}
