package conversation

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/metrics"
)

// need is the error by which a transaction asks for a resource of the
// directory. It is rolled back, the resource is fetched, and it runs again.
type need struct {
	what string
	// fetch reads the resource into the transaction's briefing.
	fetch func(context.Context, *directory.Directory) error
}

func (n *need) Error() string { return "needs " + n.what }

// briefing is what was fetched for a transaction, by id or ARN. Values are nil
// where the directory knows nothing under the reference.
type briefing struct {
	flows     map[string]*directory.Runnable
	contents  map[string]**flow.Document
	queues    map[string]*directory.Queue
	users     map[string]*directory.User
	staffs    map[string]*directory.Staff // by queue
	modules   map[string]*directory.Runnable
	hours     map[string]*directory.Hours
	views     map[string]*directory.View
	profiles  map[string]*directory.RoutingProfile
	instances map[string]*directory.Instance
	paces     map[chat.QueueID]metrics.Pace // nil until they are known
}

// read reads one resource of an instance by its id or ARN, as directory.Directory's
// methods do.
type read[V any] func(*directory.Directory, context.Context, chat.InstanceID, string) (V, error)

// lookUp gives what a reference names, nil when there is no such thing, and a need
// when that was not fetched yet.
func lookUp[V any](w *work, known *map[string]*V, reference string, by read[V]) (*V, error) {
	if v, ok := (*known)[reference]; ok {
		return v, nil
	}
	instance := w.session.InstanceID
	return nil, &need{reference, func(ctx context.Context, d *directory.Directory) error {
		v, err := by(d, ctx, instance, reference)
		if err := unlessMissing(err); err != nil {
			return err
		}
		put(known, reference, found(v, err))
		return nil
	}}
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

// orZero gives what lookUp found of a kind that has a value for nothing itself.
func orZero[V any](v *V, err error) (V, error) {
	if v == nil {
		var none V
		return none, err
	}
	return *v, err
}

// flow gives what runs under a flow's id or ARN now, nil when nothing does.
func (w *work) flow(reference string) (*directory.Runnable, error) {
	return lookUp(w, &w.brief.flows, reference, (*directory.Directory).Document)
}

// content gives what a parked flow goes on in, nil when it is not kept. Contents
// never change, so one that is in memory is taken from there: else every message
// that a flow hears would be stored twice, the first time in vain.
func (w *work) content(id chat.FlowContentID) (*flow.Document, error) {
	if doc, ok := w.conversations.Directory.ContentAtHand(id); ok {
		return doc, nil
	}
	return orZero(lookUp(w, &w.brief.contents, string(id), func(d *directory.Directory, ctx context.Context, i chat.InstanceID, id string) (*flow.Document, error) {
		return d.Content(ctx, i, chat.FlowContentID(id))
	}))
}

// instance gives the session's instance, nil when it is gone.
func (w *work) instance() (*directory.Instance, error) {
	return lookUp(w, &w.brief.instances, string(w.session.InstanceID), func(d *directory.Directory, ctx context.Context, _ chat.InstanceID, id string) (directory.Instance, error) {
		return d.Instance(ctx, id)
	})
}

// module gives what runs under the id or ARN of a module, nil when nothing does.
func (w *work) module(reference string) (*directory.Runnable, error) {
	return lookUp(w, &w.brief.modules, reference, (*directory.Directory).ModuleDocument)
}

// hours gives hours of operation by id or ARN, nil when there are none.
func (w *work) hours(reference string) (*directory.Hours, error) {
	return lookUp(w, &w.brief.hours, reference, (*directory.Directory).Hours)
}

// view gives a view by id or ARN, nil when there is none that can be shown.
func (w *work) view(reference string) (*directory.View, error) {
	return lookUp(w, &w.brief.views, reference, (*directory.Directory).View)
}

// queue gives a queue by id or ARN, nil when there is none.
func (w *work) queue(reference string) (*directory.Queue, error) {
	return lookUp(w, &w.brief.queues, reference, (*directory.Directory).Queue)
}

// user gives a user by id or ARN, nil when there is none.
func (w *work) user(reference string) (*directory.User, error) {
	return lookUp(w, &w.brief.users, reference, (*directory.Directory).User)
}

// profile gives a routing profile by id or ARN, nil when there is none.
func (w *work) profile(reference string) (*directory.RoutingProfile, error) {
	return lookUp(w, &w.brief.profiles, reference, (*directory.Directory).RoutingProfile)
}

// staff gives who is there for a queue, by its id.
func (w *work) staff(queue string) (directory.Staff, error) {
	return orZero(lookUp(w, &w.brief.staffs, queue, (*directory.Directory).Staff))
}
