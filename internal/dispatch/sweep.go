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
	// sweepMost is for how many contacts of a queue, or agents of a routing profile, a
	// sweep looks: those who are offered first, and the longest idle.
	sweepMost = 1000
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

// Sweep has matches looked for in each queue in which somebody waits. Run does it every
// few seconds. It asks from the side on which there are fewer, and for all of these, as
// those who are first may be the very ones that the others have missed before: so
// neither a crowd of agents nor one of contacts costs more than what could come of it.
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
	return d.sweepServices(ctx, q, services)
}

// sweepServices looks for a queue and the routing profiles that serve it. While nobody
// is free, as in a busy hour, it reads nothing else.
func (d *Dispatcher) sweepServices(ctx context.Context, q chat.WaitingQueue, services []service) error {
	var waiting []chat.Waiting
	fewer := false // contacts wait than agents of a profile are free
	for _, s := range services {
		free, err := d.Store.FreeAgents(ctx, q.InstanceID, s.ProfileID, s.Places, 1)
		if err != nil {
			return err
		}
		if len(free) == 0 {
			continue
		}
		if waiting == nil {
			if waiting, err = d.Store.Waiting(ctx, q.InstanceID, q.QueueID, chat.Waiting{}, sweepMost); err != nil {
				return err
			}
		}
		if free, err = d.Store.FreeAgents(ctx, q.InstanceID, s.ProfileID, s.Places, min(len(waiting)+1, sweepMost)); err != nil {
			return err
		}
		if len(free) > len(waiting) {
			fewer = true
			continue
		}
		for i := range free {
			d.enter(&d.swept, routing.Look{Instance: q.InstanceID, Agent: free[i].UserID})
		}
	}
	for i := range waiting {
		if w := &waiting[i]; fewer {
			d.enter(&d.swept, routing.Look{Instance: q.InstanceID, Session: w.SessionID, Contact: w.ContactID})
		}
	}
	return nil
}
