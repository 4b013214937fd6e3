package record

import (
	"strings"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Criteria are the routing criteria of a contact, and how far they are.
// spec: Contact records data model, RoutingCriteria.
type Criteria struct {
	// Index counts the criteria that the contact had before.
	Index int
	// ActivatedAt is when the first step began, zero before.
	ActivatedAt time.Time
	Steps       []Step
}

// Step is a step of routing criteria.
type Step struct {
	Status string
	// Seconds is how long the step holds, 0 for as long as it takes; ExpiresAt is zero
	// for one that has not begun.
	Seconds    int
	ExpiresAt  time.Time
	Expression Expression
}

// Expression is one of: a condition, the negation of one, all of several expressions,
// any of several.
type Expression struct {
	Condition, Not *Condition
	And, Or        []Expression
}

// Condition is what an agent must be: as good at something as from Min to Max, or one
// of those named.
type Condition struct {
	Name, Value string
	Min, Max    float64
	AgentIDs    []string
}

// topLevel is the best that an agent can be. spec: AttributeCondition, ProficiencyLevel.
const topLevel = 5

// style is how criteria are written: records and events differ in the first letters of
// names and in their times.
type style struct {
	name func(string) string
	time func(time.Time) string
}

var (
	asRecord = style{func(s string) string { return s }, second}
	asEvent  = style{func(s string) string { return strings.ToLower(s[:1]) + s[1:] }, chat.FormatInstant}
)

// object is a JSON object without the members that do not apply.
type object map[string]any

func (o object) set(name string, value any, applies bool) {
	if applies {
		o[name] = value
	}
}

func (s style) criteria(c *Criteria) object {
	out := object{s.name("Index"): c.Index}
	out.set(s.name("ActivationTimestamp"), s.time(c.ActivatedAt), !c.ActivatedAt.IsZero())
	steps := make([]object, len(c.Steps))
	for i, step := range c.Steps {
		steps[i] = object{s.name("Status"): step.Status, s.name("Expression"): s.expression(&step.Expression)}
		if step.Seconds > 0 {
			expiry := object{s.name("DurationInSeconds"): step.Seconds}
			expiry.set(s.name("ExpiryTimestamp"), s.time(step.ExpiresAt), !step.ExpiresAt.IsZero())
			steps[i][s.name("Expiry")] = expiry
		}
	}
	out[s.name("Steps")] = steps
	return out
}

func (s style) expression(e *Expression) object {
	out := object{}
	if e.Condition != nil {
		out[s.name("AttributeCondition")] = s.condition(e.Condition)
	}
	if e.Not != nil {
		out[s.name("NotAttributeCondition")] = s.condition(e.Not)
	}
	out.set(s.name("AndExpression"), s.expressions(e.And), len(e.And) > 0)
	out.set(s.name("OrExpression"), s.expressions(e.Or), len(e.Or) > 0)
	return out
}

func (s style) expressions(list []Expression) (out []object) {
	for i := range list {
		out = append(out, s.expression(&list[i]))
	}
	return out
}

// condition writes a condition in its shortest form, as DescribeContact does.
func (s style) condition(c *Condition) object {
	if len(c.AgentIDs) > 0 {
		return object{
			s.name("ComparisonOperator"): "Match",
			s.name("MatchCriteria"):      object{s.name("AgentsCriteria"): object{s.name("AgentIds"): c.AgentIDs}},
		}
	}
	out := object{s.name("Name"): c.Name, s.name("Value"): c.Value}
	if c.Max == topLevel {
		out[s.name("ComparisonOperator")], out[s.name("ProficiencyLevel")] = "NumberGreaterOrEqualTo", c.Min
		return out
	}
	out[s.name("ComparisonOperator")] = "Range"
	out[s.name("Range")] = object{s.name("MinProficiencyLevel"): c.Min, s.name("MaxProficiencyLevel"): c.Max}
	return out
}
