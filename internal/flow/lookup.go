package flow

import (
	"encoding/json"
	"strconv"
)

// What actions leave for references, besides the modules' and the loops'.
const (
	namespaceCustomer  = "Customer"
	namespaceExternal  = "External"
	namespaceLex       = "Lex"
	namespaceLoop      = "Loop"
	namespaceMetrics   = "Metrics"
	namespaceTableList = "DataTableList"
	namespaceTables    = "DataTables"
	namespaceViews     = "Views"
)

// lookup gives a reference its value.
func (x *execution) lookup(p Path) (string, bool) {
	v, ok := x.find(p)
	return clean(v), ok
}

// find takes the namespaces that belong to the execution from the state, all others
// from the host.
func (x *execution) find(p Path) (string, bool) {
	p = canonical(p)
	switch p[0] {
	case "FlowAttributes":
		if len(p) != 2 {
			return "", false
		}
		v, ok := x.state.Attributes[p[1]]
		return v, ok
	case namespaceLoop:
		if raw, ok := x.loopValue(p); ok {
			return plain(raw)
		}
		return "", false
	}
	if v, ok := x.lookupValue(p); ok {
		return v, true
	}
	if x.env == nil || own(p[0]) {
		return "", false
	}
	return x.env.Lookup(p)
}

// own reports whether a namespace is the execution's alone.
func own(namespace string) bool {
	switch namespace {
	case namespaceExternal, namespaceLex, namespaceMetrics, namespaceViews, namespaceModules,
		namespaceCustomer, namespaceTables, namespaceTableList:
		return true
	}
	return false
}

// canonical gives a value that has two names its shorter one.
// spec: InvokeLambdaFunction, $.LambdaInvocation.ResultData.
func canonical(p Path) Path {
	if len(p) >= 2 && p[0] == "LambdaInvocation" && p[1] == "ResultData" {
		return append(Path{namespaceExternal}, p[2:]...)
	}
	return p
}

// loopValue gives what $.Loop.<name> tells of the Loop with that LoopName while it
// runs; of several, of the one that stands first: Index, the round from 0, and of a
// Loop over a list Element and Elements. spec: Loop block, loop name.
func (x *execution) loopValue(p Path) (json.RawMessage, bool) {
	if len(p) < 3 {
		return nil, false
	}
	for i := range x.doc.Actions {
		a := &x.doc.Actions[i]
		rounds := x.state.Loops[a.Identifier]
		if rounds <= 0 || a.Parameters[loopName.name] != p[1] {
			continue
		}
		index := strconv.Itoa(rounds - 1)
		switch p[2] {
		case "Index":
			return json.RawMessage(index), len(p) == 3
		case "Element":
			return x.value(append(Path{namespaceLoop, string(a.Identifier), index}, p[3:]...))
		case "Elements":
			return x.value(append(Path{namespaceLoop, string(a.Identifier)}, p[3:]...))
		}
		return nil, false
	}
	return nil, false
}
