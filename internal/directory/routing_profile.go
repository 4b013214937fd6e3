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

// queueIDs are the queues that the profile names.
func (s *RoutingProfileSpec) queueIDs() []string {
	ids := []string{s.DefaultQueueID}
	for _, q := range s.Queues {
		ids = append(ids, q.QueueID)
	}
	return ids
}

// RoutingProfiles reads a page of an instance's routing profiles in order of id,
// and says where the next one begins, "" at the end. spec: ListRoutingProfiles.
func (d *Directory) RoutingProfiles(ctx context.Context, instance chat.InstanceID, after string, limit int) ([]RoutingProfile, string, error) {
	return list(ctx, d, KindRoutingProfile, instance, after, limit, routingProfileOf)
}

// AllRoutingProfiles reads all routing profiles of an instance in order of id.
func (d *Directory) AllRoutingProfiles(ctx context.Context, instance chat.InstanceID) ([]RoutingProfile, error) {
	return every(ctx, d, KindRoutingProfile, instance, routingProfileOf)
}

func routingProfileOf(e Entry, s RoutingProfileSpec) RoutingProfile { return RoutingProfile{e, s} }
