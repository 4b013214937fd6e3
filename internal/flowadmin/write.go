package flowadmin

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/naming"
)

// write carries out the plan: first every flow is there, then those that can run
// are published, each after what it refers to. What the service refuses is a finding
// of that file, and the others go on without it. At each moment the outcome of an
// entry is what is true of it then.
func (m *importing) write(ctx context.Context) error {
	for _, e := range m.entries {
		e.outcome = leftAlone
	}
	for _, e := range m.entries {
		if err := m.create(ctx, e); err != nil {
			return fmt.Errorf("%s: create %q: %w", e.file, e.name, err)
		}
	}
	ix := m.index()
	m.miss(ix)
	var waiting []*entry
	for _, e := range m.entries {
		switch {
		case e.content == "":
		case m.options.SaveOnly || !e.sound():
			if err := m.save(ctx, e, ix); err != nil {
				return err
			}
		default:
			waiting = append(waiting, e)
		}
	}
	return m.publish(ctx, waiting, ix)
}

// refused makes a finding of what the service says of an entry, and gives back every
// other error.
func (e *entry) refused(doing string, err error) error {
	var refusal *APIError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &refusal) || !refusal.ofRequest():
		return err
	case len(refusal.Problems) == 0:
		e.fail("", "%s: %v", doing, refusal)
	}
	for _, p := range refusal.Problems {
		e.fail("", "%s", p)
	}
	return nil
}

// create makes a flow that the instance does not have, saved only: others can
// refer to it from now on. A module cannot be saved only, so it begins as one that
// does nothing, and one that cannot run is not made.
func (m *importing) create(ctx context.Context, e *entry) error {
	if e.exists || e.content == "" {
		return nil
	}
	content, state := e.content, "saved as the file has it"
	if e.kind == flow.ResourceModule {
		if !e.sound() {
			e.content = ""
			return nil
		}
		content, state = idle(e.flowType), idling
	}
	created, err := m.client.create(ctx, e, content)
	if err != nil {
		e.content = "" // the others do without it
		return e.refused("it cannot be created", err)
	}
	e.active = e.kind == flow.ResourceModule
	e.own.ID, e.own.ARN = created.ID, created.ARN
	e.outcome = e.done(state)
	return nil
}

// miss looks for what refers to entries that could not be created after all.
func (m *importing) miss(ix *naming.Index) {
	for _, e := range m.entries {
		if !e.sound() {
			continue
		}
		_, missing, err := naming.Resolve(e.content, ix)
		if err != nil {
			continue // told when it was planned
		}
		for _, u := range missing {
			e.fail(string(u.Action), "%s", u)
		}
	}
	m.spread(ix)
}

// save keeps the content, with the references of the instance as far as it has
// them.
func (m *importing) save(ctx context.Context, e *entry, ix *naming.Index) error {
	content, _, err := naming.Resolve(e.content, ix)
	if err != nil {
		content = e.content
	}
	if err := m.client.setContent(ctx, e, content, false); err != nil {
		if err = e.refused("it cannot be saved", err); err != nil {
			return fmt.Errorf("%s: save %q: %w", e.file, e.name, err)
		}
		return nil
	}
	e.outcome = e.done("saved")
	return nil
}

// publish publishes in the order of the references. Flows that refer to each
// other in a circle cannot all come last: the first of them is published as one
// that ends at once, for the moment until its own content follows.
func (m *importing) publish(ctx context.Context, waiting []*entry, ix *naming.Index) error {
	for len(waiting) > 0 {
		var later []*entry
		for _, e := range waiting {
			if !m.ready(e, ix) {
				later = append(later, e)
				continue
			}
			if err := m.publishOne(ctx, e, ix); err != nil {
				return fmt.Errorf("%s: publish %q: %w", e.file, e.name, err)
			}
		}
		if len(later) == len(waiting) {
			var err error
			if later, err = m.open(ctx, later, ix); err != nil {
				return err
			}
		}
		waiting = later
	}
	return nil
}

// open opens a circle, and gives back the entries that still wait.
func (m *importing) open(ctx context.Context, circle []*entry, ix *naming.Index) ([]*entry, error) {
	i := slices.IndexFunc(circle, func(e *entry) bool { return !e.active })
	if i < 0 {
		return nil, fmt.Errorf("%s: what it refers to could not be published", circle[0].file)
	}
	e := circle[i]
	err := m.client.setContent(ctx, e, idle(e.flowType), true)
	if err == nil {
		e.active, e.outcome = true, e.done(idling)
		return circle, nil
	}
	if err := e.refused("it cannot be published", err); err != nil {
		return nil, fmt.Errorf("%s: publish %q: %w", e.file, e.name, err)
	}
	return slices.Delete(circle, i, i+1), m.save(ctx, e, ix)
}

// ready reports whether all flows that an entry refers to are published, and all
// modules as they are to be: whoever invokes a module is held against its content.
func (m *importing) ready(e *entry, ix *naming.Index) bool {
	for _, used := range m.uses(e, ix) {
		for _, other := range m.entries {
			if other.own.Kind != used.Kind || other.own.ID != used.ID || !other.sound() {
				continue
			}
			if !other.active || other.kind == flow.ResourceModule && !other.settled && other != e {
				return false
			}
		}
	}
	return true
}

// publishOne publishes a content. One that the service refuses stays saved, and
// what the service says of it are findings.
func (m *importing) publishOne(ctx context.Context, e *entry, ix *naming.Index) error {
	content, _, err := naming.Resolve(e.content, ix)
	if err != nil {
		return err
	}
	err = m.client.setContent(ctx, e, content, true)
	e.settled = true
	if err == nil {
		e.active = true
		e.outcome = e.done("published")
		return nil
	}
	if err := e.refused("it cannot be published", err); err != nil {
		return err
	}
	return m.save(ctx, e, ix)
}

func (e *entry) done(state string) string {
	verb := "created"
	if e.exists {
		verb = "updated"
	}
	return fmt.Sprintf("%s the %s %q, %s: %s", verb, e.kind, e.name, state, e.own.ID)
}

// idling is what is published for the moment until the content follows.
const idling = "published as one that ends at once"

// idle is a content that ends at once.
func idle(t flow.Type) string {
	end := "EndFlowExecution"
	if t == flow.TypeModule {
		end = "EndFlowModuleExecution"
	}
	return `{"Version":"` + flow.Version + `","StartAction":"end","Metadata":{},"Actions":[{"Identifier":"end","Type":"` + end + `","Parameters":{},"Transitions":{}}]}`
}
