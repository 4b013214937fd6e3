package directory

import (
	"context"
	"fmt"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// maxParents bounds the hours that one inherits from. spec: Amazon Connect
// administrator guide, link overrides.
const maxParents = 3

const parentConfigs = "ParentHoursOfOperationConfigs"

// LinkHours lets hours inherit the overrides of others, given by id or ARN; ones
// that they inherit from already are no error. Hours that others inherit from
// cannot themselves inherit. KindNotFound, KindRejected, KindQuota.
// spec: AssociateHoursOfOperations.
func (d *Directory) LinkHours(ctx context.Context, instance chat.InstanceID, reference string, parents []string) error {
	return d.changeHours(ctx, instance, reference, func(h *Hours) error {
		children, err := d.ChildHours(ctx, h)
		if err != nil {
			return err
		}
		if len(children) > 0 {
			return chat.Rejected("HoursOfOperationId", "the hours of operation "+children[0].Name+" inherit from these, which so cannot inherit themselves")
		}
		return d.addParents(ctx, h, parents)
	})
}

// UnlinkHours ends inheritance; from hours that they do not inherit from is no
// error. KindNotFound, KindRejected. spec: DisassociateHoursOfOperations.
func (d *Directory) UnlinkHours(ctx context.Context, instance chat.InstanceID, reference string, parents []string) error {
	return d.changeHours(ctx, instance, reference, func(h *Hours) error {
		for _, p := range parents {
			id, _ := ref(instance, KindHours, p)
			h.Spec.ParentIDs = slices.DeleteFunc(h.Spec.ParentIDs, func(have string) bool { return have == id })
		}
		return nil
	})
}

func (d *Directory) addParents(ctx context.Context, h *Hours, parents []string) error {
	for _, reference := range parents {
		parent, err := d.ownHours(ctx, h.InstanceID, reference)
		switch {
		case chat.KindOf(err) == chat.KindNotFound:
			return chat.NotFound(parentConfigs, "the hours of operation "+reference+" do not exist")
		case err != nil:
			return err
		case parent.ID == h.ID:
			return chat.Rejected(parentConfigs, "hours of operation cannot inherit from themselves")
		case len(parent.Spec.ParentIDs) > 0:
			return chat.Rejected(parentConfigs, "the hours of operation "+parent.Name+" inherit from others, so nothing can inherit from them")
		case !slices.Contains(h.Spec.ParentIDs, parent.ID):
			h.Spec.ParentIDs = append(h.Spec.ParentIDs, parent.ID)
		}
	}
	if n := len(h.Spec.ParentIDs); n > maxParents {
		return &chat.Error{Kind: chat.KindQuota, Member: parentConfigs, Detail: fmt.Sprintf("would be %d, the limit is %d", n, maxParents)}
	}
	return nil
}
