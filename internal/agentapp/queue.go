package agentapp

import (
	"context"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// queue is a queue as pages show it.
type queue struct {
	QueueARN string `json:"queueARN"`
	// Name is null for the queue of an agent, which has none.
	Name *string `json:"name"`
}

func queueOf(names directory.Names, instance chat.InstanceID, id, name string) queue {
	return queue{names.Resource(instance, directory.KindQueue, id), some(name)}
}

type queuesOutput struct {
	Queues    []queue `json:"queues"`
	NextToken *string `json:"nextToken"`
}

// GetRoutingProfileQueues lists the queues that the agent serves, his own among
// them, out of whose ARN pages read his id. All are on one page: the library's worker
// loses all pages but the last.
func (s *Service) GetRoutingProfileQueues(ctx context.Context, _ *input) (*queuesOutput, error) {
	a := callerOf(ctx)
	_, p, err := s.profile(ctx, a)
	if err != nil {
		return nil, err
	}
	ids := p.Spec.QueueIDs()
	if d := p.Spec.DefaultQueueID; d != "" && !slices.Contains(ids, d) {
		ids = append(ids, d)
	}
	out := &queuesOutput{Queues: []queue{}}
	for _, id := range append(ids, string(directory.OwnQueueID(a.User))) {
		q, err := s.names.queue(ctx, a.Instance, chat.QueueID(id))
		if err != nil {
			return nil, err
		}
		out.Queues = append(out.Queues, q)
	}
	return out, nil
}

// profile reads the agent as a user, with his routing profile.
func (s *Service) profile(ctx context.Context, a Agent) (directory.User, directory.RoutingProfile, error) {
	u, err := s.Directory.User(ctx, a.Instance, string(a.User))
	if err != nil {
		return u, directory.RoutingProfile{}, err
	}
	p, err := s.Directory.RoutingProfile(ctx, a.Instance, u.Spec.RoutingProfileID)
	return u, p, as(codeConfiguration, err)
}
