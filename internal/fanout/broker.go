// Package fanout carries what has happened in a session, or to an agent, to those
// nodes whose sockets or waiting requests want to know. It owns the Broker contract and the in-process broker;
// fanout/nats carries events between nodes, and fanout/fanouttest is the one
// suite for every implementation.
//
// A broker carries hints, the store the truth: an event may be lost, repeated or
// overtaken on its way. Items carry their sequence number, so whoever listens
// sees a gap and reads the store. What one node publishes in a session arrives
// in that order, with or without gaps; what two nodes publish at the same time
// may arrive either way round.
//
// The last event before a silence shows no gap when it is lost. Whoever must not
// wait for the next one asks the store from time to time.
//
// The package imports the domain only: no store, no HTTP, no websocket.
package fanout

import "github.com/rejoin-chat/rejoin/internal/chat"

// Event is one thing that happened in a session or to an agent. Exactly one of
// Item, Receipt and Agent is set. What an event points to must not be changed after
// publishing.
type Event struct {
	// SessionID is the key under which the event travels: the session's id, or
	// AgentKey of an agent.
	SessionID chat.SessionID
	// Item is a stored item (Seq > 0), or a passing one such as typing, which
	// has no place in the transcript (Seq 0).
	Item *chat.Item
	// Receipt is a receipt that changed.
	Receipt *ReceiptEvent
	// Agent is an agent who changed.
	Agent *AgentEvent
}

// AgentEvent tells that an agent's status changed, or what he has before him. It
// does not tell what: an agent is small, and whoever needs him reads him, so that
// one event that was lost is made good by the next.
type AgentEvent struct {
	InstanceID chat.InstanceID
	UserID     chat.UserID
}

// AgentKey is the key for events of an agent. No session has such an id.
func AgentKey(instance chat.InstanceID, user chat.UserID) chat.SessionID {
	return chat.SessionID("agent_" + string(instance) + "_" + string(user))
}

// AgentChanged is the event of an agent who changed.
func AgentChanged(instance chat.InstanceID, user chat.UserID) Event {
	return Event{SessionID: AgentKey(instance, user), Agent: &AgentEvent{InstanceID: instance, UserID: user}}
}

// ReceiptEvent tells the author of a message that it was delivered or read.
type ReceiptEvent struct {
	chat.Receipt
	// MessageID and Author are those of the message.
	MessageID chat.ItemID
	Author    chat.ParticipantID
	// ContactID is the contact in which the receipt was sent.
	ContactID chat.ContactID
}

// Broker carries events between the conversation and the gateways.
type Broker interface {
	// Publish hands an event to all listeners of its key. Those of this
	// node have been called when it returns, one after another, so they must
	// be quick; for other nodes and the network it does not wait. It reports
	// nothing: a lost event is healed by the next one's sequence number.
	Publish(e Event)
	// Subscribe calls listen for the events of the key that are published
	// from now on, one call at a time for a subscription. A broker over a
	// network waits a moment, and no longer, until the server knows; until
	// the other nodes know too, events from there may be lost. Who reads the
	// store after Subscribe has nearly everything, and the rest by the next
	// gap.
	//
	// listen must return quickly and must not call Subscribe or the returned
	// cancel. One that does not return holds up its own session only, whose
	// events are then lost.
	//
	// After cancel has returned listen is not called again.
	Subscribe(id chat.SessionID, listen func(Event)) (cancel func())
	// Healthy reports whether events pass; gateways poll the store when not.
	// A broker over a network may take up to three seconds to notice that
	// they do not.
	Healthy() bool
	// Close ends all subscriptions. It waits for a listener under way.
	Close() error
}
