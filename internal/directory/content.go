package directory

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// FlowContentSpec is a content that was published once. Contents are kept for
// good, also when no flow has them any more: versions and chats that run go on
// in what they name. One content is at most 256,000 characters, and only
// publishing adds one.
type FlowContentSpec struct {
	Content string
}

// ContentID names flow content by its SHA-256.
// spec: CreateContactFlow, FlowContentSha256.
func ContentID(content string) chat.FlowContentID {
	sum := sha256.Sum256([]byte(content))
	return chat.FlowContentID(hex.EncodeToString(sum[:]))
}

// Content reads a content that is or was published, ready to run. KindNotFound.
func (d *Directory) Content(ctx context.Context, instance chat.InstanceID, id chat.FlowContentID) (*flow.Document, error) {
	if doc, ok := d.parsed.Get(id); ok {
		return doc, nil
	}
	content, err := d.ContentText(ctx, instance, id)
	if err != nil {
		return nil, err
	}
	return d.parse(id, content)
}

// ContentAtHand is Content when that is in memory. It reads nothing and never
// blocks. A content's id is its digest, so what is at hand is always right.
func (d *Directory) ContentAtHand(id chat.FlowContentID) (*flow.Document, bool) {
	return d.parsed.Get(id)
}

// ContentText reads a content as it was published. KindNotFound.
func (d *Directory) ContentText(ctx context.Context, instance chat.InstanceID, id chat.FlowContentID) (string, error) {
	_, s, err := get[FlowContentSpec](ctx, d, KindFlowContent, instance, string(id))
	return s.Content, err
}

// parse parses a content unless it is at hand.
func (d *Directory) parse(id chat.FlowContentID, content string) (*flow.Document, error) {
	if doc, ok := d.parsed.Get(id); ok {
		return doc, nil
	}
	doc, err := flow.Parse(content)
	if err != nil {
		return nil, chat.Internal("parse flow content "+string(id), err)
	}
	d.parsed.Add(id, doc)
	return doc, nil
}

// keepContent files a content that is about to be published, before any flow has
// it: no chat can run in a content that is not kept.
func (d *Directory) keepContent(ctx context.Context, instance chat.InstanceID, content string) error {
	return keep(ctx, d, KindFlowContent, instance, string(ContentID(content)), FlowContentSpec{content})
}

// keep files what its id tells apart from everything else of the kind, unless it is
// there already.
func keep[S spec](ctx context.Context, d *Directory, k Kind, instance chat.InstanceID, id string, s S) error {
	_, err := d.store.Resource(ctx, instance, k.Store, id)
	if !errors.Is(err, store.ErrNotFound) {
		return explain(k, err)
	}
	_, err = create(ctx, d, k, Entry{InstanceID: instance, ID: id, Name: id}, s)
	if chat.KindOf(err) == chat.KindDuplicate { // kept meanwhile
		return nil
	}
	return err
}
