package directory

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Queues reads a page of an instance's queues, but for those of users, in order of
// id, those whose id is greater than after, and says where the next page begins, "" at the end.
// spec: ListQueues.
func (d *Directory) Queues(ctx context.Context, instance chat.InstanceID, after string, limit int) ([]Queue, string, error) {
	return list(ctx, d, KindQueue, instance, after, limit, queueOf)
}

// AllQueues reads all queues of an instance but for those of users, in order of id.
func (d *Directory) AllQueues(ctx context.Context, instance chat.InstanceID) ([]Queue, error) {
	return every(ctx, d, KindQueue, instance, queueOf)
}

func queueOf(e Entry, s QueueSpec) Queue { return Queue{e, s} }

// OwnQueues reads a page of the queues that users have, as Queues does those that
// many serve; none is in both. spec: ListQueues.
func (d *Directory) OwnQueues(ctx context.Context, instance chat.InstanceID, after string, limit int) ([]Queue, string, error) {
	users, next, err := d.Users(ctx, instance, string(OwnerOf(chat.QueueID(after))), limit)
	if err != nil {
		return nil, "", err
	}
	queues := make([]Queue, len(users))
	for i := range users {
		queues[i] = users[i].Queue()
	}
	if next != "" {
		next = string(OwnQueueID(chat.UserID(next)))
	}
	return queues, next, nil
}
