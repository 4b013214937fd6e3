package restjson

import (
	"fmt"
	"strings"
)

// Rule names the constraint of the model that an input breaks.
type Rule string

// The rules of the model.
const (
	RuleRequired  Rule = "required"
	RuleMinLength Rule = "min length" // characters, items or entries
	RuleMaxLength Rule = "max length"
	RuleMin       Rule = "min"
	RuleMax       Rule = "max"
	RulePattern   Rule = "pattern"
	RuleEnum      Rule = "enum"
	RuleUnion     Rule = "union"
)

// Unit is what a length counts, in the plural.
type Unit string

// The units of lengths. Characters are Unicode code points.
const (
	UnitCharacters Unit = "characters"
	UnitItems      Unit = "items"
	UnitEntries    Unit = "entries"
)

// of says how many: `256 characters`, `1 entry`.
func (u Unit) of(number string) string {
	switch {
	case number != "1":
		return number + " " + string(u)
	case u == UnitEntries:
		return number + " entry"
	}
	return number + " " + strings.TrimSuffix(string(u), "s")
}

// Violation is one broken constraint of an input.
type Violation struct {
	// Path leads from the input to the member, with the names of the model:
	// `ParticipantDetails.DisplayName`, `TimerConfigList[2].TimerValue`,
	// `Attributes["colour"]`.
	Path string
	Rule Rule
	// Bound is what the rule asks for: a number, a pattern, the values of an
	// enum or the members of a union. Empty for RuleRequired.
	Bound string
	// Unit is what a length counts: characters, items or entries.
	Unit Unit
}

// String says what is wrong in words for the caller. It never repeats the
// value, which may be personal.
func (v Violation) String() string {
	switch v.Rule {
	case RuleRequired:
		return v.Path + " is required"
	case RuleMinLength:
		return v.Path + " must have at least " + v.Unit.of(v.Bound)
	case RuleMaxLength:
		return v.Path + " must have at most " + v.Unit.of(v.Bound)
	case RuleMin:
		return v.Path + " must be at least " + v.Bound
	case RuleMax:
		return v.Path + " must be at most " + v.Bound
	case RulePattern:
		return v.Path + " must match " + v.Bound
	case RuleEnum:
		return v.Path + " must be one of " + v.Bound
	case RuleUnion:
		return v.Path + " must have exactly one of " + v.Bound
	}
	return v.Path + " is invalid"
}

// Violations collects what an input breaks. The zero value is ready; checks
// that pass cost no allocation.
type Violations []Violation

// maxTold is how many violations one message tells: an answer must not grow with
// what a caller sends.
const maxTold = 20

// String joins the violations into one message.
func (v Violations) String() string {
	var b strings.Builder
	for i, one := range v {
		if i > 0 {
			b.WriteString("; ")
		}
		if i == maxTold {
			fmt.Fprintf(&b, "and %d more", len(v)-i)
			break
		}
		b.WriteString(one.String())
	}
	return b.String()
}

func (v *Violations) add(one Violation) { *v = append(*v, one) }
