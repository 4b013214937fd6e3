package dispatch

import (
	"context"
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/routing"
)

// profiles knows which routing profiles serve a queue. What it knows may be
// profilesLife old; what changes meanwhile the sweep makes good.
type profiles struct {
	directory *directory.Directory
	clock     clock.Clock

	mu    sync.Mutex
	known map[chat.InstanceID]*served
}

// profilesLife is how long routing profiles are believed to be as they were read.
const profilesLife = 2 * time.Second

// served are the routing profiles of an instance, by queue.
type served struct {
	readAt time.Time
	by     map[chat.QueueID][]service
}

// service is a routing profile that serves a queue.
type service struct {
	routing.Rules
	delay time.Duration
}

// serving are the routing profiles that serve a queue of many agents.
func (p *profiles) serving(ctx context.Context, instance chat.InstanceID, queue chat.QueueID) ([]service, error) {
	p.mu.Lock()
	s := p.known[instance]
	p.mu.Unlock()
	if now := p.clock.Now(); s == nil || now.Sub(s.readAt) >= profilesLife {
		all, err := p.directory.AllRoutingProfiles(ctx, instance)
		if err != nil {
			return nil, err
		}
		s = index(all, now)
		p.mu.Lock()
		if p.known == nil {
			p.known = map[chat.InstanceID]*served{}
		}
		p.known[instance] = s
		p.mu.Unlock()
	}
	return s.by[queue], nil
}

func index(all []directory.RoutingProfile, now time.Time) *served {
	s := &served{readAt: now, by: map[chat.QueueID][]service{}}
	for i := range all {
		p := &all[i]
		if p.Spec.ChatConcurrency == 0 {
			continue
		}
		for _, q := range p.Spec.Queues {
			id := chat.QueueID(q.QueueID)
			s.by[id] = append(s.by[id], service{p.Rules(), time.Duration(q.DelaySeconds) * time.Second})
		}
	}
	return s
}
