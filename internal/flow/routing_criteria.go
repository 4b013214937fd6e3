package flow

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
)

// criteriaReader takes routing criteria apart and notes what is wrong with them.
type criteriaReader struct {
	lenient    bool // references stand for values, and are not looked at
	faults     []string
	conditions int
}

func (r *criteriaReader) fault(format string, args ...any) {
	r.faults = append(r.faults, fmt.Sprintf(format, args...))
}

func (r *criteriaReader) steps(raw map[string]any) []RoutingStep {
	list, ok := raw["Steps"].([]any)
	if !ok {
		if s, _ := raw["Steps"].(string); r.lenient && dynamic(s) {
			return nil
		}
		r.fault("Steps must be a list")
		return nil
	}
	if len(list) < 1 || len(list) > maxRoutingSteps {
		r.fault("there must be 1 to %d steps", maxRoutingSteps)
	}
	var steps []RoutingStep
	for i, item := range list {
		step, ok := item.(map[string]any)
		if !ok {
			r.fault("step %d must be an object", i+1)
			continue
		}
		out := RoutingStep{Seconds: r.expiry(i, step["Expiry"])}
		if step["Expression"] == nil {
			r.fault("step %d must have an Expression", i+1)
		} else {
			out.Expression = r.expression(step["Expression"], 1)
		}
		steps = append(steps, out)
	}
	if r.conditions > maxRoutingConditions {
		r.fault("there are %d conditions, more than %d", r.conditions, maxRoutingConditions)
	}
	return steps
}

func (r *criteriaReader) expiry(i int, raw any) int {
	if raw == nil {
		return 0
	}
	expiry, _ := raw.(map[string]any)
	if expiry != nil && expiry["DurationInSeconds"] == nil {
		return 0
	}
	s, ok := scalar(expiry["DurationInSeconds"])
	if r.lenient && dynamic(s) {
		return 0
	}
	seconds, whole := integer(s)
	if !ok || !whole || seconds < 1 || seconds > maxRoutingSeconds {
		r.fault("DurationInSeconds of step %d must be a whole number from 1 to %d", i+1, maxRoutingSeconds)
	}
	return seconds
}

var expressionKinds = []string{"AttributeCondition", "NotAttributeCondition", "AndExpression", "OrExpression"}

// expression reads one expression and all within it. A list of expressions is one
// level, and so is a condition.
func (r *criteriaReader) expression(raw any, depth int) (e RoutingExpression) {
	if depth > maxRoutingDepth {
		r.fault("expressions are nested more than %d deep", maxRoutingDepth)
		return e
	}
	fields, ok := raw.(map[string]any)
	if !ok || countPresent(fields, expressionKinds) != 1 {
		r.fault("an expression must have exactly one of %s", orList(expressionKinds))
		return e
	}
	switch {
	case fields["AttributeCondition"] != nil:
		e.Condition = r.condition(fields["AttributeCondition"])
	case fields["NotAttributeCondition"] != nil:
		e.Not = r.condition(fields["NotAttributeCondition"])
	case fields["AndExpression"] != nil:
		e.And = r.list("AndExpression", fields["AndExpression"], depth)
	default:
		e.Or = r.list("OrExpression", fields["OrExpression"], depth)
	}
	return e
}

func (r *criteriaReader) list(name string, raw any, depth int) (out []RoutingExpression) {
	items, ok := raw.([]any)
	if !ok || len(items) == 0 {
		r.fault("%s must be a list of expressions", name)
		return nil
	}
	for _, item := range items {
		out = append(out, r.expression(item, depth+1))
	}
	return out
}

func (r *criteriaReader) condition(raw any) *RoutingCondition {
	r.conditions++
	fields, ok := raw.(map[string]any)
	if !ok {
		r.fault("a condition must be an object")
		return nil
	}
	c := &RoutingCondition{Name: r.text(fields, "Name", maxAttributeName), Value: r.text(fields, "Value", maxAttributeValue)}
	c.AgentIDs = r.agents(fields["MatchCriteria"])
	if len(c.AgentIDs) == 0 && c.Name == "" {
		r.fault("a condition must have a Name and a Value, or agents in MatchCriteria")
	}
	if c.Name == "" || len(c.AgentIDs) > 0 {
		return c
	}
	if c.Value == "" {
		r.fault("the condition on %q must have a Value", c.Name)
	}
	r.levels(c, fields)
	return c
}

// levels reads how good an agent must be.
func (r *criteriaReader) levels(c *RoutingCondition, fields map[string]any) {
	c.Min, c.Max = 1, 5
	if within, ok := fields["Range"].(map[string]any); ok {
		c.Min = r.level(within["MinProficiencyLevel"])
		c.Max = r.level(within["MaxProficiencyLevel"])
		if c.Min > c.Max {
			r.fault("the range of %q is empty", c.Name)
		}
		return
	}
	operators := []string{string(OpNumberGreaterOrEqualTo), "Range", "Match"}
	if operator, _ := fields["ComparisonOperator"].(string); !slices.Contains(operators, operator) {
		r.fault("ComparisonOperator %q is not %s", operator, OpNumberGreaterOrEqualTo)
	}
	if fields["ProficiencyLevel"] != nil {
		c.Min = r.level(fields["ProficiencyLevel"])
	}
}

func (r *criteriaReader) level(raw any) float64 {
	s, _ := scalar(raw)
	if r.lenient && dynamic(s) {
		return 1
	}
	exact, ok := decimal(s)
	if !ok {
		exact = new(big.Rat)
	}
	level, _ := exact.Float64() // the host keeps levels as such
	if level < 1 || level > 5 {
		r.fault("a level must be a number from 1 to 5")
	}
	return level
}

// text reads a member of at most so many characters.
func (r *criteriaReader) text(fields map[string]any, name string, most int) string {
	raw := fields[name]
	if raw == nil {
		return ""
	}
	s, ok := raw.(string)
	if p := (parameter{name: name, min: 1, max: most}); !ok || !(r.lenient && refers(s)) && p.accepts(s) != nil {
		r.fault("%s must be a text of 1 to %d characters", name, most)
	}
	return s
}

func (r *criteriaReader) agents(raw any) (ids []string) {
	if raw == nil {
		return nil
	}
	match, _ := raw.(map[string]any)
	criteria, _ := match["AgentsCriteria"].(map[string]any)
	list, ok := criteria["AgentIds"].([]any)
	if !ok {
		if s, _ := criteria["AgentIds"].(string); r.lenient && dynamic(s) {
			return []string{s}
		}
		r.fault("MatchCriteria must have AgentsCriteria with AgentIds, a list")
		return nil
	}
	for _, item := range list {
		if id, ok := item.(string); ok && id != "" {
			ids = append(ids, id)
		} else {
			r.fault("AgentIds must be a list of texts")
		}
	}
	return ids
}

// decodeObject reads a JSON object as Parameters hold it.
func decodeObject(raw json.RawMessage, name string) (map[string]any, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var out map[string]any
	if err := dec.Decode(&out); err != nil || out == nil || dec.More() {
		return nil, fmt.Errorf("%s must be an object", name)
	}
	return out, nil
}
