package directory

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Queues reads a page of an instance's queues in order of id, those whose id is
// greater than after, and says where the next page begins, "" at the end.
// spec: ListQueues.
func (d *Directory) Queues(ctx context.Context, instance chat.InstanceID, after string, limit int) ([]Queue, string, error) {
	rs, next, err := d.page(ctx, instance, KindQueue, after, limit)
	if err != nil {
		return nil, "", err
	}
	queues := make([]Queue, len(rs))
	for i, r := range rs {
		e, s, err := entryOf[QueueSpec](r)
		if err != nil {
			return nil, "", chat.Internal("read the queues", err)
		}
		queues[i] = Queue{e, s}
	}
	return queues, next, nil
}
