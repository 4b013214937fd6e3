package directory

import (
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Entry is what every resource has.
type Entry struct {
	InstanceID chat.InstanceID
	ID         string
	Name       string
	Tags       map[string]string
	CreatedAt  time.Time
	ModifiedAt time.Time
	// Revision rises with every change and guards against lost updates.
	Revision int64
}

// Instance is a tenant: it owns everything else.
type Instance struct {
	Entry
	Spec InstanceSpec
}

// InstanceSpec is what an instance has besides its entry; the entry's name is
// the instance's alias.
type InstanceSpec struct {
	IdentityManagement string
	// Defaults are the flows that run where nothing else is set, by hook.
	Defaults map[chat.Hook]chat.FlowID
	// Attributes are the values that were set, by the names of
	// InstanceAttributeType; see Instance.Attribute.
	Attributes map[string]string `json:",omitempty"`
}

// Queue is a place where contacts wait for agents.
type Queue struct {
	Entry
	Spec QueueSpec
}

// QueueSpec is what a queue has besides its entry.
type QueueSpec struct {
	Description string
	HoursID     string
	// MaxContacts bounds the waiting contacts; 0 means no bound.
	MaxContacts int
	Disabled    bool
	// Caller is nil when nobody set it.
	Caller *OutboundCaller `json:",omitempty"`
	// QuickConnectIDs are the quick connects of those who serve the queue. Ones that
	// were deleted since may be among them.
	QuickConnectIDs []string `json:",omitempty"`
}
