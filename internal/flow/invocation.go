package flow

import (
	"fmt"
	"slices"
	"strings"
)

// The types of the actions by which modules begin and return.
const (
	typeInvokeFlowModule       ActionType = "InvokeFlowModule"
	typeEndFlowModuleExecution ActionType = "EndFlowModuleExecution"
)

// checkInvocation holds an invocation against the module that it names, if that is
// known now: what goes in, by which results it can come back, and how deep modules
// are within each other. spec: InvokeFlowModule.
func checkInvocation(c *checker) {
	m, ok := c.named(c.action)
	if !ok {
		return
	}
	k := contractOf(m.Settings, m.Document.Settings)
	if k.binding {
		c.exchange(moduleInput, "input", k.Inputs)
	}
	c.outcomes(m, k)
	c.nesting(m)
}

// named is the module that an action invokes, if the document alone decides that.
func (l *linter) named(a *Action) (Module, bool) {
	source, ok := l.resolver.(ModuleResolver)
	if !ok || a.Type != typeInvokeFlowModule {
		return Module{}, false
	}
	ref, ok := scalar(a.Parameters[flowModuleID.name])
	if !ok || refers(ref) {
		return Module{}, false
	}
	if found, seen := l.modules[ref]; seen {
		return found, found.Document != nil
	}
	m, _ := source.Module(ref)
	l.modules[ref] = m
	return m, m.Document != nil
}

// outcomes finds conditions that no result of the module can meet.
func (c *checker) outcomes(m Module, k contract) {
	possible := k.resultNames()
	if !k.binding {
		returned, static := m.Document.results()
		if !static && len(possible) == 0 {
			return // it can be anything
		}
		// Old exports branch on the two results that the service writes into modules.
		own, _ := ParseSettings(m.Document.Settings)
		possible = append(append(possible, returned...), own.resultNames()...)
	}
	for _, b := range c.action.Transitions.Conditions {
		if !refers(b.Operand) && !slices.Contains(possible, b.Operand) {
			c.problem("operand %q is no result of the module %s", b.Operand, m.called())
		}
	}
}

// results are the results that a module names where it returns; static reports
// whether these are all that there can be.
func (d *Document) results() (names []string, static bool) {
	static = true
	for _, a := range d.Actions {
		if a.Type != typeEndFlowModuleExecution {
			continue
		}
		name, _ := scalar(a.Parameters[moduleResult.name])
		if refers(name) {
			static = false
		} else {
			names = append(names, name)
		}
	}
	return names, static
}

// nesting finds modules that would run within themselves, or too deep, which always
// takes the error branch. Only modules that stand in the documents are seen.
// spec: Flow modules, limits.
func (c *checker) nesting(m Module) {
	d := descent{linter: c.linter, seen: map[level]bool{}}
	if c.flowType == TypeModule {
		d.path = append(d.path, c.module)
	}
	if fault := d.enter(m); fault != "" {
		c.problem("%s", fault)
	}
}

// descent goes down through modules that invoke modules.
type descent struct {
	*linter
	path []Module
	seen map[level]bool
}

// level is a content that was found without a fault so far down.
type level struct {
	document *Document
	depth    int
}

func (d *descent) enter(m Module) string {
	again := slices.ContainsFunc(d.path, func(above Module) bool { return above.ID == m.ID })
	d.path = append(d.path, m)
	defer func() { d.path = d.path[:len(d.path)-1] }()
	if again {
		return "a module cannot run within itself: " + d.way()
	}
	if len(d.path) > MaxModuleDepth {
		return fmt.Sprintf("modules would be within each other more than %d deep: %s", MaxModuleDepth, d.way())
	}
	if d.seen[level{m.Document, len(d.path)}] {
		return ""
	}
	for i := range m.Document.Actions {
		if next, ok := d.named(&m.Document.Actions[i]); ok {
			if fault := d.enter(next); fault != "" {
				return fault
			}
		}
	}
	d.seen[level{m.Document, len(d.path)}] = true
	return ""
}

// way names the modules from the top down.
func (d *descent) way() string {
	names := make([]string, len(d.path))
	for i, m := range d.path {
		names[i] = m.called()
	}
	return strings.Join(names, " > ")
}

// called is what problems call a module.
func (m Module) called() string {
	switch {
	case m.Name != "":
		return m.Name
	case m.ID != "":
		return string(m.ID)
	}
	return "this module"
}
