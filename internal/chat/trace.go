package chat

import "time"

// TraceStep tells what a flow has done in one transaction, for those who look
// for the reason of what it did. It may hold what customers said.
type TraceStep struct {
	SessionID SessionID
	// ContactID is the contact that was current.
	ContactID ContactID
	// N counts the steps of a session: 1, 2, 3, …
	N    int64
	Time time.Time
	// Data is one JSON document of at most MaxTraceData bytes.
	Data []byte
}

// The bounds of what is kept of flows.
const (
	// MaxTraceData is the most bytes that a step has.
	MaxTraceData = 64 << 10
	// MaxTraceSteps is how many steps of a session are kept, the newest.
	MaxTraceSteps = 5000
)
