package flowadmin

import (
	"context"
	"fmt"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/naming"
)

// Lint looks for everything that keeps files from being published, as far as that
// can be told without an instance. An empty type is what a file says of itself, or
// else an inbound flow. Invocations and places where a flow is named are held against
// the modules and flows among the files, and, with a client, against those of the
// instance: only then can it fail.
func Lint(ctx context.Context, files []File, t flow.Type, client *Client) ([]Finding, error) {
	index := naming.NewIndex(nil)
	var flows map[string]summary
	if client != nil {
		in, err := client.look(ctx)
		if err != nil {
			return nil, err
		}
		index, flows = in.documents(), in.flows
	}
	var entries []*entry
	for i, file := range files {
		e := newEntry(file, ImportOptions{Type: t})
		e.own = naming.Resource{Kind: e.kind, ID: fmt.Sprintf("%s%d", planned, i), Name: e.name}
		e.own.ARN = "arn:" + e.own.ID
		if e.content != "" {
			if found := index.Named(e.kind, e.name); len(found) > 0 {
				e.own, e.exists = found[0], true
			} else {
				index.Add(e.own)
			}
		}
		entries = append(entries, e)
	}
	modules := modulesOf(ctx, entries, index, flows, client)
	for _, e := range entries {
		if !e.told {
			delete(modules.types, e.own.ID) // whoever names it may know better
		}
	}
	var findings []Finding
	for _, e := range entries {
		if e.content != "" {
			for _, fault := range e.misnamed() {
				e.fail("", "%s", fault)
			}
		}
		findings = append(findings, append(e.findings, modules.lint(e)...)...)
	}
	return findings, modules.err
}

// lint lints an entry as its file has it; references are resolved only to look at
// what is behind them.
func (m *modules) lint(e *entry) []Finding {
	if e.content == "" {
		return nil
	}
	problems := m.check(e, e.content, nil)
	if content, _, err := naming.Resolve(e.content, m.index); err == nil {
		alone := m.check(e, content, nil)
		for _, p := range m.check(e, content, m) {
			if !slices.Contains(alone, p) {
				problems = append(problems, p)
			}
		}
	}
	return append(ofProblems(e.file, problems, SeverityError), e.advise()...)
}

// documents is an index of flows and modules alone: other references stay as they
// are.
func (in *instance) documents() *naming.Index {
	var found []naming.Resource
	for _, r := range in.resources {
		if r.Kind == flow.ResourceModule || r.Kind == flow.ResourceFlow {
			found = append(found, r)
		}
	}
	return naming.NewIndex(found)
}
