package conversation

import (
	"crypto/sha256"
	"encoding/json"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// The limits of a chat's total duration. spec: StartChatContact,
// ChatDurationInMinutes.
const (
	DefaultDuration = 1500 * time.Minute
	MinDuration     = 60 * time.Minute
	MaxDuration     = 10080 * time.Minute
)

// StartRequest asks for a new chat. Its JSON form, without the token,
// identifies the request: the same token with another request is refused.
type StartRequest struct {
	Instance     chat.InstanceID
	Flow         string // id or ARN
	DisplayName  string
	Attributes   map[string]string
	CustomerID   string
	Duration     time.Duration // 0 for the default
	ContentTypes []string      // none for text/plain alone
	ResponseMode chat.ResponseMode
	Segment      map[string]chat.SegmentValue
	Initial      *InitialMessage
	Rehydration  *Rehydration
	RelatedID    chat.ContactID
	DisconnectOn []chat.Role
	ClientToken  string `json:"-"`
}

// InitialMessage is what the customer says before connecting.
type InitialMessage struct {
	ContentType string
	Content     string
}

// Rehydration names the past that a chat continues.
type Rehydration struct {
	Type   chat.RehydrationType
	Source chat.ContactID
}

// check holds a request against the rules that need no state.
func (r *StartRequest) check(l Limits) error {
	if r.Duration == 0 {
		r.Duration = DefaultDuration
	}
	if r.Duration < MinDuration || r.Duration > MaxDuration {
		return chat.Invalid("ChatDurationInMinutes", "must be between 60 and 10080")
	}
	if r.Rehydration != nil && r.RelatedID != "" {
		return chat.Rejected("PersistentChat", "cannot be used together with RelatedContactId")
	}
	if err := checkContentTypes(&r.ContentTypes); err != nil {
		return err
	}
	if err := chat.CheckAttributeKeys(r.Attributes); err != nil {
		return err
	}
	if _, err := chat.MergeAttributes(nil, r.Attributes); err != nil {
		return err
	}
	if err := checkGuide(r.Segment, r.ContentTypes); err != nil {
		return err
	}
	if r.Initial == nil {
		return nil
	}
	return checkInitial(r.Initial, l)
}

func (r *StartRequest) digest() ([]byte, error) {
	raw, err := json.Marshal(r)
	if err != nil {
		return nil, chat.Internal("digest the request", err)
	}
	sum := sha256.Sum256(raw)
	return sum[:], nil
}
