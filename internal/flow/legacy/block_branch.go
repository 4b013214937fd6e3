package legacy

import "github.com/rejoin-chat/rejoin/internal/flow"

// follow gives the target of the first branch of one of the conditions. A branch
// that leads nowhere was never connected; the linter tells of it where one is
// needed.
func (b *block) follow(conditions ...string) string {
	for _, c := range conditions {
		for i, br := range b.Branches {
			if br.Condition == c {
				b.taken[i] = true
				return br.Transition
			}
		}
	}
	return ""
}

// next goes on at the branch of one of the conditions.
func (b *block) next(conditions ...string) {
	if to := b.follow(conditions...); to != "" {
		b.action.Transitions.NextAction = to
	}
}

// raise makes a branch the one of an error.
func (b *block) raise(name flow.ErrorName, conditions ...string) {
	if to := b.follow(conditions...); to != "" {
		b.fail(name, to)
	}
}

func (b *block) fail(name flow.ErrorName, to string) {
	t := &b.action.Transitions
	t.Errors = append(t.Errors, errorBranch{to, name})
}

// success is what most blocks have: go on, or fail.
func (b *block) success() {
	b.next("Success")
	b.raise(flow.ErrorNoMatchingError, "Error")
}

// unfailing is success for a block that had no branch for errors in the old
// format and needs one in the language: it goes on either way, as it did.
func (b *block) unfailing() {
	b.success()
	if to := b.action.Transitions.NextAction; to != "" && len(b.action.Transitions.Errors) == 0 {
		b.fail(flow.ErrorNoMatchingError, to)
	}
}

// when makes a branch the one of a result.
func (b *block) when(result string, conditions ...string) bool {
	to := b.follow(conditions...)
	if to != "" {
		b.compare(flow.OpEquals, result, to)
	}
	return to != ""
}

func (b *block) compare(op flow.Operator, operand, to string) {
	t := &b.action.Transitions
	t.Conditions = append(t.Conditions, condition{to, comparison{op, []string{operand}}})
}

// evaluated are the branches that compare the result, with the operators of the
// language. Each is taken.
func (b *block) evaluated(condition string) (found []evaluation) {
	for i, br := range b.Branches {
		if br.Condition != condition || br.Transition == "" {
			continue
		}
		b.taken[i] = true
		op, ok := operators[br.ConditionType]
		if !ok {
			b.lose("the comparison %q is not known; its branch was left out", br.ConditionType)
			continue
		}
		found = append(found, evaluation{op, plain(br.ConditionValue), br.Transition})
	}
	return found
}

type evaluation struct {
	operator flow.Operator
	operand  string
	to       string
}

// evaluate branches on the result as the block did.
func (b *block) evaluate() {
	for _, e := range b.evaluated("Evaluate") {
		b.compare(e.operator, e.operand, e.to)
	}
}

// otherwise gives a block that conditions decide the NextAction which the
// designer writes beside them: where it goes on an error. It is never followed.
func (b *block) otherwise() {
	t := &b.action.Transitions
	if t.NextAction != "" {
		return
	}
	for _, e := range t.Errors {
		if t.NextAction == "" || e.ErrorType == flow.ErrorNoMatchingError {
			t.NextAction = e.NextAction
		}
	}
}
