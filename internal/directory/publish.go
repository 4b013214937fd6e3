package directory

import (
	"context"
	"fmt"
	"unicode/utf8"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// setContent gives a flow new content. What is published must be able to run:
// it is linted, and everything that is wrong with it is told at once. What is
// only saved may be anything of the right size.
// spec: CreateContactFlow Status, InvalidContactFlowException.
func (d *Directory) setContent(ctx context.Context, instance chat.InstanceID, s *FlowSpec, content string, publish bool) error {
	if content == "" {
		return chat.Invalid("Content", "must not be empty")
	}
	if n := utf8.RuneCountInString(content); n > flow.MaxContentLength {
		return chat.Invalid("Content", fmt.Sprintf("has %d characters, the limit is %d", n, flow.MaxContentLength))
	}
	if !publish {
		s.Saved = content
		return nil
	}
	if err := d.lint(ctx, instance, s.Type, content); err != nil {
		return err
	}
	if err := d.keepContent(ctx, instance, content); err != nil {
		return err
	}
	s.Published, s.Saved = content, ""
	return nil
}

// lint gives KindInvalidFlow with every problem of the content.
func (d *Directory) lint(ctx context.Context, instance chat.InstanceID, t flow.Type, content string) error {
	r := resolver{ctx: ctx, directory: d, instance: instance}
	_, problems := flow.Check(content, t, &r)
	if r.err != nil {
		return r.err
	}
	if len(problems) == 0 {
		return nil
	}
	invalid := &chat.Error{
		Kind: chat.KindInvalidFlow, Member: "Content",
		Detail: fmt.Sprintf("the contact flow cannot be published: it has %d problems", len(problems)),
	}
	if len(problems) == 1 {
		invalid.Detail = "the contact flow cannot be published: it has a problem"
	}
	for _, p := range problems {
		invalid.Problems = append(invalid.Problems, p.String())
	}
	return invalid
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
	case flow.ResourceQueue:
		_, err = r.directory.Queue(r.ctx, r.instance, ref)
	default:
		return false // agents are not kept here yet
	}
	if err != nil && chat.KindOf(err) != chat.KindNotFound && r.err == nil {
		r.err = err
	}
	return err == nil
}
