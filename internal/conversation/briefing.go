package conversation

import (
	"context"
	"fmt"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// need is the error by which a transaction asks for a resource of the
// directory. It is rolled back, the resource is fetched, and it runs again.
type need struct {
	instance  chat.InstanceID
	kind      directory.Kind
	reference string
}

func (n *need) Error() string { return fmt.Sprintf("needs %s %s", n.kind.Noun, n.reference) }

// briefing is what was fetched for a transaction. Values are nil where the
// directory knows nothing under the reference.
type briefing struct {
	flows     map[string]*directory.Runnable
	contents  map[chat.FlowContentID]*flow.Document
	queues    map[string]*directory.Queue
	users     map[string]*directory.User
	staffs    map[string]*directory.Staff // by queue
	modules   map[string]*directory.Runnable
	hours     map[string]*directory.Hours
	views     map[string]*directory.View
	instances map[string]*directory.Instance
}

func (b *briefing) fetch(ctx context.Context, d *directory.Directory, n *need) error {
	switch n.kind {
	case directory.KindFlow:
		return fetch(ctx, n, &b.flows, d.Document)
	case directory.KindFlowContent:
		return b.fetchContent(ctx, d, n)
	case directory.KindModule:
		return fetch(ctx, n, &b.modules, d.ModuleDocument)
	case directory.KindQueue:
		return fetch(ctx, n, &b.queues, d.Queue)
	case directory.KindRoutingProfile: // who serves a queue
		return fetch(ctx, n, &b.staffs, d.Staff)
	case directory.KindUser:
		return fetch(ctx, n, &b.users, d.User)
	case directory.KindHours:
		return fetch(ctx, n, &b.hours, d.Hours)
	case directory.KindView:
		return fetch(ctx, n, &b.views, d.View)
	case directory.KindInstance:
		return fetch(ctx, n, &b.instances, func(ctx context.Context, _ chat.InstanceID, id string) (directory.Instance, error) {
			return d.Instance(ctx, id)
		})
	}
	return chat.Internal("fetch a resource", n)
}

// fetch reads one resource into those that are known; one that does not exist is
// known as nil.
func fetch[V any](
	ctx context.Context, n *need, known *map[string]*V,
	read func(context.Context, chat.InstanceID, string) (V, error),
) error {
	v, err := read(ctx, n.instance, n.reference)
	if err := unlessMissing(err); err != nil {
		return err
	}
	put(known, n.reference, found(v, err))
	return nil
}

func (b *briefing) fetchContent(ctx context.Context, d *directory.Directory, n *need) error {
	id := chat.FlowContentID(n.reference)
	doc, err := d.Content(ctx, n.instance, id)
	if err := unlessMissing(err); err != nil {
		return err
	}
	put(&b.contents, id, doc)
	return nil
}

func put[K comparable, V any](m *map[K]V, k K, v V) {
	if *m == nil {
		*m = map[K]V{}
	}
	(*m)[k] = v
}

func found[V any](v V, err error) *V {
	if err != nil {
		return nil
	}
	return &v
}

// unlessMissing passes all errors but "does not exist", which is an answer too.
func unlessMissing(err error) error {
	switch chat.KindOf(err) {
	case chat.KindNotFound, chat.KindRejected:
		return nil
	}
	return err
}

// flow gives what runs under a flow's id or ARN now, nil when nothing does.
func (w *work) flow(reference string) (*directory.Runnable, error) {
	f, known := w.brief.flows[reference]
	if !known {
		return nil, &need{w.session.InstanceID, directory.KindFlow, reference}
	}
	return f, nil
}

// content gives what a parked flow goes on in, nil when it is not kept. Contents
// never change, so one that is in memory is taken from there: else every message
// that a flow hears would be stored twice, the first time in vain.
func (w *work) content(id chat.FlowContentID) (*flow.Document, error) {
	if doc, known := w.brief.contents[id]; known {
		return doc, nil
	}
	if doc, ok := w.conversations.Directory.ContentAtHand(id); ok {
		return doc, nil
	}
	return nil, &need{w.session.InstanceID, directory.KindFlowContent, string(id)}
}

// instance gives the session's instance, nil when it is gone.
func (w *work) instance() (*directory.Instance, error) {
	id := w.session.InstanceID
	i, known := w.brief.instances[string(id)]
	if !known {
		return nil, &need{id, directory.KindInstance, string(id)}
	}
	return i, nil
}

// module gives what runs under the id or ARN of a module, nil when nothing does.
func (w *work) module(reference string) (*directory.Runnable, error) {
	m, known := w.brief.modules[reference]
	if !known {
		return nil, &need{w.session.InstanceID, directory.KindModule, reference}
	}
	return m, nil
}

// hours gives hours of operation by id or ARN, nil when there are none.
func (w *work) hours(reference string) (*directory.Hours, error) {
	h, known := w.brief.hours[reference]
	if !known {
		return nil, &need{w.session.InstanceID, directory.KindHours, reference}
	}
	return h, nil
}

// view gives a view by id or ARN, nil when there is none that can be shown.
func (w *work) view(reference string) (*directory.View, error) {
	v, known := w.brief.views[reference]
	if !known {
		return nil, &need{w.session.InstanceID, directory.KindView, reference}
	}
	return v, nil
}

// queue gives a queue by id or ARN, nil when there is none.
func (w *work) queue(reference string) (*directory.Queue, error) {
	q, known := w.brief.queues[reference]
	if !known {
		return nil, &need{w.session.InstanceID, directory.KindQueue, reference}
	}
	return q, nil
}

// user gives a user by id or ARN, nil when there is none.
func (w *work) user(reference string) (*directory.User, error) {
	u, known := w.brief.users[reference]
	if !known {
		return nil, &need{w.session.InstanceID, directory.KindUser, reference}
	}
	return u, nil
}

// staff gives who is there for a queue, by its id.
func (w *work) staff(queue string) (directory.Staff, error) {
	s, known := w.brief.staffs[queue]
	if !known {
		return nil, &need{w.session.InstanceID, directory.KindRoutingProfile, queue}
	}
	if s == nil {
		return nil, nil
	}
	return *s, nil
}
