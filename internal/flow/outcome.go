package flow

// outcome is what an action comes to. An action is begun once; if it asks the
// host for something, it is resumed with the answer and comes to an outcome
// again.
type outcome struct {
	verdict verdict
	value   string    // completed: what the conditions compare
	err     ErrorName // completed with an error
	note    string    // for the trace
	command Command   // asked, stopped
	await   Await     // asked
	target  Loaded    // jumped, entered
	data    []byte    // entered: the module's input; left: its result's data; JSON
}

type verdict int

const (
	completed verdict = iota // branches decide what follows
	asked                    // the host has to do something first
	jumped                   // another document follows
	entered                  // a module follows, and then the action again
	left                     // the module is over
	stopped                  // the execution is over
)

// done is success with the value that the conditions compare, if any.
func done(value string) outcome { return outcome{value: value} }

// skipped is success of an action that has no effect here, and says so.
func skipped(note string) outcome { return outcome{note: note} }

// raise is an error of the language. The note tells a flow's author why.
func raise(name ErrorName, note string) outcome { return outcome{err: name, note: note} }

// fail raises NoMatchingError for a parameter that cannot be used.
func fail(err error) outcome { return raise(ErrorNoMatchingError, err.Error()) }

// ask gives the host a command that it answers with a Result.
func ask(c Command) outcome { return outcome{verdict: asked, command: c, await: AwaitResult} }

// load asks the host for another document.
func load(id ID) outcome {
	return outcome{verdict: asked, command: LoadFlow{id}, await: AwaitDocument}
}

// listen asks the host for what the customer says.
func listen(c Listen) outcome {
	return outcome{verdict: asked, command: c, await: AwaitInput}
}

// call asks the host for something that takes a while: the execution is stored
// meanwhile.
func call(c Command) outcome {
	return outcome{verdict: asked, command: c, await: AwaitAnswer}
}

// park asks the host to wait.
func (x *execution) park(seconds int, events []Event) outcome {
	x.state.Events = events
	return outcome{verdict: asked, command: Wait{Seconds: seconds, Events: events}, await: AwaitEvent}
}

// stop ends the execution.
func stop(c Command) outcome { return outcome{verdict: stopped, command: c} }

// jump continues with another document.
func jump(to Loaded) outcome {
	return outcome{verdict: jumped, target: to, note: "goes on in flow " + string(to.FlowID)}
}
