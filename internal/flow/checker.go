package flow

import "slices"

// checker looks for the faults of one action.
type checker struct {
	*linter
	action *Action
	def    definition
	name   ActionID // what problems call the action
}

func (c *checker) problem(format string, args ...any) { c.add(c.name, format, args...) }

func (c *checker) identifier() {
	id := c.action.Identifier
	if c.action.unread.identifier {
		return
	}
	if fault := identifierFault(string(id)); fault != "" {
		c.problem("Identifier must %s", fault)
	} else if c.seen[id] {
		c.problem("Identifier is used more than once")
	}
	c.seen[id] = true
}

// targets finds branches that lead nowhere.
func (c *checker) targets() {
	t := &c.action.Transitions
	if t.NextAction != "" {
		c.target("NextAction", t.NextAction)
	}
	for _, b := range t.Conditions {
		if !b.faulty {
			c.target("the NextAction of a condition", b.NextAction)
		}
	}
	for _, b := range t.Errors {
		if b.faulty {
			continue
		}
		if b.ErrorType == "" {
			c.problem("ErrorType of a branch is required")
		}
		c.target("the NextAction of error "+string(b.ErrorType), b.NextAction)
	}
}

func (c *checker) target(what string, id ActionID) {
	if id == "" {
		c.problem("%s is required", what)
	} else if _, ok := c.doc.Action(id); !ok {
		c.problem("%s %q does not exist", what, id)
	}
}

// transitions holds the branches against what the action needs. What could not be
// read may be what it needs.
func (c *checker) transitions() {
	t := &c.action.Transitions
	switch c.def.ends {
	case unknownEnding:
		return
	case terminal:
		if t.NextAction != "" || len(t.Conditions) > 0 || len(t.Errors) > 0 {
			c.problem("%s ends the flow: Transitions must be empty", c.action.Type)
		}
		return
	case goesOn:
		if t.NextAction == "" && (!c.def.conditions.decide() || c.def.conditions.besides) && !c.action.unread.transitions {
			c.problem("NextAction is required")
		}
	}
	for _, name := range c.def.branches {
		if _, ok := t.errorBranch(name); !ok && !c.action.unread.transitions {
			c.problem("a branch for error %s is required", name)
		}
	}
	c.conditions()
}

func (c *checker) conditions() {
	rule, list := c.def.conditions, c.action.Transitions.Conditions
	if !rule.decide() {
		if len(list) > 0 {
			c.problem("%s takes no conditions", c.action.Type)
		}
		return
	}
	if len(list) == 0 && rule.required == nil && !c.action.unread.transitions {
		c.withoutConditions(rule)
	}
	var found []string
	for _, b := range list {
		if b.faulty {
			continue
		}
		c.condition(rule, b)
		if b.Operator == OpEquals {
			found = append(found, b.Operand)
		}
	}
	if rule.required == nil || c.action.unread.transitions {
		return
	}
	for _, operand := range rule.required(c.action.Parameters) {
		if !slices.Contains(found, operand) {
			c.problem("a condition Equals %s is required", operand)
		}
	}
}

// withoutConditions holds an action that branches on nothing to having a way on all
// the same, if it may do so at all.
func (c *checker) withoutConditions(rule conditions) {
	t := &c.action.Transitions
	_, caught := t.errorBranch(ErrorNoMatchingCondition)
	switch {
	case !rule.optional:
		c.problem("a condition is required")
	case t.NextAction == "" && !caught:
		c.problem("NextAction is required, or a branch for error %s", ErrorNoMatchingCondition)
	}
}

func (c *checker) condition(rule conditions, b Condition) {
	switch {
	case !slices.Contains(rule.operators, b.Operator):
		c.problem("operator %q is not one of %s", b.Operator, orList(names(rule.operators)))
	case rule.operands != nil && !slices.Contains(rule.operands, b.Operand):
		c.problem("operand %q is not one of %s", b.Operand, orList(rule.operands))
	case b.Operator.numeric() && !dynamic(b.Operand):
		if _, ok := decimal(b.Operand); !ok {
			c.problem("operand %q of %s must be a number", b.Operand, b.Operator)
		}
	}
}

func names[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

// dynamic reports whether s is exactly one reference.
func dynamic(s string) bool {
	_, ok := ParsePath(s)
	return ok
}
