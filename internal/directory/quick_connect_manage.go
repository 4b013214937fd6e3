package directory

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// QuickConnectDraft is a quick connect to be created.
type QuickConnectDraft struct {
	Name        string
	Description string
	// To has ids or ARNs.
	To   Destination
	Tags map[string]string
}

// CreateQuickConnect adds a quick connect. KindNotFound (instance, destination,
// flow), KindInvalid, KindRejected, KindDuplicate. spec: CreateQuickConnect.
func (d *Directory) CreateQuickConnect(ctx context.Context, instance chat.InstanceID, draft QuickConnectDraft) (QuickConnect, error) {
	if _, err := d.Instance(ctx, string(instance)); err != nil {
		return QuickConnect{}, err
	}
	if err := checkName(draft.Name); err != nil {
		return QuickConnect{}, err
	}
	to, err := d.settleDestination(ctx, instance, draft.To)
	if err != nil {
		return QuickConnect{}, err
	}
	q := QuickConnect{
		Entry{InstanceID: instance, ID: d.newID(), Name: draft.Name, Tags: draft.Tags},
		QuickConnectSpec{draft.Description, to},
	}
	q.Entry, err = create(ctx, d, KindQuickConnect, q.Entry, q.Spec)
	return q, err
}

// SetDestination gives a quick connect another destination, of any type, by ids or
// ARNs. KindNotFound, KindRejected. spec: UpdateQuickConnectConfig.
func (d *Directory) SetDestination(ctx context.Context, instance chat.InstanceID, reference string, to Destination) error {
	return change(ctx, d, KindQuickConnect, instance, reference, func(e *Entry, s *QuickConnectSpec) error {
		var err error
		s.Destination, err = d.settleDestination(ctx, e.InstanceID, to)
		return err
	})
}

// RenameQuickConnect changes name and description; nil leaves one as it is.
// KindNotFound, KindInvalid, KindDuplicate. spec: UpdateQuickConnectName.
func (d *Directory) RenameQuickConnect(ctx context.Context, instance chat.InstanceID, reference string, name, description *string) error {
	return change(ctx, d, KindQuickConnect, instance, reference, func(e *Entry, s *QuickConnectSpec) error {
		return rename(e, &s.Description, name, description)
	})
}

// rename changes a name and a description; it is KindInvalid to change neither.
func rename(e *Entry, have, name, description *string) error {
	if name == nil && description == nil {
		return chat.Invalid("Name", "is required when there is no Description")
	}
	if name != nil {
		if err := checkName(*name); err != nil {
			return err
		}
		e.Name = *name
	}
	if description != nil {
		*have = *description
	}
	return nil
}

// DeleteQuickConnect removes a quick connect; queues have it no more.
// KindNotFound. spec: DeleteQuickConnect.
func (d *Directory) DeleteQuickConnect(ctx context.Context, instance chat.InstanceID, reference string) error {
	q, err := d.QuickConnect(ctx, instance, reference)
	if err != nil {
		return err
	}
	return explain(KindQuickConnect, d.store.DeleteResource(ctx, instance, KindQuickConnect.Store, q.ID))
}

// settleDestination turns what was given into the ids of what exists, and holds the
// flow against the type.
func (d *Directory) settleDestination(ctx context.Context, instance chat.InstanceID, to Destination) (Destination, error) {
	switch to.Type {
	case ToUser:
		u, err := d.User(ctx, instance, to.UserID)
		if err != nil {
			return to, about("QuickConnectConfig.UserConfig.UserId", err)
		}
		to.UserID = u.ID
		return to, d.settleFlow(ctx, instance, "QuickConnectConfig.UserConfig.ContactFlowId", &to.FlowID, flow.TypeAgentTransfer)
	case ToQueue:
		id, err := d.standardQueue(ctx, instance, "QuickConnectConfig.QueueConfig.QueueId", to.QueueID)
		if err != nil {
			return to, err
		}
		to.QueueID = id
		return to, d.settleFlow(ctx, instance, "QuickConnectConfig.QueueConfig.ContactFlowId", &to.FlowID, flow.TypeQueueTransfer)
	case ToFlow:
		return to, d.settleFlow(ctx, instance, "QuickConnectConfig.FlowConfig.ContactFlowId", &to.FlowID, "")
	}
	return to, nil
}

// settleFlow turns what was given for a flow into the id of one that exists and is
// of a type, of any for "".
func (d *Directory) settleFlow(ctx context.Context, instance chat.InstanceID, member string, id *string, kind flow.Type) error {
	f, err := d.Flow(ctx, instance, *id)
	if err != nil {
		return about(member, err)
	}
	if kind != "" && f.Spec.Type != kind {
		return chat.Rejected(member, "the contact flow "+f.Name+" is of type "+string(f.Spec.Type)+", not "+string(kind))
	}
	*id = f.ID
	return nil
}

// standardQueue finds the id of a queue that many serve; that of a user is
// KindRejected.
func (d *Directory) standardQueue(ctx context.Context, instance chat.InstanceID, member, reference string) (string, error) {
	q, err := d.Queue(ctx, instance, reference)
	if err != nil {
		return "", about(member, err)
	}
	if OwnerOf(chat.QueueID(q.ID)) != "" {
		return "", chat.Rejected(member, "is the queue of a user")
	}
	return q.ID, nil
}
