package flowadmin

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/naming"
)

// latest is what may follow the id of a module and mean its published content.
const latest = ":$LATEST"

// modules are those that flows can invoke: the ones among the files, and those of
// an instance. It knows the flows of both as well, and implements
// flow.ModuleResolver for one run of a command.
type modules struct {
	index *naming.Index
	types map[string]flow.Type   // of the flows of the files, by what the instance calls them
	flows map[string]summary     // those of the instance, by id
	given map[string]flow.Module // those of the files, by what the instance calls them
	known map[string]flow.Module // those of the instance, by reference
	read  func(ref string) (flow.Module, error)
	err   error // the first one of the instance
}

// modulesOf are the modules of entries, and those that client, unless it is nil, can
// read. flows are those of the instance.
func modulesOf(ctx context.Context, entries []*entry, index *naming.Index, flows map[string]summary, client *Client) *modules {
	m := &modules{
		index: index, types: map[string]flow.Type{}, flows: flows,
		given: map[string]flow.Module{}, known: map[string]flow.Module{},
	}
	if client != nil {
		m.read = func(ref string) (flow.Module, error) { return client.module(ctx, ref) }
	}
	for _, e := range entries {
		if e.kind == flow.ResourceFlow && e.content != "" {
			m.types[e.own.ID] = e.flowType
		}
		if e.kind != flow.ResourceModule || e.content == "" {
			continue
		}
		module := flow.Module{ID: flow.ID(e.own.ID), Name: e.name}
		switch {
		case e.settings != "":
			module.Settings = json.RawMessage(e.settings)
		case e.exists: // a new content leaves the Settings beside it as they are
			module.Settings = m.instances(e.own.ID).Settings
		}
		content, _, err := naming.Resolve(e.content, index)
		if err != nil {
			continue
		}
		if module.Document, err = flow.Parse(content); err == nil {
			m.given[e.own.ID] = module
		}
	}
	return m
}

// Find leaves it to others to tell what is missing, and knows the types of flows.
func (m *modules) Find(kind flow.Resource, ref string) flow.Found {
	found := flow.Found{Standing: flow.Usable}
	if kind != flow.ResourceFlow {
		return found
	}
	r, ok := m.index.Reference(kind, ref)
	if !ok {
		return found
	}
	found.Name = r.Name
	if t, given := m.types[r.ID]; given {
		found.Type = t
		return found
	}
	s := m.flows[r.ID]
	if found.Type = s.ContactFlowType; s.ContactFlowState == stateArchived {
		found.Standing = flow.Archived
	}
	return found
}

// Module implements flow.ModuleResolver. A version is never that of a file.
func (m *modules) Module(ref string) (flow.Module, bool) {
	bare := strings.TrimSuffix(ref, latest)
	if r, ok := m.index.Reference(flow.ResourceModule, bare); ok && (bare == r.ID || bare == r.ARN) {
		if given, ok := m.given[r.ID]; ok {
			return given, true
		}
	}
	if _, ok := m.index.Reference(flow.ResourceModule, ref); !ok || strings.Contains(ref, planned) {
		return flow.Module{}, false
	}
	found := m.instances(ref)
	return found, found.Document != nil
}

// instances is a module of the instance, without a document when there is none.
func (m *modules) instances(ref string) flow.Module {
	if m.read == nil {
		return flow.Module{}
	}
	found, seen := m.known[ref]
	if !seen {
		var err error
		if found, err = m.read(ref); err != nil && m.err == nil {
			m.err = err
		}
		m.known[ref] = found
	}
	return found
}

// module reads what an invocation of ref would run; without a document when there
// is nothing.
func (c *Client) module(ctx context.Context, ref string) (flow.Module, error) {
	d, err := c.describe(ctx, flow.ResourceModule, ref)
	if refused, ok := err.(*APIError); ok && refused.Code == "ResourceNotFoundException" {
		return flow.Module{}, nil
	}
	if err != nil {
		return flow.Module{}, fmt.Errorf("read the module %s: %w", ref, err)
	}
	m := flow.Module{ID: flow.ID(d.ID), Name: d.Name}
	if m.Document, err = flow.Parse(d.Content); err != nil {
		return flow.Module{}, nil
	}
	if beside := d.beside(); beside != "" {
		m.Settings = json.RawMessage(beside)
	}
	return m, nil
}

// check lints the content of an entry, with the references of the instance.
func (m *modules) check(e *entry, content string, r flow.Resolver) []flow.Problem {
	if e.flowType == flow.TypeModule {
		_, problems := flow.CheckModule(content, flow.Module{
			ID: flow.ID(e.own.ID), Name: e.name, Settings: m.given[e.own.ID].Settings,
		}, r)
		return problems
	}
	_, problems := flow.Check(content, e.flowType, r)
	return problems
}
