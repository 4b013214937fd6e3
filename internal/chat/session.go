package chat

import "time"

// SessionState tells whether a session goes on.
type SessionState string

// The states of a session. Ended is final: an ended session is never resumed,
// only continued from by a new one.
const (
	SessionActive SessionState = "ACTIVE"
	SessionEnded  SessionState = "ENDED"
)

// Awaits is a set of inputs that a session does more with than to keep them.
type Awaits uint8

// What a parked flow can wait for besides its timer (spec: Flow language, Wait,
// Events), and what ends the idleness of participants.
const (
	AwaitsCustomer     Awaits = 1 << iota // a message or attachment of the customer
	AwaitsBotLeft                         // the custom bot leaving
	AwaitsIdleCustomer                    // as AwaitsCustomer, of one who is idle
	AwaitsIdleAgent                       // a message or attachment of an agent
)

// Has reports whether all of what are awaited.
func (a Awaits) Has(what Awaits) bool { return what != 0 && a&what == what }

// ResponseMode says how bot messages reach the customer.
// spec: StartChatContact, ParticipantConfiguration.ResponseMode.
type ResponseMode string

// The response modes.
const (
	ResponseComplete    ResponseMode = "COMPLETE"
	ResponseIncremental ResponseMode = "INCREMENTAL"
)

// Session is one visit of a customer: all contacts that share an initial
// contact, from StartChatContact to chat.ended.
type Session struct {
	ID         SessionID
	InstanceID InstanceID
	State      SessionState

	// ContactID is the current, newest contact.
	ContactID ContactID
	// Contacts counts the contacts of the session, the current one included.
	Contacts int

	CreatedAt time.Time
	// ExpiresAt is the end of the chat's total duration, over all contacts.
	ExpiresAt time.Time
	// EndedAt is zero while the session is active.
	EndedAt time.Time

	CustomerID   string
	LanguageCode string
	ContentTypes []string
	ResponseMode ResponseMode
	// DisconnectOnCustomerExit sends the session through the disconnect flow
	// when the customer ends it.
	DisconnectOnCustomerExit bool

	// InitialMessage is what the customer said before connecting; flows refer
	// to it as $.Media.InitialMessage.
	InitialMessage string

	// Attributes are the user-defined contact attributes. They belong to the
	// chain, not to one contact: UpdateContactAttributes is addressed by the
	// initial contact.
	Attributes map[string]string

	// Hooks are the flows to run at the joints of the session. They persist
	// over its contacts until overwritten. spec: UpdateContactEventHooks.
	Hooks map[Hook]FlowID

	// Link is the past that this session continues, nil when there is none.
	Link *Link

	// Flow is what runs now: nil when no flow does.
	Flow *Execution
	// FlowLogging says that flow logs are switched on; flows that begin later
	// inherit it. spec: UpdateFlowLoggingBehavior.
	FlowLogging bool

	// RoleTimers are about participants who say nothing.
	RoleTimers RoleTimers

	// Uploads counts the attachments of which the upload was begun, up to
	// MaxAttachments.
	Uploads int
}

// Active reports whether the session goes on.
func (s *Session) Active() bool { return s.State == SessionActive }

// Execution is a flow in progress, parked between two transactions.
type Execution struct {
	FlowID FlowID
	// ContentID is the content that it began with and goes on in, whatever was
	// published since.
	ContentID FlowContentID
	// State is the interpreter's own serialised state, opaque to all others.
	State []byte
	// Awaits says which inputs wake it.
	Awaits Awaits
}

// Awaits is what the session's flow waits for.
func (s *Session) Awaits() Awaits {
	if s.Flow == nil {
		return 0
	}
	return s.Flow.Awaits
}

// Heeds is all that the session awaits: what its flow waits for, and those who
// are idle.
func (s *Session) Heeds() Awaits { return s.Awaits() | s.RoleTimers.awaits() }

// Hook is a joint at which a session runs a flow.
type Hook string

// The hooks. spec: Flow language, UpdateContactEventHooks.
const (
	HookCustomerQueue     Hook = "CustomerQueue"
	HookCustomerRemaining Hook = "CustomerRemaining"
	HookAgentWhisper      Hook = "AgentWhisper"
	HookCustomerWhisper   Hook = "CustomerWhisper"
	HookAgentHold         Hook = "AgentHold"
	HookCustomerHold      Hook = "CustomerHold"
	HookDefaultAgentUI    Hook = "DefaultAgentUI"
	HookDisconnectAgentUI Hook = "DisconnectAgentUI"
	HookPauseContact      Hook = "PauseContact"
	HookResumeContact     Hook = "ResumeContact"
)
