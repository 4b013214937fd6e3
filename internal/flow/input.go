package flow

// Input is what the host tells the machine. Which inputs fit is in
// State.Await; another one is refused with ErrUnexpectedInput.
type Input interface{ input() }

// Start begins the execution at the document's StartAction.
type Start struct{}

// Result answers the command that the machine gave last: with Error empty it
// was carried out. Value is the result on which the action's conditions decide,
// for the commands that have one.
type Result struct {
	Error ErrorName
	Value string
}

// Occurred tells a waiting flow that an event it waits for has happened.
type Occurred struct{ Event Event }

// Timeout tells a waiting flow that the seconds of its Wait are over.
type Timeout struct{}

// Loaded answers LoadFlow with a published document. A flow that cannot be
// loaded is answered with a Result that carries an error.
type Loaded struct {
	FlowID   ID // what State.FlowID becomes: the host's own form of the id
	Type     Type
	Document *Document
}

func (Start) input()    {}
func (Result) input()   {}
func (Occurred) input() {}
func (Timeout) input()  {}
func (Loaded) input()   {}
