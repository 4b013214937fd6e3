package directory

import (
	"context"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// PermissionsOf are the names of what a user may do, of all of the user's security
// profiles together, in order. A profile that is gone permits nothing.
// spec: List of security profile permissions.
func (d *Directory) PermissionsOf(ctx context.Context, u User) ([]string, error) {
	var names []string
	for _, id := range u.Spec.SecurityProfileIDs {
		p, err := d.SecurityProfile(ctx, u.InstanceID, id)
		if chat.KindOf(err) == chat.KindNotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		names = append(names, p.Spec.Permissions...)
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}
