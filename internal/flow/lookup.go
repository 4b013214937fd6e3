package flow

import "strconv"

// lookup gives a reference its value: the namespaces that belong to the
// execution from the state, all others from the host.
func (x *execution) lookup(p Path) (string, bool) {
	switch p[0] {
	case "FlowAttributes":
		if len(p) != 2 {
			return "", false
		}
		v, ok := x.state.Attributes[p[1]]
		return v, ok
	case "Loop":
		return x.lookupLoop(p)
	}
	if v, ok := x.lookupValue(p); ok {
		return v, true
	}
	if x.env == nil {
		return "", false
	}
	return x.env.Lookup(p)
}

// lookupLoop gives $.Loop.<name>.Index: the round of the Loop with that
// LoopName, from 0, while it runs; of several the one that stands first. spec: Loop block, loop name.
func (x *execution) lookupLoop(p Path) (string, bool) {
	if len(p) != 3 || p[2] != "Index" {
		return "", false
	}
	for i := range x.doc.Actions {
		a := &x.doc.Actions[i]
		rounds := x.state.Loops[a.Identifier]
		if rounds > 0 && a.Parameters[loopName.name] == p[1] {
			return strconv.Itoa(rounds - 1), true
		}
	}
	return "", false
}
