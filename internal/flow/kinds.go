package flow

// Version is the only language version that can be published.
// spec: Flow language concepts, Version.
const Version = "2019-10-30"

// ID names a flow: an identifier or an ARN, as the document or the host writes
// it. Only the host knows how to tell the two apart.
type ID string

// ActionID names an action inside one document.
type ActionID string

// ActionType is the Type of an action, such as MessageParticipant.
type ActionType string

// Type is the kind of a flow; it decides where the flow runs and which actions
// it may hold. spec: CreateContactFlow Type.
type Type string

// The flow types of the API.
const (
	TypeContactFlow     Type = "CONTACT_FLOW"
	TypeCustomerQueue   Type = "CUSTOMER_QUEUE"
	TypeCustomerHold    Type = "CUSTOMER_HOLD"
	TypeCustomerWhisper Type = "CUSTOMER_WHISPER"
	TypeAgentHold       Type = "AGENT_HOLD"
	TypeAgentWhisper    Type = "AGENT_WHISPER"
	TypeOutboundWhisper Type = "OUTBOUND_WHISPER"
	TypeAgentTransfer   Type = "AGENT_TRANSFER"
	TypeQueueTransfer   Type = "QUEUE_TRANSFER"
	TypeCampaign        Type = "CAMPAIGN"

	// TypeModule is that of the documents of flow modules. The API has modules as
	// resources of their own and no such type; a flow cannot have it.
	TypeModule Type = "MODULE"
)

// Hook is an event of a contact to which a flow can be tied.
// spec: UpdateContactEventHooks EventHooks.
type Hook string

// The hooks. CustomerRemaining is the disconnect flow of the designer.
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

// Event is something that a waiting flow can be woken by.
// spec: Wait Events.
type Event string

// The events that a flow can wait for.
const (
	EventCustomerReturned           Event = "CustomerReturned"
	EventBotParticipantDisconnected Event = "BotParticipantDisconnected"
)

// Target says whose data an action changes. spec: UpdateContactAttributes
// TargetContact.
type Target string

// The targets: the contact that the flow runs for, or the one related to it.
const (
	TargetCurrent Target = "Current"
	TargetRelated Target = "Related"
)

// RehydrationType says how much of a past session a new one continues.
// spec: CreatePersistentContactAssociation RehydrationType.
type RehydrationType string

// The ways to continue a past session.
const (
	RehydrateEntirePastSession RehydrationType = "ENTIRE_PAST_SESSION"
	RehydrateFromSegment       RehydrationType = "FROM_SEGMENT"
)

// ErrorName is the name of an error that an action can raise and that a
// document branches on. The empty name means success.
type ErrorName string

// The errors of the language. NoMatchingError is also the branch that catches
// every error which has none of its own. spec: Transitions Errors ErrorType.
const (
	ErrorNoMatchingError                      ErrorName = "NoMatchingError"
	ErrorNoMatchingCondition                  ErrorName = "NoMatchingCondition"
	ErrorQueueAtCapacity                      ErrorName = "QueueAtCapacity"
	ErrorParticipantNotFound                  ErrorName = "ParticipantNotFound"
	ErrorInputTimeLimitExceeded               ErrorName = "InputTimeLimitExceeded"
	ErrorTimeLimitExceeded                    ErrorName = "TimeLimitExceeded"
	ErrorInvalidPhoneNumber                   ErrorName = "InvalidPhoneNumber"
	ErrorChannelMismatch                      ErrorName = "ChannelMismatch"
	ErrorInFlightRedactionConfigurationFailed ErrorName = "InFlightRedactionConfigurationFailed"
	ErrorMultipleFound                        ErrorName = "MultipleFoundError"
	ErrorNoneFound                            ErrorName = "NoneFoundError"
)
