package chat

import "time"

// ItemType is the kind of a transcript item on the wire.
// spec: GetTranscript, Item.Type.
type ItemType string

// The types of items that are stored, and of the receipt push, which is not.
const (
	TypeMessage         ItemType = "MESSAGE"
	TypeEvent           ItemType = "EVENT"
	TypeAttachment      ItemType = "ATTACHMENT"
	TypeMessageMetadata ItemType = "MESSAGEMETADATA"
)

// Visibility restricts who sees an item.
type Visibility string

// The visibilities. The zero value is everyone. What nobody sees keeps its number
// and its id, so that it can be told when it comes again, and is Unlisted.
const (
	VisibleToAll      Visibility = ""
	VisibleToAgents   Visibility = "AGENT"
	VisibleToCustomer Visibility = "CUSTOMER"
	VisibleToNobody   Visibility = "NOBODY"
)

// Content types of messages.
const (
	ContentPlain               = "text/plain"
	ContentMarkdown            = "text/markdown"
	ContentJSON                = "application/json"
	ContentInteractive         = "application/vnd.amazonaws.connect.message.interactive"
	ContentInteractiveResponse = "application/vnd.amazonaws.connect.message.interactive.response"
)

// Content types of events.
const (
	EventTyping                  = "application/vnd.amazonaws.connect.event.typing"
	EventConnectionAcknowledged  = "application/vnd.amazonaws.connect.event.connection.acknowledged"
	EventMessageDelivered        = "application/vnd.amazonaws.connect.event.message.delivered"
	EventMessageRead             = "application/vnd.amazonaws.connect.event.message.read"
	EventMessageMetadata         = "application/vnd.amazonaws.connect.event.message.metadata"
	EventParticipantJoined       = "application/vnd.amazonaws.connect.event.participant.joined"
	EventParticipantLeft         = "application/vnd.amazonaws.connect.event.participant.left"
	EventParticipantInvited      = "application/vnd.amazonaws.connect.event.participant.invited"
	EventParticipantIdle         = "application/vnd.amazonaws.connect.event.participant.idle"
	EventParticipantReturned     = "application/vnd.amazonaws.connect.event.participant.returned"
	EventAutoDisconnection       = "application/vnd.amazonaws.connect.event.participant.autodisconnection"
	EventTransferSucceeded       = "application/vnd.amazonaws.connect.event.transfer.succeeded"
	EventTransferFailed          = "application/vnd.amazonaws.connect.event.transfer.failed"
	EventChatEnded               = "application/vnd.amazonaws.connect.event.chat.ended"
	EventAuthenticationInitiated = "application/vnd.amazonaws.connect.event.authentication.initiated"
	EventAuthenticationSucceeded = "application/vnd.amazonaws.connect.event.authentication.succeeded"
	EventAuthenticationFailed    = "application/vnd.amazonaws.connect.event.authentication.failed"
	EventAuthenticationTimeout   = "application/vnd.amazonaws.connect.event.authentication.timeout"
	EventAuthenticationCanceled  = "application/vnd.amazonaws.connect.event.authentication.cancelled"
	EventChatRehydrated          = "application/vnd.amazonaws.connect.event.chat.rehydrated"
)

// Item is one entry of a transcript.
type Item struct {
	ID        ItemID
	SessionID SessionID
	ContactID ContactID
	Seq       Seq
	// Time is the server's, strictly rising within the session, whole
	// milliseconds.
	Time time.Time

	Type        ItemType
	ContentType string
	Content     string
	Visibility  Visibility

	// ParticipantID, Role and DisplayName are the author's, empty on events
	// of the chat itself (chat.ended).
	ParticipantID ParticipantID
	Role          Role
	DisplayName   string

	// Unlisted items are pushed like all others, so that none is missed, but
	// have no place in transcripts: chat.rehydrated, and what tells of
	// participants who say nothing.
	Unlisted bool

	Attachments []Attachment
}

// Answers is what a session may await of which the item is one.
func (i *Item) Answers() Awaits {
	if i.Type != TypeMessage && i.Type != TypeAttachment {
		return 0
	}
	switch i.Role {
	case RoleCustomer:
		return AwaitsCustomer | AwaitsIdleCustomer
	case RoleAgent:
		return AwaitsIdleAgent
	}
	return 0
}

// Attachment is a file of an ATTACHMENT item.
type Attachment struct {
	ID          string
	Name        string
	ContentType string
	Status      string
}

// Receipt says when a recipient was delivered or read a message. A read implies
// delivered; each time is that of the first receipt of its kind.
type Receipt struct {
	SessionID   SessionID
	Seq         Seq // of the message
	Recipient   ParticipantID
	DeliveredAt time.Time
	ReadAt      time.Time // zero when not read
}

// ReceiptsFor picks, of the receipts of a session ordered by sequence number,
// those that cover a message. Clients report only the newest message that was
// read, so a receipt also covers every earlier message of the same author that
// has none of its own: for each recipient the first
// receipt at or after the message counts. An author has no receipt for himself.
// client: amazon-connect-chatjs src/core/MessageReceiptsUtil.js.
func ReceiptsFor(item *Item, receipts []Receipt) []Receipt {
	if item.Type != TypeMessage && item.Type != TypeAttachment {
		return nil
	}
	var out []Receipt
next:
	for _, r := range receipts {
		if r.Seq < item.Seq || r.Recipient == item.ParticipantID {
			continue
		}
		for i := range out {
			if out[i].Recipient == r.Recipient {
				if out[i].ReadAt.IsZero() {
					out[i].ReadAt = r.ReadAt
				}
				continue next
			}
		}
		r.Seq = item.Seq
		out = append(out, r)
	}
	return out
}
