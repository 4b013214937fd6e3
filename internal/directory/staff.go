package directory

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Staff is who serves a queue.
type Staff struct {
	// Owner is the user whose own queue it is, "" for one that many serve.
	Owner chat.UserID
	// Places are, by routing profile, how many chats an agent of it has at once: of all
	// profiles that have the queue, or of its owner's.
	Places map[string]int
}

// Staff reads who serves a queue, by its id.
func (d *Directory) Staff(ctx context.Context, instance chat.InstanceID, queue string) (Staff, error) {
	staff := Staff{Owner: OwnerOf(chat.QueueID(queue)), Places: map[string]int{}}
	profiles, err := d.AllRoutingProfiles(ctx, instance)
	if err != nil {
		return Staff{}, err
	}
	for i := range profiles {
		if p := &profiles[i]; staff.Owner != "" || p.HasQueue(queue) {
			staff.Places[p.ID] = p.Spec.ChatConcurrency
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
