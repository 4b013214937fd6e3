package conversation

import (
	"context"
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/metrics"
)

// pacesLife is how long flows believe how fast contacts are taken on: many of them ask
// again and again for as long as customers wait. spec: Get metrics, near real-time.
const pacesLife = 5 * time.Second

// knownPaces are those that were read a short while ago, by instance.
type knownPaces struct {
	mu sync.Mutex
	by map[chat.InstanceID]pacesThen
}

// pacesThen are the paces of an instance's queues as they were at a time.
type pacesThen struct {
	at time.Time
	by map[chat.QueueID]metrics.Pace
}

// get is nil when they are not known, or were read too long ago.
func (k *knownPaces) get(instance chat.InstanceID, now time.Time) map[chat.QueueID]metrics.Pace {
	k.mu.Lock()
	defer k.mu.Unlock()
	then := k.by[instance]
	if age := now.Sub(then.at); age < 0 || age >= pacesLife {
		return nil
	}
	return then.by
}

func (k *knownPaces) put(instance chat.InstanceID, now time.Time, by map[chat.QueueID]metrics.Pace) {
	k.mu.Lock()
	defer k.mu.Unlock()
	put(&k.by, instance, pacesThen{now, by})
}

// pace gives how fast contacts of a queue are taken on.
func (w *work) pace(queue chat.QueueID) (metrics.Pace, error) {
	c, instance := w.conversations, w.session.InstanceID
	if w.brief.paces == nil {
		w.brief.paces = c.paces.get(instance, w.now)
	}
	if w.brief.paces == nil {
		return metrics.Pace{}, &need{"paces", func(ctx context.Context, _ *directory.Directory) error {
			now := c.Clock.Now()
			by, err := c.Paces(ctx, instance)
			if err == nil {
				w.brief.paces = by
				c.paces.put(instance, now, by)
			}
			return err
		}}
	}
	return w.brief.paces[queue], nil
}

// wait estimates for how many whole seconds a contact at a place of a queue has yet to
// wait, nil when that is not known.
func (w *work) wait(queue chat.QueueID, position int) (*int, error) {
	p, err := w.pace(queue)
	if err != nil {
		return nil, err
	}
	wait, known := p.Wait(position, w.now)
	if !known {
		return nil, nil
	}
	return new(int(wait / time.Second)), nil
}
