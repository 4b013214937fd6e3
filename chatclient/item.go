package chatclient

import "time"

// TimeFormat is how the wire writes instants: UTC with exactly three fraction
// digits, so that two of them compare as strings.
//
// client: amazon-connect-chatjs src/core/internalTranscriptUtils.js
const TimeFormat = "2006-01-02T15:04:05.000Z"

// ItemType says what an item is.
type ItemType string

// The types of items that the websocket and the transcript carry.
//
// spec: ConnectParticipant GetTranscript, Item.Type
const (
	ItemMessage    ItemType = "MESSAGE"
	ItemEvent      ItemType = "EVENT"
	ItemAttachment ItemType = "ATTACHMENT"
	// ItemMetadata carries a receipt. It is pushed only; in a transcript the
	// receipts are part of the message.
	ItemMetadata ItemType = "MESSAGEMETADATA"
)

// Role says on whose behalf a participant speaks.
type Role string

// The roles of participants.
//
// spec: ConnectParticipant GetTranscript, Item.ParticipantRole
const (
	RoleCustomer   Role = "CUSTOMER"
	RoleAgent      Role = "AGENT"
	RoleSupervisor Role = "SUPERVISOR"
	RoleSystem     Role = "SYSTEM"
	RoleCustomBot  Role = "CUSTOM_BOT"
)

// Item is one entry of a chat: a message, an event or an attachment.
//
// spec: ConnectParticipant GetTranscript, Item
type Item struct {
	ID          string   `json:"Id,omitempty"`
	Type        ItemType `json:",omitempty"`
	ContentType string   `json:",omitempty"`
	Content     string   `json:",omitempty"`
	// AbsoluteTime is the server's instant in TimeFormat. It is kept as text
	// because its order is its text's order; see Time.
	AbsoluteTime string `json:",omitempty"`

	// ContactID is set on items of the running session, RelatedContactID on
	// those of a past one.
	ContactID        string `json:"ContactId,omitempty"`
	InitialContactID string `json:"InitialContactId,omitempty"`
	RelatedContactID string `json:"RelatedContactId,omitempty"`

	ParticipantID   string `json:"ParticipantId,omitempty"`
	DisplayName     string `json:",omitempty"`
	ParticipantRole Role   `json:",omitempty"`

	Attachments     []Attachment     `json:",omitempty"`
	MessageMetadata *MessageMetadata `json:",omitempty"`
}

// Attachment describes a file of an item of type ATTACHMENT.
type Attachment struct {
	ID          string `json:"AttachmentId,omitempty"`
	Name        string `json:"AttachmentName,omitempty"`
	ContentType string `json:",omitempty"`
	// Status is APPROVED, REJECTED or IN_PROGRESS.
	Status string `json:",omitempty"`
}

// MessageMetadata carries the receipts of a message and, when a message is
// streamed in pieces, how far it has come.
type MessageMetadata struct {
	MessageID               string    `json:"MessageId,omitempty"`
	Receipts                []Receipt `json:",omitempty"`
	MessageProcessingStatus string    `json:",omitempty"`
	// MessageCompleted is nil for messages that are not streamed.
	MessageCompleted *bool `json:",omitempty"`
	ChunkNumber      int   `json:",omitempty"`
}

// Receipt says when one participant received and read a message.
type Receipt struct {
	RecipientParticipantID string `json:"RecipientParticipantId,omitempty"`
	DeliveredTimestamp     string `json:",omitempty"`
	ReadTimestamp          string `json:",omitempty"`
}

// Time is the item's AbsoluteTime, or the zero time when it cannot be read.
func (i Item) Time() time.Time {
	t, err := time.Parse(time.RFC3339Nano, i.AbsoluteTime)
	if err != nil {
		return time.Time{}
	}
	return t
}

// Contact is the contact on which the item was sent, whether it belongs to the
// running session or to a past one.
func (i Item) Contact() string {
	if i.ContactID != "" {
		return i.ContactID
	}
	return i.RelatedContactID
}

// Past reports whether the item comes from a session that this one continues.
//
// spec: ConnectParticipant GetTranscript, Item.RelatedContactId
func (i Item) Past() bool { return i.ContactID == "" && i.RelatedContactID != "" }

// streamed reports whether the item is a piece of a message that is sent while
// it is being made.
//
// client: amazon-connect-chatjs src/core/PartialMessageUtil.js
func (i Item) streamed() bool {
	return i.Type == ItemMessage && i.ParticipantRole == RoleSystem &&
		i.MessageMetadata != nil && i.MessageMetadata.MessageCompleted != nil
}
