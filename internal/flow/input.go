package flow

// Input is what the host tells the machine. Which inputs fit is in
// State.Await; another one is refused with ErrUnexpectedInput.
type Input interface{ input() }

// Start begins the execution at the document's StartAction.
type Start struct{}

// Result answers the command that the machine gave last: with Error empty it
// was carried out. Value is the result on which the action's conditions decide,
// for the commands that have one. Note says why there is an error, for the trace.
type Result struct {
	Error ErrorName
	Value string
	Note  string
}

// Fetched answers a command that asks for values. Data is one JSON value.
type Fetched struct{ Data []byte }

// Heard tells a flow that listens what the customer has said.
type Heard struct {
	ContentType string // the item's MIME type
	Text        string
}

// BotAnswered answers AskBot.
type BotAnswered struct{ Answer BotAnswer }

// FunctionAnswered answers InvokeFunction with what the function returned, one
// JSON value of at most MaxFunctionResponse bytes; empty when it was invoked
// asynchronously.
type FunctionAnswered struct{ Payload []byte }

// Consulted answers Consult with what the keeper said, one JSON object: Error, the
// name of an error of the action, or what becomes of $.Customer, $.DataTables or
// $.DataTableList under the name of that namespace.
type Consulted struct{ Answer []byte }

// Occurred tells a waiting flow that an event it waits for has happened.
type Occurred struct{ Event Event }

// Timeout tells a waiting flow that the seconds of its Wait are over.
type Timeout struct{}

// Loaded answers LoadFlow, LoadModule and LoadContent with a published document.
// One that cannot be loaded is answered with a Result that carries an error.
type Loaded struct {
	FlowID   ID     // what State.FlowID becomes: the host's own form of the id
	Content  string // what State.Content becomes
	Type     Type   // of a flow; a module runs as part of the flow that calls it
	Document *Document
}

func (Start) input()            {}
func (Result) input()           {}
func (Fetched) input()          {}
func (Heard) input()            {}
func (BotAnswered) input()      {}
func (FunctionAnswered) input() {}
func (Consulted) input()        {}
func (Occurred) input()         {}
func (Timeout) input()          {}
func (Loaded) input()           {}
