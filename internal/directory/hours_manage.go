package directory

import (
	"context"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/hours"
)

// HoursDraft are hours of operation to be created.
type HoursDraft struct {
	Name        string
	Description string
	TimeZone    string
	Open        []OpenTime
	// Parents are ids or ARNs of hours whose overrides are to count here too.
	Parents []string
	Tags    map[string]string
}

// Hours reads hours of operation by id or ARN, with what they inherit. KindNotFound.
func (d *Directory) Hours(ctx context.Context, instance chat.InstanceID, reference string) (Hours, error) {
	h, err := d.ownHours(ctx, instance, reference)
	if err != nil {
		return Hours{}, err
	}
	for _, id := range h.Spec.ParentIDs {
		parent, err := d.ownHours(ctx, instance, id)
		if chat.KindOf(err) == chat.KindNotFound {
			continue // deleted while it was linked
		}
		if err != nil {
			return Hours{}, err
		}
		h.inherited = append(h.inherited, parent.Spec.Overrides...)
	}
	return h, nil
}

// ownHours reads hours without what they inherit.
func (d *Directory) ownHours(ctx context.Context, instance chat.InstanceID, reference string) (Hours, error) {
	e, s, err := get[HoursSpec](ctx, d, KindHours, instance, reference)
	return Hours{Entry: e, Spec: s}, err
}

// CreateHours adds hours of operation. KindNotFound (instance, parent), KindInvalid,
// KindRejected, KindQuota, KindDuplicate. spec: CreateHoursOfOperation.
func (d *Directory) CreateHours(ctx context.Context, instance chat.InstanceID, draft HoursDraft) (Hours, error) {
	if _, err := d.Instance(ctx, string(instance)); err != nil {
		return Hours{}, err
	}
	if err := checkName(draft.Name); err != nil {
		return Hours{}, err
	}
	if err := checkZone(draft.TimeZone); err != nil {
		return Hours{}, err
	}
	h := Hours{
		Entry: Entry{InstanceID: instance, ID: d.newID(), Name: draft.Name, Tags: draft.Tags},
		Spec:  HoursSpec{Description: draft.Description, TimeZone: draft.TimeZone, Open: draft.Open},
	}
	if err := d.addParents(ctx, &h, draft.Parents); err != nil {
		return Hours{}, err
	}
	var err error
	h.Entry, err = create(ctx, d, KindHours, h.Entry, h.Spec)
	return h, err
}

func checkZone(name string) error {
	if _, err := hours.Zone(name); err != nil {
		return chat.Invalid("TimeZone", "is not the name of a time zone, such as Europe/Berlin")
	}
	return nil
}

// HoursChange says what to change of hours of operation. Nil members stay as they
// are.
type HoursChange struct {
	Name        *string
	Description *string
	TimeZone    *string
	Open        []OpenTime
}

// ChangeHours changes hours of operation. KindNotFound, KindInvalid, KindDuplicate.
// spec: UpdateHoursOfOperation.
func (d *Directory) ChangeHours(ctx context.Context, instance chat.InstanceID, reference string, change HoursChange) error {
	return d.changeHours(ctx, instance, reference, func(h *Hours) error {
		if change.Name != nil {
			if err := checkName(*change.Name); err != nil {
				return err
			}
			h.Name = *change.Name
		}
		if change.Description != nil {
			h.Spec.Description = *change.Description
		}
		if change.TimeZone != nil {
			if err := checkZone(*change.TimeZone); err != nil {
				return err
			}
			h.Spec.TimeZone = *change.TimeZone
		}
		if change.Open != nil {
			h.Spec.Open = change.Open
		}
		return nil
	})
}

// changeHours reads, changes and writes hours. change may run more than once.
func (d *Directory) changeHours(ctx context.Context, instance chat.InstanceID, reference string, change func(*Hours) error) error {
	var err error
	for range maxStale {
		var h Hours
		if h, err = d.ownHours(ctx, instance, reference); err != nil {
			return err
		}
		if err = change(&h); err != nil {
			return err
		}
		if err = save(ctx, d, KindHours, h.Entry, h.Spec); chat.KindOf(err) != chat.KindConflict {
			return err
		}
	}
	return err
}

// DeleteHours removes hours of operation that no queue has and no others inherit
// from. KindNotFound; KindInUse names what uses them. spec: DeleteHoursOfOperation.
func (d *Directory) DeleteHours(ctx context.Context, instance chat.InstanceID, reference string) error {
	h, err := d.ownHours(ctx, instance, reference)
	if err != nil {
		return err
	}
	user, err := d.userOfHours(ctx, &h)
	if err != nil {
		return err
	}
	if user != "" {
		return &chat.Error{Kind: chat.KindInUse, Member: "HoursOfOperationId", Detail: "the hours of operation are used by " + user}
	}
	return explain(KindHours, d.store.DeleteResource(ctx, instance, KindHours.Store, h.ID))
}

// userOfHours says what uses hours, "" for nothing.
func (d *Directory) userOfHours(ctx context.Context, h *Hours) (string, error) {
	queues, err := d.AllQueues(ctx, h.InstanceID)
	if err != nil {
		return "", err
	}
	for _, q := range queues {
		if q.Spec.HoursID == h.ID {
			return "the queue " + q.Name, nil
		}
	}
	children, err := d.ChildHours(ctx, h)
	if err != nil || len(children) == 0 {
		return "", err
	}
	return "the hours of operation " + children[0].Name, nil
}

// HoursPage reads a page of an instance's hours in order of id, and says where the
// next one begins, "" at the end. spec: ListHoursOfOperations.
func (d *Directory) HoursPage(ctx context.Context, instance chat.InstanceID, after string, limit int) ([]Hours, string, error) {
	return list(ctx, d, KindHours, instance, after, limit, hoursFrom)
}

// AllHours reads all hours of an instance in order of id.
func (d *Directory) AllHours(ctx context.Context, instance chat.InstanceID) ([]Hours, error) {
	return every(ctx, d, KindHours, instance, hoursFrom)
}

func hoursFrom(e Entry, s HoursSpec) Hours { return Hours{Entry: e, Spec: s} }

// ChildHours reads the hours that inherit from some, in order of id.
// spec: ListChildHoursOfOperations.
func (d *Directory) ChildHours(ctx context.Context, h *Hours) ([]Hours, error) {
	all, err := d.AllHours(ctx, h.InstanceID)
	return slices.DeleteFunc(all, func(other Hours) bool { return !slices.Contains(other.Spec.ParentIDs, h.ID) }), err
}
