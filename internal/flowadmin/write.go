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
// are published, each after what it refers to.
func (m *importing) write(ctx context.Context) error {
	for _, e := range m.entries {
		if err := m.create(ctx, e); err != nil {
			return fmt.Errorf("%s: create %q: %w", e.file, e.name, err)
		}
	}
	ix := m.index()
	var waiting []*entry
	for _, e := range m.entries {
		switch {
		case e.content == "":
			e.outcome = "left alone"
		case m.options.SaveOnly || !e.sound():
			if err := m.save(ctx, e, ix); err != nil {
				return fmt.Errorf("%s: save %q: %w", e.file, e.name, err)
			}
		default:
			waiting = append(waiting, e)
		}
	}
	return m.publish(ctx, waiting, ix)
}

// create makes a flow that the instance does not have, saved only: others can
// refer to it from now on. A module cannot be saved only, so it begins as one that
// does nothing, and one that cannot run is not made.
func (m *importing) create(ctx context.Context, e *entry) error {
	if e.exists || e.content == "" {
		return nil
	}
	content := e.content
	if e.kind == flow.ResourceModule {
		if !e.sound() {
			e.content = ""
			return nil
		}
		content, e.active = idle(e.flowType), true
	}
	created, err := m.client.create(ctx, e, content)
	if err != nil {
		return err
	}
	e.own.ID, e.own.ARN = created.ID, created.ARN
	return nil
}

// save keeps the content, with the references of the instance as far as it has
// them.
func (m *importing) save(ctx context.Context, e *entry, ix *naming.Index) error {
	content, _, err := naming.Resolve(e.content, ix)
	if err != nil {
		content = e.content
	}
	if err := m.client.setContent(ctx, e, content, false); err != nil {
		return err
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
			i := slices.IndexFunc(later, func(e *entry) bool { return !e.active })
			if i < 0 {
				return fmt.Errorf("%s: what it refers to could not be published", later[0].file)
			}
			if err := m.client.setContent(ctx, later[i], idle(later[i].flowType), true); err != nil {
				return fmt.Errorf("%s: publish %q: %w", later[i].file, later[i].name, err)
			}
			later[i].active = true
		}
		waiting = later
	}
	return nil
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
	var refused *APIError
	if errors.As(err, &refused) && len(refused.Problems) > 0 {
		for _, p := range refused.Problems {
			e.fail("", "%s", p)
		}
		return m.save(ctx, e, ix)
	}
	if err != nil {
		return err
	}
	e.active = true
	e.outcome = e.done("published")
	return nil
}

func (e *entry) done(state string) string {
	verb := "created"
	if e.exists {
		verb = "updated"
	}
	return fmt.Sprintf("%s the %s %q, %s: %s", verb, e.kind, e.name, state, e.own.ID)
}

// idle is a content that ends at once.
func idle(t flow.Type) string {
	end := "EndFlowExecution"
	if t == flow.TypeModule {
		end = "EndFlowModuleExecution"
	}
	return `{"Version":"` + flow.Version + `","StartAction":"end","Metadata":{},"Actions":[{"Identifier":"end","Type":"` + end + `","Parameters":{},"Transitions":{}}]}`
}
