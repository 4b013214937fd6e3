package flow

import "maps"

// Results of a Loop.
const (
	continueLooping = "ContinueLooping"
	doneLooping     = "DoneLooping"
)

var (
	loopCount = parameter{name: "LoopCount", form: formNumber, required: true, min: 0, max: 100}
	loopName  = parameter{name: "LoopName", form: formStatic}
)

// loop continues as often as it says, then is done once and begins anew. Each
// Loop of a flow counts for itself. spec: Loop.
var loop = definition{
	parameters: []parameter{loopCount, loopName},
	conditions: conditions{
		operators: []Operator{OpEquals},
		operands:  []string{continueLooping, doneLooping},
		required:  func(Parameters) []string { return []string{continueLooping, doneLooping} },
	},
	begin: func(x *execution) outcome {
		limit, err := x.number(loopCount)
		if err != nil {
			return fail(err)
		}
		id := x.action.Identifier
		rounds := maps.Clone(x.state.Loops)
		if rounds == nil {
			rounds = map[ActionID]int{}
		}
		x.state.Loops = rounds
		if rounds[id] < limit {
			rounds[id]++
			return done(continueLooping)
		}
		delete(rounds, id)
		return done(doneLooping)
	},
}
