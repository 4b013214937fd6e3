package directory

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// QuickConnect is a place to which agents transfer contacts by its name.
type QuickConnect struct {
	Entry
	Spec QuickConnectSpec
}

// QuickConnectSpec is what a quick connect has besides its entry.
type QuickConnectSpec struct {
	Description string
	Destination
}

// Types of quick connects. spec: QuickConnectType.
const (
	ToUser  = "USER"
	ToQueue = "QUEUE"
	ToPhone = "PHONE_NUMBER"
	ToFlow  = "FLOW"
)

// Destination is where a quick connect leads. What its type has no use for is "".
// spec: QuickConnectConfig.
type Destination struct {
	Type    string
	UserID  string `json:",omitempty"`
	QueueID string `json:",omitempty"`
	// FlowID is the flow that makes the transfer.
	FlowID string `json:",omitempty"`
	// PhoneNumber is E.164. No chat is transferred there: it is kept and shown.
	PhoneNumber string `json:",omitempty"`
}

// QuickConnect reads a quick connect by id or ARN. KindNotFound.
func (d *Directory) QuickConnect(ctx context.Context, instance chat.InstanceID, reference string) (QuickConnect, error) {
	e, s, err := get[QuickConnectSpec](ctx, d, KindQuickConnect, instance, reference)
	return QuickConnect{e, s}, err
}

// AllQuickConnects reads all quick connects of an instance in order of id.
func (d *Directory) AllQuickConnects(ctx context.Context, instance chat.InstanceID) ([]QuickConnect, error) {
	return every(ctx, d, KindQuickConnect, instance, func(e Entry, s QuickConnectSpec) QuickConnect { return QuickConnect{e, s} })
}
