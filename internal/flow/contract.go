package flow

import (
	"encoding/json"
	"slices"
)

// contract is what a module and those who invoke it hold each other to.
type contract struct {
	Settings
	// binding is a contract that stands beside the content, where the service keeps
	// it. Nothing goes in or comes out but what it names, and the module ends by no
	// result that it does not name.
	binding bool
}

// contractOf takes the Settings beside a content, or else those within. These are
// the same in every module that the service writes, whatever its contract: lists
// that are empty, and two results that nobody may return. Where somebody has
// written more, it counts for what comes out of the module [I].
// spec: CreateContactFlowModule Settings.
func contractOf(beside, within json.RawMessage) contract {
	if !absent(beside) {
		s, _ := ParseSettings(beside)
		return contract{s, true}
	}
	s, _ := ParseSettings(within)
	s.Inputs = nil
	if slices.Equal(s.resultNames(), []string{"Success", "Error"}) {
		s.Results = nil
	}
	return contract{s, false}
}

func (s Settings) resultNames() []string {
	var names []string
	for _, r := range s.Results {
		names = append(names, r.Name)
	}
	return names
}

// checkReturn holds what a module returns against its own contract.
func checkReturn(c *checker) {
	k := contractOf(c.module.Settings, c.doc.Settings)
	result, _ := c.action.Parameters[moduleResult.name].(string)
	told := k.binding || len(k.Results) > 0
	if told && result != "" && !refers(result) && !slices.Contains(k.resultNames(), result) {
		c.problem("parameter Result: the module's Settings have no result %q", result)
	}
	if c.action.Parameters[moduleResultData.name] != nil && (k.binding || len(k.Outputs) > 0) {
		c.exchange(moduleResultData, "output", k.Outputs)
	}
}

// exchange holds what goes into a module or comes out of it against what the
// module's Settings say. What the flow decides when it runs is not looked at.
func (c *checker) exchange(p parameter, noun string, declared []ModuleParameter) {
	raw := c.action.Parameters[p.name]
	data, ok := raw.(map[string]any)
	if !ok && raw != nil {
		return
	}
	open := false
	for _, name := range sortedKeys(data) {
		if refers(name) {
			open = true
			continue
		}
		i := slices.IndexFunc(declared, func(d ModuleParameter) bool { return d.Name == name })
		if i < 0 {
			c.problem("parameter %s: the module's Settings have no %s %q", p.name, noun, name)
		} else if fault := declared[i].form.misfit(data[name]); fault != "" {
			c.problem("parameter %s: %q %s", p.name, name, fault)
		}
	}
	for _, d := range declared {
		if _, given := data[d.Name]; d.Required && !given && !open {
			c.problem("parameter %s: the module's Settings require the %s %q", p.name, noun, d.Name)
		}
	}
}
