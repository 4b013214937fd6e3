package flow

import (
	"encoding/json"
	"fmt"
	"maps"
)

// Results of a Loop.
const (
	continueLooping = "ContinueLooping"
	doneLooping     = "DoneLooping"
)

// maxLoops is how many rounds a Loop may have, and how many elements [I].
// spec: Loop LoopCount.
const maxLoops = 100

// maxLoopData bounds the lists of loops within each other, in bytes of JSON [I].
const maxLoopData = 4 * MaxValue

var (
	loopCount = parameter{name: "LoopCount", form: formNumber, required: true, min: 0, max: maxLoops}
	loopList  = parameter{name: "LoopCount", form: formAny, required: true}
	loopName  = parameter{name: "LoopName", form: formStatic}
)

// loop continues as often as it says, or once for each element of a list, then is
// done once and begins anew. Each Loop of a flow counts for itself, and keeps to
// the list that it began with. spec: Loop.
var loop = definition{
	parameters: []parameter{loopList, loopName},
	conditions: conditions{
		operators: []Operator{OpEquals},
		operands:  []string{continueLooping, doneLooping},
		required:  func(Parameters) []string { return []string{continueLooping, doneLooping} },
	},
	check: func(c *checker) {
		raw := c.action.Parameters[loopCount.name]
		switch list, isList := raw.([]any); {
		case isList && len(list) > maxLoops:
			c.problem("parameter LoopCount has %d elements, more than %d", len(list), maxLoops)
		case !isList && raw != nil:
			c.parameter(loopCount, raw)
		}
	},
	begin: func(x *execution) outcome {
		limit, err := x.rounds()
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
		if err := x.keepElements(nil); err != nil {
			return fail(err)
		}
		return done(doneLooping)
	},
}

// rounds is how many rounds the current Loop has in all.
func (x *execution) rounds() (int, error) {
	if begun, ok := x.elements()[x.action.Identifier]; ok && x.state.Loops[x.action.Identifier] > 0 {
		return len(begun), nil
	}
	list, err := x.loopElements()
	if err != nil {
		return 0, err
	}
	if list == nil {
		return x.number(loopCount)
	}
	if len(list) > maxLoops {
		return 0, fmt.Errorf("LoopCount has %d elements, more than %d", len(list), maxLoops)
	}
	return len(list), x.keepElements(list)
}

// loopElements reads LoopCount as a list: in the document, or as the JSON that a
// reference names. It is nil when LoopCount is none.
func (x *execution) loopElements() ([]json.RawMessage, error) {
	raw := x.action.Parameters[loopCount.name]
	s, isText := raw.(string)
	if isText {
		path, single := ParsePath(s)
		if !single {
			return nil, nil
		}
		value, _ := x.lookup(path)
		return listOf([]byte(value)), nil
	}
	if _, isList := raw.([]any); !isList {
		return nil, nil
	}
	grown, err := x.grow(raw)
	if err != nil {
		return nil, err
	}
	data, err := encode(grown)
	return listOf(data), err
}

// listOf reads a JSON list; what is none is nil.
func listOf(data []byte) []json.RawMessage {
	var list []json.RawMessage
	if len(data) == 0 || data[0] != '[' || json.Unmarshal(data, &list) != nil {
		return nil
	}
	return list
}

// elements are the lists of the Loops that run over one.
func (x *execution) elements() map[ActionID][]json.RawMessage {
	raw := x.state.Values[namespaceLoop]
	if raw == nil {
		return nil
	}
	var all map[ActionID][]json.RawMessage
	if json.Unmarshal(raw, &all) != nil {
		return nil
	}
	return all
}

// keepElements sets the list of the current Loop; nil takes it away.
func (x *execution) keepElements(list []json.RawMessage) error {
	all := x.elements()
	if list == nil && all == nil {
		return nil
	}
	all = maps.Clone(all)
	delete(all, x.action.Identifier)
	if list != nil {
		if all == nil {
			all = map[ActionID][]json.RawMessage{}
		}
		all[x.action.Identifier] = list
	}
	if len(all) == 0 {
		return x.keep(namespaceLoop, nil)
	}
	raw, err := encode(list)
	if err != nil {
		return err
	}
	if err := tooLong("LoopCount", len(raw), MaxValue); err != nil {
		return err
	}
	if raw, err = encode(all); err != nil {
		return err
	}
	if err := tooLong("what the loops run over", len(raw), maxLoopData); err != nil {
		return err
	}
	return x.keep(namespaceLoop, all)
}
