package directory

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// candidate is a content that something is about to get.
type candidate struct {
	content  string
	flowType flow.Type
	module   flow.Module // what gets it, if that is a module
}

// admit takes a content that a flow or a module is about to get. What is published
// must be able to run: it is linted, everything that is wrong with it is told at
// once, and it is kept. What is only saved may be anything of the right size.
// spec: CreateContactFlow Status, InvalidContactFlowException,
// InvalidContactFlowModuleException.
func (d *Directory) admit(ctx context.Context, instance chat.InstanceID, c candidate, publish bool) error {
	content := c.content
	if content == "" {
		return chat.Invalid("Content", "must not be empty")
	}
	if n := utf8.RuneCountInString(content); n > flow.MaxContentLength {
		return chat.Invalid("Content", fmt.Sprintf("has %d characters, the limit is %d", n, flow.MaxContentLength))
	}
	if !publish {
		return nil
	}
	if err := d.lint(ctx, instance, c); err != nil {
		return err
	}
	return d.keepContent(ctx, instance, content)
}

// lint gives KindInvalidFlow with every problem of the content.
func (d *Directory) lint(ctx context.Context, instance chat.InstanceID, c candidate) error {
	r := resolver{ctx: ctx, directory: d, instance: instance}
	var problems []flow.Problem
	if c.flowType == flow.TypeModule {
		_, problems = flow.CheckModule(c.content, c.module, &r)
	} else {
		_, problems = flow.Check(c.content, c.flowType, &r)
	}
	if r.err != nil {
		return r.err
	}
	texts := make([]string, len(problems))
	for i, p := range problems {
		texts[i] = p.String()
	}
	return unpublishable(c.flowType, "Content", texts)
}

// unpublishable is KindInvalidFlow with problems, nil without any.
func unpublishable(t flow.Type, member string, problems []string) error {
	if len(problems) == 0 {
		return nil
	}
	noun, count := KindFlow.Noun, fmt.Sprintf("%d problems", len(problems))
	if t == flow.TypeModule {
		noun = KindModule.Noun
	}
	if len(problems) == 1 {
		count = "a problem"
	}
	return &chat.Error{
		Kind: chat.KindInvalidFlow, Member: member, Problems: problems,
		Detail: "the " + noun + " cannot be published: it has " + count,
	}
}

// resolver looks up what a document refers to. It lives for one lint, which has
// no way to pass on a context or an error of its own.
type resolver struct {
	ctx       context.Context
	directory *Directory
	instance  chat.InstanceID
	err       error // the first fault of the store; what follows counts for nothing
}

// Find implements flow.Resolver.
func (r *resolver) Find(kind flow.Resource, ref string) flow.Found {
	found := flow.Found{Standing: flow.Usable}
	var err error
	switch kind {
	case flow.ResourceFlow:
		found, err = r.directory.findFlow(r.ctx, r.instance, ref)
	case flow.ResourceModule:
		found, err = r.directory.findModule(r.ctx, r.instance, ref)
	case flow.ResourceView:
		var v View
		v, err = r.directory.View(r.ctx, r.instance, ref)
		if v.Saved {
			found.Standing = flow.Unpublished
		}
	case flow.ResourceQueue:
		_, err = r.directory.Queue(r.ctx, r.instance, ref)
	case flow.ResourceAgent:
		_, err = r.directory.User(r.ctx, r.instance, ref)
	default: // not kept here: it is found out when the flow runs
	}
	if !r.found(err) {
		return flow.Found{}
	}
	return found
}

// findFlow tells how a flow stands that can be named with a version. KindNotFound.
func (d *Directory) findFlow(ctx context.Context, instance chat.InstanceID, reference string) (flow.Found, error) {
	bare, saved := strings.CutSuffix(reference, SavedSuffix)
	bare, _ = CutVersion(bare)
	f, err := d.Flow(ctx, instance, bare)
	if err != nil {
		return flow.Found{}, err
	}
	found := flow.Found{Type: f.Spec.Type, Standing: standing(f.IsPublished() && !saved, f.Spec.Archived)}
	if found.Standing == flow.Usable {
		_, err = d.Document(ctx, instance, reference) // a version may be missing
	}
	return found, err
}

// findModule is findFlow for a module, which can be named with an alias as well.
func (d *Directory) findModule(ctx context.Context, instance chat.InstanceID, reference string) (flow.Found, error) {
	bare, qualifier := CutQualifier(reference)
	m, err := d.Module(ctx, instance, bare)
	if err != nil {
		return flow.Found{}, err
	}
	found := flow.Found{Standing: standing(m.Spec.Published != "" && qualifier != qualifierSaved, m.Spec.Archived)}
	if found.Standing == flow.Usable {
		_, err = d.ModuleDocument(ctx, instance, reference)
	}
	return found, err
}

// standing is that of a flow or a module; to publish what is archived is of no use.
func standing(published, archived bool) flow.Standing {
	switch {
	case archived:
		return flow.Archived
	case !published:
		return flow.Unpublished
	}
	return flow.Usable
}

// found reports whether something was there, and remembers the first fault.
func (r *resolver) found(err error) bool {
	if err != nil && chat.KindOf(err) != chat.KindNotFound && r.err == nil {
		r.err = err
	}
	return err == nil
}

// Module implements flow.ModuleResolver.
func (r *resolver) Module(ref string) (flow.Module, bool) {
	run, err := r.directory.ModuleDocument(r.ctx, r.instance, ref)
	if !r.found(err) {
		return flow.Module{}, false
	}
	c, err := r.directory.ModuleContent(r.ctx, r.instance, ref)
	return flow.Module{ID: flow.ID(c.ID), Name: c.Name, Settings: settingsOf(c.Beside), Document: run.Document}, r.found(err)
}

// settingsOf are Settings that stand beside a content, nil for none.
func settingsOf(text string) json.RawMessage {
	if text == "" {
		return nil
	}
	return json.RawMessage(text)
}
