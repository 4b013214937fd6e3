package chatjs

import "encoding/json"

// Item is an element of the transcript, or what a socket pushed.
// spec: GetTranscript, Item.
type Item struct {
	ID               string `json:"Id"`
	Type             string
	ContentType      string
	Content          string
	AbsoluteTime     string
	ContactID        string `json:"ContactId"`
	InitialContactID string `json:"InitialContactId"`
	RelatedContactID string `json:"RelatedContactId"`
	ParticipantID    string `json:"ParticipantId"`
	ParticipantRole  string
	DisplayName      string
	MessageMetadata  *Metadata
	Attachments      []Attachment
}

// Attachment is a file that an item tells of.
type Attachment struct {
	AttachmentID   string `json:"AttachmentId"`
	AttachmentName string
	ContentType    string
	Status         string
}

// Metadata is what is known of a message's way to its readers.
type Metadata struct {
	MessageID string `json:"MessageId"`
	Receipts  []Receipt
}

// Receipt is one reader's.
type Receipt struct {
	DeliveredTimestamp     string
	ReadTimestamp          string
	RecipientParticipantID string `json:"RecipientParticipantId"`
}

// decode reads JSON that is known to be well formed; what does not fit stays
// empty, and the test sees it.
func decode[T any](data json.RawMessage) T {
	var v T
	json.Unmarshal(data, &v)
	return v
}
