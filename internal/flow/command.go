package flow

// Command is the one thing that the host has to do next. Unless said otherwise
// it answers with a Result in the same transaction. Ids may be ARNs: they are
// passed on as the document or the reference has them.
type Command interface{ command() }

// SendMessage sends a SYSTEM message to the flow's participant: the customer,
// or the agent alone in an agent whisper. Text has 1 to MaxMessageLength
// characters; an interactive one is its JSON. With an empty ContentType it is
// plain or markdown, which is the contact's business.
type SendMessage struct {
	Text        string
	ContentType string // of what a bot says
	Bot         bool   // a bot says it
	// Plain takes the place of an interactive message where the chat declares none;
	// empty when nothing does. It is at most MaxMessageLength long.
	Plain string `json:",omitempty"`
}

// UpdateAttributes sets contact attributes, all or none. The host raises
// ErrorNoMatchingError when they would exceed the contact's 32 kB.
type UpdateAttributes struct {
	Target     Target
	Attributes map[string]string
}

// UpdateData sets system data of a contact. A nil member stays as it is.
type UpdateData struct {
	Target           Target
	Name             *string
	Description      *string
	LanguageCode     *string
	CustomerID       *string
	WisdomSessionARN *string
	References       map[string]ContactReference // nil: unchanged
}

// ContactReference is a link or a fact that an agent sees with the contact.
// spec: UpdateContact References.
type ContactReference struct{ Type, Value string }

// SetEventHook ties a flow to an event of the session; it stays until it is
// overwritten.
type SetEventHook struct {
	Hook   Hook
	FlowID ID
}

// SetTargetQueue makes a queue, or the own queue of an agent, the one that
// TransferToQueue uses. Exactly one of the two is set.
type SetTargetQueue struct {
	QueueID string
	AgentID string
}

// TransferToQueue puts the contact into its target queue. On success the
// machine ends with EndQueued. Errors: ErrorQueueAtCapacity,
// ErrorNoMatchingError (no target queue, or already queued or joined).
type TransferToQueue struct{}

// Associate continues a past session in this one.
// spec: CreatePersistentContactAssociation.
type Associate struct {
	RehydrationType RehydrationType
	SourceContactID string // 1 to 256 characters
}

// LoadFlow asks for another document; the answer is Loaded, or a Result with an
// error.
type LoadFlow struct{ FlowID ID }

// LoadModule asks for the document of a flow module, which may name a version or
// an alias; the answer is Loaded, or a Result with an error.
type LoadModule struct{ ModuleID ID }

// LoadContent asks for a document that the execution was in before, as it was
// then: State.FlowID and State.Content of that time. The answer is Loaded, or a
// Result with an error.
type LoadContent struct {
	FlowID  ID
	Content string
}

// Listen parks the execution until the customer says something: the host stores
// the state and calls again with Heard, or with Timeout after Seconds.
type Listen struct {
	Seconds int // 0: no limit, or with Again the one that an earlier Listen set
	// Again also hears what was said since the action's last Heard, or since its
	// AskBot that Opens. Otherwise only what is said from now on counts.
	Again bool
}

// Wait parks the execution: the host stores the state and calls again with
// Timeout after Seconds, or before with Occurred for one of Events. A Result
// with an error is possible too: ErrorParticipantNotFound when the flow waits
// for a bot and there is none.
type Wait struct {
	Seconds int // 1 to MaxWaitSeconds
	Events  []Event
}

// Disconnect ends the contact (reason CONTACT_FLOW_DISCONNECT). The execution
// is over; there is no answer.
type Disconnect struct{}

// End tells that the execution is over; there is no answer. What follows
// depends on the place where the flow ran, and is the host's to decide.
type End struct {
	Reason EndReason
	Action ActionID  // where it ended
	Error  ErrorName // EndUnhandled: the error that had no branch
}

// EndReason says why an execution is over.
type EndReason string

// Reasons. The first two are the flow's own will, the others are faults of the
// document that publishing rules out where it can.
const (
	EndFinished      EndReason = "finished"       // EndFlowExecution
	EndQueued        EndReason = "queued"         // TransferContactToQueue took place
	EndUnhandled     EndReason = "unhandled"      // an error without a branch
	EndNoNextAction  EndReason = "no next action" // nothing follows
	EndMissingAction EndReason = "missing action" // a branch leads nowhere
	EndStepBudget    EndReason = "step budget"    // MaxSteps actions without waiting
)

// Failed reports whether the execution ended without the flow wanting it.
func (e End) Failed() bool { return e.Reason != EndFinished && e.Reason != EndQueued }

func (SendMessage) command()      {}
func (UpdateAttributes) command() {}
func (UpdateData) command()       {}
func (SetEventHook) command()     {}
func (SetTargetQueue) command()   {}
func (TransferToQueue) command()  {}
func (Associate) command()        {}
func (LoadFlow) command()         {}
func (LoadModule) command()       {}
func (LoadContent) command()      {}
func (Listen) command()           {}
func (Wait) command()             {}
func (Disconnect) command()       {}
func (End) command()              {}
