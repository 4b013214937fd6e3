package chatclient

// Content types of messages.
//
// client: amazon-connect-chatjs src/constants.js
const (
	TypePlain               = "text/plain"
	TypeMarkdown            = "text/markdown"
	TypeJSON                = "application/json"
	TypeInteractive         = "application/vnd.amazonaws.connect.message.interactive"
	TypeInteractiveResponse = "application/vnd.amazonaws.connect.message.interactive.response"
)

const eventPrefix = "application/vnd.amazonaws.connect.event."

// Content types of events.
//
// client: amazon-connect-chatjs src/constants.js
const (
	EventTyping                   = eventPrefix + "typing"
	EventMessageRead              = eventPrefix + "message.read"
	EventMessageDelivered         = eventPrefix + "message.delivered"
	EventMessageMetadata          = eventPrefix + "message.metadata"
	EventConnectionAcknowledged   = eventPrefix + "connection.acknowledged"
	EventParticipantJoined        = eventPrefix + "participant.joined"
	EventParticipantLeft          = eventPrefix + "participant.left"
	EventParticipantInvited       = eventPrefix + "participant.invited"
	EventParticipantIdle          = eventPrefix + "participant.idle"
	EventParticipantReturned      = eventPrefix + "participant.returned"
	EventAutoDisconnection        = eventPrefix + "participant.autodisconnection"
	EventDisplayNameUpdated       = eventPrefix + "participant.displayname.updated"
	EventTransferSucceeded        = eventPrefix + "transfer.succeeded"
	EventTransferFailed           = eventPrefix + "transfer.failed"
	EventChatEnded                = eventPrefix + "chat.ended"
	EventChatRehydrated           = eventPrefix + "chat.rehydrated"
	EventAuthenticationInitiated  = eventPrefix + "authentication.initiated"
	EventAuthenticationSuccessful = eventPrefix + "authentication.succeeded"
	EventAuthenticationFailed     = eventPrefix + "authentication.failed"
	EventAuthenticationTimeout    = eventPrefix + "authentication.timeout"
	EventAuthenticationExpired    = eventPrefix + "authentication.expired"
	EventAuthenticationCanceled   = eventPrefix + "authentication.cancelled"
)
