package directory

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// Runnable is a content of a flow or a module, ready to run.
type Runnable struct {
	FlowID chat.FlowID // or a module's id
	// Reference finds it again: the id, with the version if one was asked for.
	Reference chat.FlowID
	Type      flow.Type
	ContentID chat.FlowContentID
	Document  *flow.Document
}

// Flow reads a flow by id or ARN. Neither SavedSuffix nor a version is part of
// it.
func (d *Directory) Flow(ctx context.Context, instance chat.InstanceID, reference string) (Flow, error) {
	e, s, err := get[FlowSpec](ctx, d, KindFlow, instance, reference)
	return Flow{e, s}, err
}

// Document reads what runs under the id or ARN of a flow: its published content,
// or that of a version when the reference ends with one. A flow that was never
// published, or is archived, does not exist for a chat, nor do its versions.
func (d *Directory) Document(ctx context.Context, instance chat.InstanceID, reference string) (Runnable, error) {
	reference, number := CutVersion(reference)
	f, err := d.Flow(ctx, instance, reference)
	if err != nil {
		return Runnable{}, err
	}
	if !f.IsPublished() || f.Spec.Archived {
		return Runnable{}, notFound(KindFlow)
	}
	r := Runnable{FlowID: chat.FlowID(f.ID), Reference: chat.FlowID(f.ID), Type: f.Spec.Type}
	if number == 0 {
		return d.runContent(r, f.Spec.Published)
	}
	v, err := d.FlowVersion(ctx, &f, number)
	if err != nil {
		return Runnable{}, err
	}
	return d.runVersion(ctx, r, &v)
}

// runContent makes a published content what runs.
func (d *Directory) runContent(r Runnable, content string) (Runnable, error) {
	r.ContentID = ContentID(content)
	var err error
	r.Document, err = d.parse(r.ContentID, content)
	return r, err
}

// runVersion makes a version what runs.
func (d *Directory) runVersion(ctx context.Context, r Runnable, v *Version) (Runnable, error) {
	r.Reference, r.ContentID = chat.FlowID(v.Reference(string(r.FlowID))), v.Spec.ContentID
	var err error
	r.Document, err = d.Content(ctx, v.InstanceID, r.ContentID)
	return r, err
}
