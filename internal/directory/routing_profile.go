package directory

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// RoutingProfile reads a routing profile by id or ARN. KindNotFound.
func (d *Directory) RoutingProfile(ctx context.Context, instance chat.InstanceID, reference string) (RoutingProfile, error) {
	e, s, err := get[RoutingProfileSpec](ctx, d, KindRoutingProfile, instance, reference)
	return RoutingProfile{e, s}, err
}

// RoutingProfiles reads a page of an instance's routing profiles in order of id,
// and says where the next one begins, "" at the end. spec: ListRoutingProfiles.
func (d *Directory) RoutingProfiles(ctx context.Context, instance chat.InstanceID, after string, limit int) ([]RoutingProfile, string, error) {
	rs, next, err := d.page(ctx, instance, KindRoutingProfile, after, limit)
	if err != nil {
		return nil, "", err
	}
	profiles, err := typed(rs, func(e Entry, s RoutingProfileSpec) RoutingProfile { return RoutingProfile{e, s} })
	return profiles, next, err
}
