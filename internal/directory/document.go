package directory

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// flowVersion identifies one published content.
type flowVersion struct {
	instance chat.InstanceID
	id       string
	revision int64
}

// parsedFlow is a published content, ready to run.
type parsedFlow struct {
	kind     flow.Type
	document *flow.Document
}

// Flow reads a flow by id or ARN. A SavedSuffix is not part of it.
func (d *Directory) Flow(ctx context.Context, instance chat.InstanceID, reference string) (Flow, error) {
	e, s, err := get[FlowSpec](ctx, d, KindFlow, instance, reference)
	return Flow{e, s}, err
}

// Document reads the published document of a flow by id or ARN, ready to run. A
// flow that was never published, or is archived, does not exist for a chat.
func (d *Directory) Document(ctx context.Context, instance chat.InstanceID, reference string) (chat.FlowID, flow.Type, *flow.Document, error) {
	f, err := d.Flow(ctx, instance, reference)
	if err != nil {
		return "", "", nil, err
	}
	if !f.IsPublished() || f.Spec.Archived {
		return "", "", nil, notFound(KindFlow)
	}
	version := flowVersion{instance, f.ID, f.Revision}
	if p, ok := d.parsed.Get(version); ok {
		return chat.FlowID(f.ID), p.kind, p.document, nil
	}
	doc, err := flow.Parse(f.Spec.Published)
	if err != nil {
		return "", "", nil, chat.Internal("parse published flow "+f.ID, err)
	}
	d.parsed.Add(version, &parsedFlow{f.Spec.Type, doc})
	return chat.FlowID(f.ID), f.Spec.Type, doc, nil
}
