package archive

// transcriptVersion is the version that the service's files carry.
const transcriptVersion = "2019-08-26"

// transcript is the object of one contact: a head, as public readers of such
// files expect it, and items like those of the API. spec: GetTranscript, Item.
type transcript struct {
	Version          string        `json:"Version"`
	AccountID        string        `json:"AWSAccountId"`
	InstanceID       string        `json:"InstanceId"`
	InitialContactID string        `json:"InitialContactId"`
	ContactID        string        `json:"ContactId"`
	Participants     []participant `json:"Participants"`
	Items            []item        `json:"Transcript"`
}

type participant struct {
	ID          string `json:"ParticipantId"`
	DisplayName string `json:"DisplayName,omitempty"`
	Role        string `json:"ParticipantRole,omitempty"`
}

type item struct {
	AbsoluteTime  string       `json:"AbsoluteTime"`
	Content       string       `json:"Content,omitempty"`
	ContentType   string       `json:"ContentType"`
	ID            string       `json:"Id"`
	Type          string       `json:"Type"`
	ParticipantID string       `json:"ParticipantId,omitempty"`
	DisplayName   string       `json:"DisplayName,omitempty"`
	Role          string       `json:"ParticipantRole,omitempty"`
	Attachments   []attachment `json:"Attachments,omitempty"`
	Metadata      *metadata    `json:"MessageMetadata,omitempty"`

	// Seq and Visibility are not in the service's files; a reader of those
	// ignores them. They say what an item is to us beyond the wire.
	Seq        uint64 `json:"Seq,omitempty"`
	Visibility string `json:"Visibility,omitempty"`
}

type attachment struct {
	ID          string `json:"AttachmentId"`
	Name        string `json:"AttachmentName"`
	ContentType string `json:"ContentType"`
	Status      string `json:"Status"`
}

type metadata struct {
	MessageID string    `json:"MessageId"`
	Receipts  []receipt `json:"Receipts,omitempty"`
}

type receipt struct {
	Delivered string `json:"DeliveredTimestamp,omitempty"`
	Read      string `json:"ReadTimestamp,omitempty"`
	Recipient string `json:"RecipientParticipantId"`
}
