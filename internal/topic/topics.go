package topic

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/outside"
)

// Message is what is published.
type Message struct {
	// ID is the same whenever the message comes again, of the form of a UUID. SNS
	// itself gives ids of its own.
	ID   string
	Text string
	// At is when the message came about.
	At time.Time
	// Attributes are texts by name; none is empty. spec: Publish (Amazon SNS),
	// MessageAttributes.
	Attributes map[string]string
	// Stream is for whom it is published.
	Stream string
}

// Provider is a topic. Publish makes one attempt, and has returned without an error
// once the message was taken. It is safe for concurrent use.
type Provider interface {
	Publish(ctx context.Context, arn string, m Message) error
}

// Topics are the topics that are configured, by their ARNs. It is safe for concurrent
// use; a nil *Topics has none.
type Topics struct{ providers map[string]Provider }

// New returns topics by ARN.
func New(providers map[string]Provider) *Topics { return &Topics{providers} }

// Knows reports whether a topic is configured.
func (t *Topics) Knows(arn string) bool { return t != nil && t.providers[arn] != nil }

// Publish makes one attempt to hand a message to a topic. Errors are those of
// internal/outside; ErrUnknown for a topic that is not configured.
func (t *Topics) Publish(ctx context.Context, arn string, m Message) error {
	if !t.Knows(arn) {
		return outside.ErrUnknown
	}
	return t.providers[arn].Publish(ctx, arn, m)
}
