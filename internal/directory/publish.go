package directory

import (
	"context"
	"fmt"
	"unicode/utf8"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// admit takes a content that a flow or a module is about to get. What is published
// must be able to run: it is linted, everything that is wrong with it is told at
// once, and it is kept. What is only saved may be anything of the right size.
// spec: CreateContactFlow Status, InvalidContactFlowException,
// InvalidContactFlowModuleException.
func (d *Directory) admit(ctx context.Context, instance chat.InstanceID, t flow.Type, content string, publish bool) error {
	if content == "" {
		return chat.Invalid("Content", "must not be empty")
	}
	if n := utf8.RuneCountInString(content); n > flow.MaxContentLength {
		return chat.Invalid("Content", fmt.Sprintf("has %d characters, the limit is %d", n, flow.MaxContentLength))
	}
	if !publish {
		return nil
	}
	if err := d.lint(ctx, instance, t, content); err != nil {
		return err
	}
	return d.keepContent(ctx, instance, content)
}

// lint gives KindInvalidFlow with every problem of the content.
func (d *Directory) lint(ctx context.Context, instance chat.InstanceID, t flow.Type, content string) error {
	r := resolver{ctx: ctx, directory: d, instance: instance}
	_, problems := flow.Check(content, t, &r)
	if r.err != nil {
		return r.err
	}
	texts := make([]string, len(problems))
	for i, p := range problems {
		texts[i] = p.String()
	}
	return unpublishable(t, "Content", texts)
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
	if err != nil && chat.KindOf(err) != chat.KindNotFound && r.err == nil {
		r.err = err
	}
	return err == nil
}
