package flow

import (
	"maps"
	"strings"
)

var flowAttributes = parameter{
	name: "FlowAttributes", form: formTexts, required: true, key: attributeName,
}

// updateFlowAttributes sets values that live as long as the flow, all or none.
// spec: UpdateFlowAttributes.
var updateFlowAttributes = definition{
	parameters: []parameter{flowAttributes},
	branches:   []ErrorName{ErrorNoMatchingError},
	begin: func(x *execution) outcome {
		set, err := x.entries(flowAttributes)
		if err != nil {
			return fail(err)
		}
		merged := maps.Clone(x.state.Attributes)
		if merged == nil {
			merged = make(map[string]string, len(set))
		}
		for name, value := range set {
			// Broken text would not survive the way through JSON.
			merged[name] = strings.ToValidUTF8(value, "\uFFFD")
		}
		x.state.Attributes = merged
		return done("")
	},
}
