package chat

import "time"

// TimerKind says what happens when a timer falls due.
type TimerKind string

// The timers of a session.
const (
	// TimerExpiry ends the chat at the end of its total duration.
	TimerExpiry TimerKind = "expiry"
	// TimerFirstConnect ends a chat whose customer never connected.
	TimerFirstConnect TimerKind = "first-connect"
	// TimerWait is the timeout of what the flow waits for.
	TimerWait TimerKind = "wait"
	// TimerCall makes the call of a flow again whose answer never came.
	TimerCall TimerKind = "call"
	// TimerSilence looks whether a participant has said nothing for too long; its
	// ID is the participant's.
	TimerSilence TimerKind = "silence"
	// TimerRoute has an agent looked for again, now that others may have the
	// contact; its ID is the contact's.
	TimerRoute TimerKind = "route"
	// TimerOffer ends an offer that the agent has not answered; its ID is the
	// contact's.
	TimerOffer TimerKind = "offer"
	// TimerInvite ends an invitation to an agent that nobody has taken up; its ID is
	// that of the contact he would have.
	TimerInvite TimerKind = "invite"
	// TimerAfter ends an agent's work after a contact; its ID is the contact's. It
	// outlives the chat.
	TimerAfter TimerKind = "after"
	// TimerArchive writes the transcript of an ended contact; its ID is the
	// contact's.
	TimerArchive TimerKind = "archive"
)

// Timer is a durable appointment of a session. (SessionID, Kind, ID) is its
// identity: setting it again moves it.
type Timer struct {
	SessionID SessionID
	Kind      TimerKind
	ID        string
	DueAt     time.Time
	// Attempts counts failed deliveries, for timers that are retried.
	Attempts int
}
