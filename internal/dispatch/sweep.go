package dispatch

import (
	"context"
	"log/slog"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/routing"
)

// sweepPage is how many queues are read at a time.
const sweepPage = 100

// sweep goes through the queues in which somebody waits, again and again.
func (d *Dispatcher) sweep(ctx context.Context) {
	for ctx.Err() == nil {
		if err := d.sweepOnce(ctx); err != nil && ctx.Err() == nil {
			d.Log.Warn("the queues could not be gone through", slog.Any("error", err))
		}
		timer := d.Clock.NewTimer(sweepEvery)
		select {
		case <-timer.C():
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// sweepOnce looks for an agent for the first contact of each queue. When one is
// found, and is offered what there is, the next sweep looks for the next one.
func (d *Dispatcher) sweepOnce(ctx context.Context) error {
	var after chat.WaitingQueue
	for {
		queues, err := d.Store.WaitingQueues(ctx, after, sweepPage)
		if err != nil {
			return err
		}
		for _, q := range queues {
			line, err := d.Store.Waiting(ctx, q.InstanceID, q.QueueID, chat.Waiting{}, maxPassed)
			if err != nil {
				return err
			}
			for i := range line {
				if i == 0 || line[i].Criteria || line[i-1].Criteria {
					d.Look(routing.Look{Instance: q.InstanceID, Session: line[i].SessionID})
				}
			}
			after = q
		}
		if len(queues) < sweepPage {
			return nil
		}
	}
}
