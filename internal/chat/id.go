package chat

import "crypto/sha256"

// InstanceID names an instance, the tenant that owns contacts, flows and queues.
type InstanceID string

// SessionID names a session. It equals the id of the session's first contact,
// which is what Amazon Connect calls the InitialContactId.
type SessionID string

// ContactID names one contact (segment) of a session.
type ContactID string

// ParticipantID names a participant of a session.
type ParticipantID string

// ItemID names a transcript item. It is the identity by which clients drop
// repeats, so the pushed, the listed and the archived item carry the same one.
type ItemID string

// FlowID names a contact flow.
type FlowID string

// FlowContentID names a content of flows: its SHA-256 in lower-case hex, so that
// what it names never changes.
type FlowContentID string

// QueueID names a queue.
type QueueID string

// UserID names an agent or another user of the instance.
type UserID string

// LoginID names one signing-in of a user.
type LoginID string

// Seq is the position of an item within its session: 1 for the first, without
// gaps. 0 means "before the first item".
type Seq uint64

// Initial is the contact that started the session.
func (id SessionID) Initial() ContactID { return ContactID(id) }

// ItemIDFor derives the id of the item that a participant sends under a client
// token. The same sender and token always give the same id, so the rule that a
// repeated request stores nothing new is the uniqueness of the item's id, and
// needs no record of its own.
//
// The id has the form of a version 8 UUID (RFC 9562).
func ItemIDFor(sender ParticipantID, clientToken string) ItemID {
	h := sha256.New()
	h.Write([]byte(sender))
	h.Write([]byte{0})
	h.Write([]byte(clientToken))
	var u UUID
	copy(u[:], h.Sum(nil))
	u[6] = u[6]&0x0f | 0x80
	u[8] = u[8]&0x3f | 0x80
	return ItemID(u.String())
}
