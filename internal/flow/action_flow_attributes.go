package flow

import (
	"fmt"
	"maps"
)

// MaxFlowAttributes is how many bytes the names and values of an execution's
// flow attributes may have together: as many as those of a contact [I]. It
// bounds the size of a State.
const MaxFlowAttributes = 32_768

var flowAttributes = parameter{
	name: "FlowAttributes", form: formTexts, required: true, typed: true, key: attributeName,
}

// updateFlowAttributes sets values that live as long as the flow, all or none.
// The service writes each as an object with Type and Value.
// spec: UpdateFlowAttributes.
var updateFlowAttributes = definition{
	parameters: []parameter{flowAttributes},
	branches:   []ErrorName{ErrorNoMatchingError},
	begin: func(x *execution) outcome {
		set, err := x.entries(flowAttributes)
		if err != nil {
			return fail(err)
		}
		merged := make(map[string]string, len(x.state.Attributes)+len(set))
		maps.Copy(merged, x.state.Attributes)
		maps.Copy(merged, set)
		size := 0
		for name, value := range merged {
			size += len(name) + len(value)
		}
		if size > MaxFlowAttributes {
			return raise(ErrorNoMatchingError, fmt.Sprintf("%d bytes of flow attributes, more than %d", size, MaxFlowAttributes))
		}
		x.state.Attributes = merged
		return done("")
	},
}
