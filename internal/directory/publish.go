package directory

import (
	"context"
	"encoding/json"
	"fmt"
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

// Exists implements flow.Resolver.
func (r *resolver) Exists(kind flow.Resource, ref string) bool {
	var err error
	switch kind {
	case flow.ResourceFlow:
		_, err = r.directory.Document(r.ctx, r.instance, ref)
	case flow.ResourceModule:
		_, err = r.directory.ModuleDocument(r.ctx, r.instance, ref)
	case flow.ResourceView:
		var v View
		v, err = r.directory.View(r.ctx, r.instance, ref)
		if err == nil && v.Saved {
			return false
		}
	case flow.ResourceQueue:
		_, err = r.directory.Queue(r.ctx, r.instance, ref)
	case flow.ResourceAgent:
		_, err = r.directory.User(r.ctx, r.instance, ref)
	default:
		return true // not kept here: it is found out when the flow runs
	}
	return r.found(err)
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
