package flow

// follow finds the next action after out, or how the execution ends for want of
// one. spec: Flow language concepts, Transitions.
func (x *execution) follow(out outcome) (ActionID, *End) {
	next, raised, ok := x.branch(out)
	x.record(out, raised, next)
	switch {
	case ok && next != "":
		return next, nil
	case ok:
		return "", &End{Reason: EndNoNextAction, Action: x.action.Identifier}
	}
	return "", &End{Reason: EndUnhandled, Action: x.action.Identifier, Error: raised}
}

// branch is the order in which branches are looked at. An error takes its own,
// or else that of NoMatchingError. Success takes the first condition that
// holds, or else NextAction; but an action that can branch on its result raises
// NoMatchingCondition first when no condition holds. That is why a NextAction
// beside conditions, which some exports carry, counts only in a document that
// has no branch for NoMatchingCondition. Of an action whose success has a NextAction
// beside its conditions, it counts for that success alone.
func (x *execution) branch(out outcome) (next ActionID, raised ErrorName, ok bool) {
	t, raised := &x.action.Transitions, out.err
	if raised == "" {
		if !x.def.conditions.decide() || x.def.conditions.besides && out.value == "" {
			return t.NextAction, "", true
		}
		for _, c := range t.Conditions {
			if c.Operator.Holds(out.value, x.operand(c)) {
				return c.NextAction, "", true
			}
		}
		raised = ErrorNoMatchingCondition
	}
	if next, ok = t.errorBranch(raised); ok {
		return next, raised, true
	}
	if raised == ErrorNoMatchingCondition && t.NextAction != "" && !x.def.conditions.besides {
		return t.NextAction, raised, true
	}
	next, ok = t.errorBranch(ErrorNoMatchingError)
	return next, raised, ok
}

// operand is what a condition compares with: text, or the value of a reference
// [I: the designer lets attributes be compared with each other].
func (x *execution) operand(c Condition) string {
	if p, ok := ParsePath(c.Operand); ok {
		v, _ := x.lookup(p)
		return v
	}
	return c.Operand
}
