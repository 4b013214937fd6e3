package flow

import (
	"errors"
	"strings"
)

var (
	targetContact = parameter{
		name: "TargetContact", form: formStatic,
		choices: []string{string(TargetCurrent), string(TargetRelated)},
	}
	contactAttributes = parameter{
		name: "Attributes", form: formTexts, required: true, key: attributeName, keyed: true,
	}
)

// updateContactAttributes sets attributes of the contact, all or none. References
// may stand in their names as well as in their values; what a name comes out as
// must be one.
// spec: UpdateContactAttributes.
var updateContactAttributes = definition{
	parameters: []parameter{targetContact, contactAttributes},
	branches:   []ErrorName{ErrorNoMatchingError},
	begin: func(x *execution) outcome {
		target, err := x.target()
		if err != nil {
			return fail(err)
		}
		attributes, err := x.entries(contactAttributes)
		if err != nil {
			return fail(err)
		}
		return ask(UpdateAttributes{Target: target, Attributes: attributes})
	},
}

// target reads TargetContact; exports that leave it out mean the current
// contact [I].
func (x *execution) target() (Target, error) {
	s, err := x.text(targetContact)
	if s == "" {
		s = string(TargetCurrent)
	}
	return Target(s), err
}

// attributeName refuses names that a reference could not tell from a path.
func attributeName(key string) error {
	if key == "" || strings.ContainsAny(key, "$.") {
		return errors.New("a name must not be empty nor hold $ or a dot")
	}
	return nil
}
