package directory

import (
	"context"
	"fmt"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// OutboundCaller is how calls out of a queue present themselves. It is kept and
// shown: chats call nobody. spec: OutboundCallerConfig.
type OutboundCaller struct {
	Name     string `json:",omitempty"`
	NumberID string `json:",omitempty"`
	// FlowID is a whisper flow, "" for none.
	FlowID string `json:",omitempty"`
}

// maxQuickConnects bounds the quick connects of a queue. spec: Amazon Connect
// service quotas.
const maxQuickConnects = 700

// QueueDraft is a queue to be created. Hours, flow and quick connects are ids or
// ARNs.
type QueueDraft struct {
	Name          string
	Description   string
	Hours         string
	MaxContacts   int // 0 for no bound
	Caller        OutboundCaller
	QuickConnects []string
	Tags          map[string]string
}

// CreateQueue adds a queue that many can serve. KindNotFound (instance, hours, flow,
// quick connects), KindInvalid, KindRejected, KindDuplicate. spec: CreateQueue.
func (d *Directory) CreateQueue(ctx context.Context, instance chat.InstanceID, draft QueueDraft) (Queue, error) {
	if _, err := d.Instance(ctx, string(instance)); err != nil {
		return Queue{}, err
	}
	if err := checkName(draft.Name); err != nil {
		return Queue{}, err
	}
	q := Queue{
		Entry{InstanceID: instance, ID: d.newID(), Name: draft.Name, Tags: draft.Tags},
		QueueSpec{Description: draft.Description, MaxContacts: draft.MaxContacts},
	}
	for _, err := range []error{
		d.setHours(ctx, &q, draft.Hours), d.setCaller(ctx, &q, draft.Caller), d.addQuickConnects(ctx, &q, draft.QuickConnects),
	} {
		if err != nil {
			return Queue{}, err
		}
	}
	var err error
	q.Entry, err = create(ctx, d, KindQueue, q.Entry, q.Spec)
	return q, err
}

// changeQueue reads, changes and writes a queue; that of a user is KindRejected. fn
// may run more than once.
func (d *Directory) changeQueue(ctx context.Context, instance chat.InstanceID, reference string, fn func(*Queue) error) error {
	id, err := d.standardQueue(ctx, instance, "QueueId", reference)
	if err != nil {
		return err
	}
	return change(ctx, d, KindQueue, instance, id, func(e *Entry, s *QueueSpec) error {
		q := Queue{*e, *s}
		if err := fn(&q); err != nil {
			return err
		}
		*e, *s = q.Entry, q.Spec
		return nil
	})
}

// RenameQueue changes name and description; nil leaves one as it is. KindNotFound,
// KindInvalid, KindRejected, KindDuplicate. spec: UpdateQueueName.
func (d *Directory) RenameQueue(ctx context.Context, instance chat.InstanceID, reference string, name, description *string) error {
	return d.changeQueue(ctx, instance, reference, func(q *Queue) error {
		return rename(&q.Entry, &q.Spec.Description, name, description)
	})
}

// SetQueueDisabled disables a queue, which then takes no more contacts, or enables
// it. KindNotFound, KindRejected. spec: UpdateQueueStatus.
func (d *Directory) SetQueueDisabled(ctx context.Context, instance chat.InstanceID, reference string, disabled bool) error {
	return d.changeQueue(ctx, instance, reference, func(q *Queue) error {
		q.Spec.Disabled = disabled
		return nil
	})
}

// SetQueueMaxContacts bounds how many contacts wait in a queue; 0 for no bound.
// KindNotFound, KindRejected. spec: UpdateQueueMaxContacts.
func (d *Directory) SetQueueMaxContacts(ctx context.Context, instance chat.InstanceID, reference string, limit int) error {
	return d.changeQueue(ctx, instance, reference, func(q *Queue) error {
		q.Spec.MaxContacts = limit
		return nil
	})
}

// SetQueueHours gives a queue other hours, by id or ARN. KindNotFound, KindRejected.
// spec: UpdateQueueHoursOfOperation.
func (d *Directory) SetQueueHours(ctx context.Context, instance chat.InstanceID, reference, hours string) error {
	return d.changeQueue(ctx, instance, reference, func(q *Queue) error { return d.setHours(ctx, q, hours) })
}

// SetQueueCaller replaces how calls out of a queue present themselves.
// KindNotFound, KindRejected. spec: UpdateQueueOutboundCallerConfig.
func (d *Directory) SetQueueCaller(ctx context.Context, instance chat.InstanceID, reference string, c OutboundCaller) error {
	return d.changeQueue(ctx, instance, reference, func(q *Queue) error { return d.setCaller(ctx, q, c) })
}

func (d *Directory) setHours(ctx context.Context, q *Queue, reference string) error {
	h, err := d.ownHours(ctx, q.InstanceID, reference)
	q.Spec.HoursID = h.ID
	return about("HoursOfOperationId", err)
}

func (d *Directory) setCaller(ctx context.Context, q *Queue, c OutboundCaller) error {
	q.Spec.Caller = nil
	if c == (OutboundCaller{}) {
		return nil
	}
	q.Spec.Caller = &c
	if c.FlowID == "" {
		return nil
	}
	return d.settleFlow(ctx, q.InstanceID, "OutboundCallerConfig.OutboundFlowId", &q.Spec.Caller.FlowID, flow.TypeOutboundWhisper)
}

// LinkQuickConnects gives a queue quick connects, by ids or ARNs; ones that it has
// are no error. KindNotFound, KindRejected, KindQuota.
// spec: AssociateQueueQuickConnects.
func (d *Directory) LinkQuickConnects(ctx context.Context, instance chat.InstanceID, reference string, ids []string) error {
	return d.changeQueue(ctx, instance, reference, func(q *Queue) error { return d.addQuickConnects(ctx, q, ids) })
}

// UnlinkQuickConnects takes quick connects from a queue; ones that it does not have
// are no error. KindNotFound, KindRejected. spec: DisassociateQueueQuickConnects.
func (d *Directory) UnlinkQuickConnects(ctx context.Context, instance chat.InstanceID, reference string, ids []string) error {
	return d.changeQueue(ctx, instance, reference, func(q *Queue) error {
		for _, r := range ids {
			id, _ := ref(instance, KindQuickConnect, r)
			q.Spec.QuickConnectIDs = slices.DeleteFunc(slices.Clone(q.Spec.QuickConnectIDs), func(have string) bool { return have == id })
		}
		return nil
	})
}

// addQuickConnects also forgets those that were deleted since.
func (d *Directory) addQuickConnects(ctx context.Context, q *Queue, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	have, err := d.QueueQuickConnects(ctx, q)
	if err != nil {
		return err
	}
	kept := make([]string, len(have))
	for i := range have {
		kept[i] = have[i].ID
	}
	for _, reference := range ids {
		c, err := d.QuickConnect(ctx, q.InstanceID, reference)
		if chat.KindOf(err) == chat.KindNotFound {
			return chat.NotFound("QuickConnectIds", "the quick connect "+reference+" does not exist")
		}
		if err != nil {
			return err
		}
		if !slices.Contains(kept, c.ID) {
			kept = append(kept, c.ID)
		}
	}
	if n := len(kept); n > maxQuickConnects {
		return &chat.Error{Kind: chat.KindQuota, Member: "QuickConnectIds", Detail: fmt.Sprintf("the queue would have %d, the limit is %d", n, maxQuickConnects)}
	}
	q.Spec.QuickConnectIDs = kept
	return nil
}

// QueueQuickConnects reads the quick connects of a queue in order of id.
// spec: ListQueueQuickConnects.
func (d *Directory) QueueQuickConnects(ctx context.Context, q *Queue) ([]QuickConnect, error) {
	if len(q.Spec.QuickConnectIDs) == 0 {
		return nil, nil
	}
	all, err := d.AllQuickConnects(ctx, q.InstanceID)
	return slices.DeleteFunc(all, func(c QuickConnect) bool { return !slices.Contains(q.Spec.QuickConnectIDs, c.ID) }), err
}

// DeleteQueue removes a queue that no routing profile, quick connect, flow or module
// names. Contacts that wait in it go on waiting. KindNotFound, KindRejected; KindInUse
// names what uses it. spec: DeleteQueue.
func (d *Directory) DeleteQueue(ctx context.Context, instance chat.InstanceID, reference string) error {
	id, err := d.standardQueue(ctx, instance, "QueueId", reference)
	if err != nil {
		return err
	}
	user, err := d.userOfQueue(ctx, instance, id)
	if err != nil {
		return err
	}
	if user != "" {
		return &chat.Error{Kind: chat.KindInUse, Member: "QueueId", Detail: "the queue is used by " + user}
	}
	return explain(KindQueue, d.store.DeleteResource(ctx, instance, KindQueue.Store, id))
}

// userOfQueue says what uses a queue, "" for nothing.
func (d *Directory) userOfQueue(ctx context.Context, instance chat.InstanceID, id string) (string, error) {
	profiles, err := d.AllRoutingProfiles(ctx, instance)
	if err != nil {
		return "", err
	}
	for i := range profiles {
		if p := &profiles[i]; p.Spec.names(id) {
			return "the routing profile " + p.Name, nil
		}
	}
	connects, err := d.AllQuickConnects(ctx, instance)
	if err != nil {
		return "", err
	}
	for _, c := range connects {
		if c.Spec.QueueID == id {
			return "the quick connect " + c.Name, nil
		}
	}
	return d.userOf(ctx, instance, id, id)
}
