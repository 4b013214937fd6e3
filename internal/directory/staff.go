package directory

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Staff is who is there to take the chats of a queue: the users who take them on
// without being asked. Its values are how many chats each has at once.
type Staff map[chat.UserID]int

// Staff reads the staff of a queue by its id: of a user's own queue that user, of
// any other those whose routing profile has it.
func (d *Directory) Staff(ctx context.Context, instance chat.InstanceID, queue string) (Staff, error) {
	profiles, err := d.AllRoutingProfiles(ctx, instance)
	if err != nil {
		return nil, err
	}
	serving := make(map[string]int, len(profiles))
	owner := OwnerOf(chat.QueueID(queue))
	for _, p := range profiles {
		if owner != "" || p.HasQueue(queue) {
			serving[p.ID] = p.Spec.ChatConcurrency
		}
	}
	users, err := d.AllUsers(ctx, instance)
	if err != nil {
		return nil, err
	}
	staff := Staff{}
	for _, u := range users {
		chats, serves := serving[u.Spec.RoutingProfileID]
		if id := chat.UserID(u.ID); serves && chats > 0 && u.AcceptsChats() && (owner == "" || owner == id) {
			staff[id] = chats
		}
	}
	return staff, nil
}

// HasQueue reports whether the chats of a queue come to the agents of the profile.
func (p *RoutingProfile) HasQueue(queue string) bool {
	for _, q := range p.Spec.Queues {
		if q.QueueID == queue {
			return true
		}
	}
	return false
}
