package directory

import (
	"context"
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/routing"
)

// RoutingProfile says which queues an agent serves, and how many chats at once.
type RoutingProfile struct {
	Entry
	Spec RoutingProfileSpec
}

// RoutingProfileSpec is what a routing profile has besides its entry.
type RoutingProfileSpec struct {
	Description string
	// ChatConcurrency is how many chats an agent has at once, 0 for none.
	ChatConcurrency int
	// CrossChannel says whether chats come beside contacts of other channels, "" when
	// nobody said. spec: CrossChannelBehavior BehaviorType.
	CrossChannel   string `json:",omitempty"`
	DefaultQueueID string
	// Queues are those whose chats come to the agents.
	Queues []RoutedQueue
	// Others are the other channels. They are kept and shown; nothing is routed by them.
	Others []ChannelRouting `json:",omitempty"`
	// Manual are the queues out of which agents pick contacts, for any channel.
	Manual []ManualQueue `json:",omitempty"`
	// Order is by what agents are compared who could have a contact: SinceInbound, or
	// SinceActivity, which "" means too.
	Order string `json:",omitempty"`
}

// What the waiting of an agent counts from. spec: AgentAvailabilityTimer.
const (
	SinceActivity = "TIME_SINCE_LAST_ACTIVITY"
	SinceInbound  = "TIME_SINCE_LAST_INBOUND"
)

// RoutedQueue is a queue in a routing profile.
type RoutedQueue struct {
	QueueID  string
	Priority int
	// DelaySeconds is how long a contact waits before these agents get it.
	DelaySeconds int
}

// ChannelRouting is what a routing profile says of one channel.
type ChannelRouting struct {
	Channel      string
	Concurrency  int    // 0 when it only has queues
	CrossChannel string `json:",omitempty"`
	Queues       []RoutedQueue
}

// ManualQueue is a queue out of which agents pick contacts of a channel.
type ManualQueue struct {
	QueueID string
	Channel string
}

// Rules are what routing goes by for the agents of the profile.
func (p *RoutingProfile) Rules() routing.Rules {
	return routing.Rules{ProfileID: p.ID, Places: p.Spec.ChatConcurrency, SinceInbound: p.Spec.Order == SinceInbound}
}

// Serves are the queues that an agent of the profile serves, his own first.
func (p *RoutingProfile) Serves(agent chat.UserID) []routing.Queue {
	queues := []routing.Queue{{ID: OwnQueueID(agent), Priority: routing.Own}}
	for _, q := range p.Spec.Queues {
		queues = append(queues, routing.Queue{
			ID: chat.QueueID(q.QueueID), Priority: q.Priority, Delay: time.Duration(q.DelaySeconds) * time.Second,
		})
	}
	return queues
}

// Channels are what the profile says of each channel, of chats first.
func (s *RoutingProfileSpec) Channels() []ChannelRouting {
	var all []ChannelRouting
	if s.ChatConcurrency > 0 || len(s.Queues) > 0 {
		all = append(all, ChannelRouting{channelChat, s.ChatConcurrency, s.CrossChannel, s.Queues})
	}
	return append(all, s.Others...)
}

// setChannels keeps those that say anything.
func (s *RoutingProfileSpec) setChannels(all []ChannelRouting) {
	s.ChatConcurrency, s.CrossChannel, s.Queues, s.Others = 0, "", nil, nil
	for _, c := range all {
		switch {
		case c.Channel == channelChat:
			s.ChatConcurrency, s.CrossChannel, s.Queues = c.Concurrency, c.CrossChannel, c.Queues
		case c.Concurrency > 0 || len(c.Queues) > 0:
			s.Others = append(s.Others, c)
		}
	}
}

// QueueIDs are the queues whose contacts come to the agents on any channel, each once.
func (s *RoutingProfileSpec) QueueIDs() []string {
	var ids []string
	for _, c := range s.Channels() {
		for _, q := range c.Queues {
			if !slices.Contains(ids, q.QueueID) {
				ids = append(ids, q.QueueID)
			}
		}
	}
	return ids
}

// ManualQueueIDs are the queues out of which agents pick contacts, each once.
func (s *RoutingProfileSpec) ManualQueueIDs() []string {
	var ids []string
	for _, m := range s.Manual {
		if !slices.Contains(ids, m.QueueID) {
			ids = append(ids, m.QueueID)
		}
	}
	return ids
}

// names reports whether the profile names a queue for anything.
func (s *RoutingProfileSpec) names(queue string) bool {
	return s.DefaultQueueID == queue || slices.Contains(s.QueueIDs(), queue) || slices.Contains(s.ManualQueueIDs(), queue)
}

// RoutingProfile reads a routing profile by id or ARN. KindNotFound.
func (d *Directory) RoutingProfile(ctx context.Context, instance chat.InstanceID, reference string) (RoutingProfile, error) {
	e, s, err := get[RoutingProfileSpec](ctx, d, KindRoutingProfile, instance, reference)
	return RoutingProfile{e, s}, err
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
