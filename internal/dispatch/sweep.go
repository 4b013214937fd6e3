package dispatch

import (
	"context"
	"log/slog"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/routing"
)

const (
	// sweepPage is how many queues are read at a time.
	sweepPage = 100
	// sweepAgents is for how many agents of a routing profile a sweep has contacts
	// looked for, the longest idle first.
	sweepAgents = 1000
)

// sweep goes through the queues in which somebody waits, again and again.
func (d *Dispatcher) sweep(ctx context.Context) {
	for ctx.Err() == nil {
		if err := d.Sweep(ctx); err != nil && ctx.Err() == nil {
			d.Log.Warn("the queues could not be gone through", slog.Any("error", err))
		}
		timer := d.Machine.NewTimer(sweepEvery)
		select {
		case <-timer.C():
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// Sweep has contacts looked for for the free agents of each queue in which somebody
// waits. Run does it every few seconds. It asks from the agents' side, because those who are first in line may be the
// very ones that the agents have missed before.
func (d *Dispatcher) Sweep(ctx context.Context) error {
	var after chat.WaitingQueue
	for {
		queues, err := d.Store.WaitingQueues(ctx, after, sweepPage)
		if err != nil {
			return err
		}
		for _, q := range queues {
			if err := d.sweepQueue(ctx, q); err != nil {
				return err
			}
			after = q
		}
		if len(queues) < sweepPage {
			return nil
		}
	}
}

func (d *Dispatcher) sweepQueue(ctx context.Context, q chat.WaitingQueue) error {
	if owner := directory.OwnerOf(q.QueueID); owner != "" {
		d.enter(&d.swept, routing.Look{Instance: q.InstanceID, Agent: owner})
		return nil
	}
	services, err := d.profiles.serving(ctx, q.InstanceID, q.QueueID)
	if err != nil {
		return err
	}
	for _, s := range services {
		free, err := d.Store.FreeAgents(ctx, q.InstanceID, s.ProfileID, s.Places, sweepAgents)
		if err != nil {
			return err
		}
		for i := range free {
			d.enter(&d.swept, routing.Look{Instance: q.InstanceID, Agent: free[i].UserID})
		}
	}
	return nil
}
