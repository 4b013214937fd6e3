package chat

import (
	"maps"
	"time"
)

// InitiationMethod says how a contact came to be.
// spec: Contact records data model, InitiationMethod.
type InitiationMethod string

// The initiation methods that a chat can have.
const (
	InitiatedByAPI           InitiationMethod = "API"
	InitiatedByTransfer      InitiationMethod = "TRANSFER"
	InitiatedByQueueTransfer InitiationMethod = "QUEUE_TRANSFER"
	InitiatedByDisconnect    InitiationMethod = "DISCONNECT"
	InitiatedByMonitor       InitiationMethod = "MONITOR"
)

// DisconnectReason says why a contact ended.
// spec: Contact records data model, DisconnectReason.
type DisconnectReason string

// The disconnect reasons of chat contacts.
const (
	DisconnectAgent          DisconnectReason = "AGENT_DISCONNECT"
	DisconnectCustomer       DisconnectReason = "CUSTOMER_DISCONNECT"
	DisconnectNeverConnected DisconnectReason = "CUSTOMER_CONNECTION_NOT_ESTABLISHED"
	DisconnectExpired        DisconnectReason = "EXPIRED"
	DisconnectContactFlow    DisconnectReason = "CONTACT_FLOW_DISCONNECT"
	DisconnectAPI            DisconnectReason = "API"
	DisconnectThirdParty     DisconnectReason = "THIRD_PARTY_DISCONNECT"
	DisconnectAgentNetwork   DisconnectReason = "AGENT_NETWORK_DISCONNECT"
	DisconnectIdle           DisconnectReason = "IDLE_DISCONNECT"
	DisconnectSystemError    DisconnectReason = "SYSTEM_ERROR"
	channelChat                               = "CHAT"
)

// Contact is one segment of a session: the stretch with one bot, one queue, one
// agent or one disconnect flow.
type Contact struct {
	ID         ContactID
	SessionID  SessionID
	InstanceID InstanceID

	// Segment is the position in the session's chain, 1 for the first, and 0 for a
	// contact beside the chain, see Beside.
	Segment int
	// PreviousID and NextID are the neighbours in the chain, "" at its ends.
	PreviousID ContactID
	NextID     ContactID
	// RelatedID is the contact that this one continues or is related to.
	RelatedID ContactID

	InitiationMethod InitiationMethod
	InitiatedAt      time.Time
	ConnectedAt      time.Time // to the system
	DisconnectedAt   time.Time // zero while it goes on
	DisconnectReason DisconnectReason
	UpdatedAt        time.Time

	// FlowID is the flow that the contact began with.
	FlowID FlowID
	// TargetQueueID is the working queue; it carries over to the next contact.
	TargetQueueID QueueID
	// TargetUserID is the agent whom the contact was transferred to, by another
	// one; "" for any other contact.
	TargetUserID UserID
	// QuickConnect is the one by which an agent made the contact; the zero value for
	// any other contact.
	QuickConnect QuickConnect
	// QueueID and EnqueuedAt are set while and after the contact was queued,
	// DequeuedAt once it was taken out again.
	QueueID    QueueID
	EnqueuedAt time.Time
	DequeuedAt time.Time
	// Routing is where it stands in its queue, or in the one that it enters next.
	Routing Routing
	// Agent is who took it on.
	Agent AgentInfo
	// Attempts counts how often it was put before an agent, taken on or not.
	// spec: Contact records data model, AgentConnectionAttempts.
	Attempts int
	// TransferredAt is when an agent passed it on, zero when none did.
	// spec: Contact records data model, TransferCompletedTimestamp.
	TransferredAt time.Time

	Name              string
	Description       string
	References        map[string]Reference
	Tags              map[string]string // that users gave, see AllTags
	SegmentAttributes map[string]SegmentValue

	// FirstSeq and LastSeq bound the contact's items within the session;
	// LastSeq is set when the contact ends. Items of contacts never interleave, and
	// those beside the chain have none.
	FirstSeq Seq
	LastSeq  Seq

	// Archive is where the contact's transcript lies once it has ended.
	Archive Archive
	// Talk sums up what was said, nil until the transcript is archived.
	Talk *Talk
}

// QuickConnect is a quick connect as it was when an agent used it.
// spec: QuickConnectContactData.
type QuickConnect struct{ ID, Name string }

// Beside reports whether the contact is not one of the session's chain but that of
// somebody who takes part in another one: an agent who was added to a chat, or a
// supervisor who monitors it. It has
// no items and no transcript of its own; PreviousID is the contact of the chain
// beside which it came, FirstSeq and LastSeq bound what was said meanwhile.
// spec: Contact records data model, multi-party chats.
func (c *Contact) Beside() bool { return c.Segment == 0 }

// Ended reports whether the contact is over.
func (c *Contact) Ended() bool { return !c.DisconnectedAt.IsZero() }

// Queued reports whether the contact sits in a queue.
func (c *Contact) Queued() bool {
	return !c.EnqueuedAt.IsZero() && c.DequeuedAt.IsZero() && !c.Ended()
}

// Waiting reports whether the contact sits in a queue and is offered to nobody.
func (c *Contact) Waiting() bool { return c.Queued() && c.Agent.UserID == "" }

// Complete reports whether nothing more happens to the contact by itself: it is over,
// and its agent has finished what he had to do after it.
func (c *Contact) Complete() bool {
	return c.Ended() && (!c.Taken() || !c.Agent.ClearedAt.IsZero())
}

// tagInstance is the one tag that every contact has by itself.
// spec: Set up granular billing, system-defined tags.
const tagInstance = "aws:connect:instanceId"

// AllTags are the contact's tags as others see them: those that users gave, and that of
// the system, which nobody can change and which counts for no limit.
func (c *Contact) AllTags() map[string]string {
	all := map[string]string{tagInstance: string(c.InstanceID)}
	maps.Copy(all, c.Tags)
	return all
}

// Channel is CHAT for every contact of this system.
func (c *Contact) Channel() string { return channelChat }

// Offered reports whether the contact is offered to an agent who has not answered.
func (c *Contact) Offered() bool { return c.Agent.UserID != "" && !c.Taken() && !c.Ended() }

// Taken reports whether an agent has taken the contact on.
func (c *Contact) Taken() bool { return !c.Agent.AcceptedAt.IsZero() }

// Joining reports whether an agent has taken the contact on and its whisper flows
// are not over yet: until they are, agent and customer cannot talk.
func (c *Contact) Joining() bool {
	return c.Taken() && c.Agent.ConnectedAt.IsZero() && !c.Ended()
}

// AgentInfo is the agent's part in a contact. spec: Contact records data model, Agent.
type AgentInfo struct {
	// UserID is "" as long as no agent has taken the contact on, or is offered it.
	UserID UserID
	// OfferedAt is when the agent was offered the contact, zero for one who took it
	// on unasked; AcceptedAt is when he took it on, ConnectedAt when agent and
	// customer could first talk, each zero before.
	OfferedAt   time.Time
	AcceptedAt  time.Time
	ConnectedAt time.Time
	// ProfileID is the routing profile by which he had the contact.
	ProfileID string
	// EndedAt is when his part was over and his after-contact work began, ClearedAt
	// when he had finished that, each zero before.
	EndedAt   time.Time
	ClearedAt time.Time
}

// Archive is the transcript object of an ended contact.
type Archive struct {
	// Key is the object's generated name, "" before the contact ends.
	Key string
	// Confirmed says that the object was written. Until then the history is
	// read from the database.
	Confirmed bool
}

// Reference is a link that a contact carries for agents.
// spec: UpdateContact, References.
type Reference struct {
	Type   string
	Value  string
	Status string
}

// SegmentValue is the value of a segment attribute: a string, an integer, a
// list or a map of such values. spec: SegmentAttributeValue.
type SegmentValue struct {
	String  *string
	Integer *int64
	ARN     *string
	Map     map[string]SegmentValue
	List    []SegmentValue
}

// TextValue is the segment value that holds a string.
func TextValue(s string) SegmentValue { return SegmentValue{String: &s} }
