package flow

var comparisonValue = parameter{name: "ComparisonValue", form: formReference, required: true}

// compare branches on a value. A reference without a value compares as empty
// text. spec: Compare.
var compare = definition{
	parameters: []parameter{comparisonValue},
	conditions: conditions{operators: anyOperator},
	branches:   []ErrorName{ErrorNoMatchingCondition},
	begin: func(x *execution) outcome {
		s, _ := x.action.Parameters[comparisonValue.name].(string)
		path, ok := ParsePath(s)
		if !ok {
			return raise(ErrorNoMatchingError, "ComparisonValue must be one reference")
		}
		value, _ := x.lookup(path)
		return done(value)
	},
}
