package flowadmin

import (
	"context"
	"fmt"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/naming"
)

// planned stands in an id's place until the instance has given one.
const planned = "planned-"

// plan finds out what is there already and what could not run here. It changes
// nothing outside.
func (m *importing) plan(ctx context.Context) error {
	for i, e := range m.entries {
		m.find(e, i)
	}
	ix := m.index()
	modules := modulesOf(ctx, m.entries, ix, m.instance.flows, m.client)
	for _, e := range m.entries {
		m.inspect(e, modules)
	}
	if modules.err != nil {
		return modules.err
	}
	m.spread(ix)
	return nil
}

// find looks whether the instance has a flow of the entry's name.
func (m *importing) find(e *entry, i int) {
	if e.content == "" {
		return
	}
	id := fmt.Sprintf("%s%d", planned, i)
	e.own = naming.Resource{Kind: e.kind, ID: id, ARN: "arn:" + id, Name: e.name}
	found := m.instance.index().Named(e.kind, e.name)
	e.exists = len(found) > 0
	if faults := append(e.misnamed(), long("content", e.content, flow.MaxContentLength)...); len(faults) > 0 {
		for _, fault := range faults {
			e.fail("", "%s", fault)
		}
		e.content = "" // it could not even be saved
		return
	}
	if !e.exists {
		return
	}
	e.own, e.active = found[0], true
	if e.kind == flow.ResourceFlow {
		s := m.instance.flows[e.own.ID]
		e.active = s.ContactFlowStatus == statusPublished
		if s.ContactFlowType != e.flowType {
			e.fail("", "the instance has a flow %q of type %s, which cannot become %s", e.name, s.ContactFlowType, e.flowType)
			e.content = "" // nothing of it can be brought in
		}
	}
}

// index is what the instance has and will have.
func (m *importing) index() *naming.Index {
	ix := m.instance.index()
	for _, e := range m.entries {
		if e.content != "" && !e.exists {
			ix.Add(e.own)
		}
	}
	return ix
}

// inspect tells what keeps an entry from running in the instance.
func (m *importing) inspect(e *entry, modules *modules) {
	if e.content == "" {
		return
	}
	content, missing, err := naming.Resolve(e.content, modules.index)
	if err != nil {
		e.fail("", "%v", err)
		return
	}
	for _, u := range missing {
		e.fail(string(u.Action), "%s", u)
	}
	// What is missing has been told; whether a flow is published, spread looks.
	e.findings = append(e.findings, ofProblems(e.file, modules.check(e, content, modules), SeverityError)...)
	e.findings = append(e.findings, e.advise()...)
}

// spread looks for what refers to flows that are not going to be published, and
// can therefore not be published either.
func (m *importing) spread(ix *naming.Index) {
	for again := true; again; {
		again = false
		for _, e := range m.entries {
			if !e.sound() {
				continue
			}
			for _, used := range m.uses(e, ix) {
				if used.Kind == flow.ResourceFlow && !m.willRun(used) {
					e.fail("", "it refers to the %s %q, which is not published", used.Kind, used.Name)
					again = true
				}
			}
		}
	}
}

// uses are the flows and modules that an entry refers to, it may be itself.
func (m *importing) uses(e *entry, ix *naming.Index) []naming.Resource {
	content, _, err := naming.Resolve(e.content, ix)
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(slices.Compact(naming.Uses(content, ix)), func(r naming.Resource) bool {
		return r.Kind != flow.ResourceFlow && r.Kind != flow.ResourceModule
	})
}

// willRun reports whether a flow is published, or is going to be.
func (m *importing) willRun(r naming.Resource) bool {
	for _, e := range m.entries {
		if e.own.Kind == r.Kind && e.own.ID == r.ID {
			return e.active || e.sound() && !m.options.SaveOnly
		}
	}
	return m.instance.flows[r.ID].ContactFlowStatus == statusPublished
}

// leftAlone is the outcome of a file of which nothing is in the instance.
const leftAlone = "left alone"

// announce says what a dry run would have done.
func (m *importing) announce(e *entry) {
	if e.content == "" {
		e.outcome = leftAlone
		return
	}
	verb, state := "create", "published"
	if e.exists {
		verb = "update"
	}
	if m.options.SaveOnly || !e.sound() {
		state = "saved"
	}
	e.outcome = fmt.Sprintf("would %s the %s %q, %s", verb, e.kind, e.name, state)
}
