package connectsvc

import (
	"context"
	"maps"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// metricData serves the metrics of agents and contacts.
type metricData struct{ *backend }

// scope is what a request for metrics is about: queues, and the routing profiles that
// serve them, or routing profiles, and the queues that they serve.
type scope struct {
	queues   []string // in the order in which they were named
	profiles []directory.RoutingProfile
	// byProfile says that routing profiles were named.
	byProfile bool
}

// scopeOf reads queues or routing profiles by their ids or ARNs. KindInvalid unless
// either is named, KindNotFound.
func (s metricData) scopeOf(ctx context.Context, instance chat.InstanceID, queues, profiles []string) (*scope, error) {
	switch {
	case len(queues) == 0 && len(profiles) == 0:
		return nil, chat.Invalid("Filters", "must have Queues or RoutingProfiles")
	case len(queues) > 0 && len(profiles) > 0:
		return nil, chat.Invalid("Filters", "cannot have both Queues and RoutingProfiles")
	}
	all, err := s.Directory.AllRoutingProfiles(ctx, instance)
	if err != nil {
		return nil, err
	}
	if len(profiles) > 0 {
		return s.ofProfiles(ctx, instance, profiles)
	}
	out := &scope{}
	for _, reference := range queues {
		q, err := s.Directory.Queue(ctx, instance, reference)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(out.queues, q.ID) {
			out.queues = append(out.queues, q.ID)
		}
	}
	for i := range all {
		if slices.ContainsFunc(out.queues, all[i].HasQueue) {
			out.profiles = append(out.profiles, all[i])
		}
	}
	return out, nil
}

func (s metricData) ofProfiles(ctx context.Context, instance chat.InstanceID, profiles []string) (*scope, error) {
	out := &scope{byProfile: true}
	named, served := map[string]bool{}, map[string]bool{}
	for _, reference := range profiles {
		p, err := s.Directory.RoutingProfile(ctx, instance, reference)
		if err != nil {
			return nil, err
		}
		if named[p.ID] {
			continue
		}
		named[p.ID] = true
		out.profiles = append(out.profiles, p)
		for _, q := range p.Spec.Queues {
			served[q.QueueID] = true
		}
	}
	out.queues = slices.Sorted(maps.Keys(served))
	return out, nil
}

// served are the queues of the scope that a routing profile has.
func (c *scope) served(p *directory.RoutingProfile) (queues []string) {
	for _, q := range c.queues {
		if p.HasQueue(q) {
			queues = append(queues, q)
		}
	}
	return queues
}

// serving are the routing profiles of the scope that have a queue.
func (c *scope) serving(queue string) (profiles []directory.RoutingProfile) {
	for i := range c.profiles {
		if c.profiles[i].HasQueue(queue) {
			profiles = append(profiles, c.profiles[i])
		}
	}
	return profiles
}
