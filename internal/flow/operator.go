package flow

import "strings"

// Operator compares the result of an action with the operand of a condition.
type Operator string

// The operators of the language. spec: Flow language concepts, Conditions.
const (
	OpEquals                 Operator = "Equals"
	OpTextStartsWith         Operator = "TextStartsWith"
	OpTextEndsWith           Operator = "TextEndsWith"
	OpTextContains           Operator = "TextContains"
	OpNumberGreaterThan      Operator = "NumberGreaterThan"
	OpNumberGreaterOrEqualTo Operator = "NumberGreaterOrEqualTo"
	OpNumberLessThan         Operator = "NumberLessThan"
	OpNumberLessOrEqualTo    Operator = "NumberLessOrEqualTo"

	// OpKeyExists holds when the result is an object with the operand as a key. The
	// service takes it in Compare though the reference does not list it [I].
	OpKeyExists Operator = "KeyExists"
)

// anyOperator lists them all, for actions that restrict nothing.
var anyOperator = []Operator{
	OpEquals, OpTextStartsWith, OpTextEndsWith, OpTextContains,
	OpNumberGreaterThan, OpNumberGreaterOrEqualTo, OpNumberLessThan, OpNumberLessOrEqualTo, OpKeyExists,
}

// Holds reports whether result compares as the operator says with operand. Text
// is case-sensitive [I]. A number operator compares exactly, and does not hold when
// either side is no number; an unknown operator never does.
func (o Operator) Holds(result, operand string) bool {
	switch o {
	case OpEquals:
		return result == operand
	case OpTextStartsWith:
		return strings.HasPrefix(result, operand)
	case OpTextEndsWith:
		return strings.HasSuffix(result, operand)
	case OpTextContains:
		return strings.Contains(result, operand)
	case OpKeyExists:
		fields, ok := object([]byte(result))
		_, has := fields[operand]
		return ok && has
	}
	order, ok := compareNumbers(result, operand)
	if !ok {
		return false
	}
	switch o {
	case OpNumberGreaterThan:
		return order > 0
	case OpNumberGreaterOrEqualTo:
		return order >= 0
	case OpNumberLessThan:
		return order < 0
	case OpNumberLessOrEqualTo:
		return order <= 0
	}
	return false
}

// numeric reports whether the operator compares numbers.
func (o Operator) numeric() bool { return strings.HasPrefix(string(o), "Number") }
