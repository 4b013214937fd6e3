package flow

// Entry tells of one action that was run: how it came out and where it led. Flow
// logs are made of entries. A value that an entry shows may be personal data.
type Entry struct {
	FlowID ID
	Action ActionID
	Type   ActionType
	Result string    // what the conditions compared; empty when there was none
	Error  ErrorName // empty on success
	Next   ActionID  // empty when the execution ended here
	Note   string    // why an error was raised, or that nothing was done
}
