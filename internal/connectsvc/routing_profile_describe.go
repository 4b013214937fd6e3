package connectsvc

import (
	"cmp"
	"context"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// DescribeRoutingProfile reads a routing profile. spec: DescribeRoutingProfile.
func (s routingProfiles) DescribeRoutingProfile(ctx context.Context, in *connect.DescribeRoutingProfileInput) (*connect.DescribeRoutingProfileOutput, error) {
	p, err := s.Directory.RoutingProfile(ctx, instanceOf(in.InstanceId), text(in.RoutingProfileId))
	if err != nil {
		return nil, err
	}
	served, err := s.served(ctx, p.InstanceID)
	if err != nil {
		return nil, err
	}
	return &connect.DescribeRoutingProfileOutput{RoutingProfile: new(s.profile(&p, served[p.ID]))}, nil
}

// served counts the users of each routing profile.
func (s routingProfiles) served(ctx context.Context, instance chat.InstanceID) (map[string]int64, error) {
	users, err := s.Directory.AllUsers(ctx, instance)
	counts := map[string]int64{}
	for i := range users {
		counts[users[i].Spec.RoutingProfileID]++
	}
	return counts, err
}

func (s routingProfiles) profile(p *directory.RoutingProfile, served int64) connect.RoutingProfile {
	queues, manual := p.Spec.QueueIDs(), p.Spec.ManualQueueIDs()
	return connect.RoutingProfile{
		InstanceId:                               new(string(p.InstanceID)),
		RoutingProfileArn:                        new(s.arn(p)),
		RoutingProfileId:                         new(p.ID),
		Name:                                     new(p.Name),
		Description:                              some(p.Spec.Description),
		DefaultOutboundQueueId:                   some(p.Spec.DefaultQueueID),
		MediaConcurrencies:                       concurrencies(p.Spec.Channels()),
		AgentAvailabilityTimer:                   new(cmp.Or(p.Spec.Order, directory.SinceActivity)),
		IsDefault:                                new(p.ID == directory.BasicProfileID),
		AssociatedQueueIds:                       queues,
		NumberOfAssociatedQueues:                 new(int64(len(queues))),
		AssociatedManualAssignmentQueueIds:       manual,
		NumberOfAssociatedManualAssignmentQueues: new(int64(len(manual))),
		NumberOfAssociatedUsers:                  &served,
		Tags:                                     nonEmpty(p.Tags),
		LastModifiedTime:                         at(p.ModifiedAt),
		LastModifiedRegion:                       new(s.Directory.Names.Region),
	}
}

func concurrencies(channels []directory.ChannelRouting) []connect.MediaConcurrency {
	out := []connect.MediaConcurrency{}
	for _, c := range channels {
		if c.Concurrency == 0 {
			continue
		}
		m := connect.MediaConcurrency{Channel: new(c.Channel), Concurrency: new(int32(c.Concurrency))}
		if c.CrossChannel != "" {
			m.CrossChannelBehavior = &connect.CrossChannelBehavior{BehaviorType: new(c.CrossChannel)}
		}
		out = append(out, m)
	}
	return out
}

// ListRoutingProfiles reads a page of the routing profiles.
// spec: ListRoutingProfiles.
func (s routingProfiles) ListRoutingProfiles(ctx context.Context, in *connect.ListRoutingProfilesInput) (*connect.ListRoutingProfilesOutput, error) {
	found, next, err := pageOf(ctx, s.backend, listing{"ListRoutingProfiles", in.InstanceId, in.NextToken, in.MaxResults}, s.Directory.RoutingProfiles)
	return &connect.ListRoutingProfilesOutput{RoutingProfileSummaryList: each(found, s.summary), NextToken: next}, err
}

func (s routingProfiles) summary(p *directory.RoutingProfile) connect.RoutingProfileSummary {
	return connect.RoutingProfileSummary{
		Id:                 new(p.ID),
		Arn:                new(s.arn(p)),
		Name:               new(p.Name),
		LastModifiedTime:   at(p.ModifiedAt),
		LastModifiedRegion: new(s.Directory.Names.Region),
	}
}

// SearchRoutingProfiles reads a page of the routing profiles that meet criteria and
// carry tags. spec: SearchRoutingProfiles.
func (s routingProfiles) SearchRoutingProfiles(ctx context.Context, in *connect.SearchRoutingProfilesInput) (*connect.SearchRoutingProfilesOutput, error) {
	criteria := profileCriteria(in.SearchCriteria)
	if err := criteria.check("associatedQueueIds", "name", "description", "resourceID"); err != nil {
		return nil, err
	}
	found, err := search(ctx, s.backend, listing{"SearchRoutingProfiles", in.InstanceId, in.NextToken, in.MaxResults}, s.Directory.AllRoutingProfiles,
		func(p *directory.RoutingProfile) bool {
			return (in.SearchFilter == nil || tagged(p.Tags, in.SearchFilter.TagFilter)) && criteria.meets(fields{
				"associatedqueueids": p.Spec.QueueIDs(), "name": {p.Name}, "description": {p.Spec.Description}, "resourceid": {p.ID},
			})
		}, func(p *directory.RoutingProfile) string { return p.ID })
	if err != nil {
		return nil, err
	}
	served, err := s.served(ctx, instanceOf(in.InstanceId))
	return &connect.SearchRoutingProfilesOutput{
		RoutingProfiles: each(found.page, func(p *directory.RoutingProfile) connect.RoutingProfile { return s.profile(p, served[p.ID]) }),
		NextToken:       found.token, ApproximateTotalCount: found.total,
	}, err
}

func profileCriteria(c *connect.RoutingProfileSearchCriteria) *criteria {
	if c == nil {
		return nil
	}
	return &criteria{text: c.StringCondition, and: each(c.AndConditions, profileCriteria), or: each(c.OrConditions, profileCriteria)}
}

// ListRoutingProfileQueues reads a page of the queues whose contacts come to the
// agents. spec: ListRoutingProfileQueues.
func (s routingProfiles) ListRoutingProfileQueues(ctx context.Context, in *connect.ListRoutingProfileQueuesInput) (*connect.ListRoutingProfileQueuesOutput, error) {
	p, called, err := s.withQueues(ctx, in.InstanceId, in.RoutingProfileId)
	if err != nil {
		return nil, err
	}
	all := []connect.RoutingProfileQueueConfigSummary{}
	for _, c := range p.Spec.Channels() {
		for _, q := range c.Queues {
			name, arn := called(q.QueueID)
			all = append(all, connect.RoutingProfileQueueConfigSummary{
				QueueId: new(q.QueueID), QueueName: name, QueueArn: arn, Channel: new(c.Channel),
				Priority: new(int32(q.Priority)), Delay: new(int32(q.DelaySeconds)),
			})
		}
	}
	key := func(q *connect.RoutingProfileQueueConfigSummary) string { return *q.QueueId + " " + *q.Channel }
	slices.SortFunc(all, func(a, b connect.RoutingProfileQueueConfigSummary) int { return cmp.Compare(key(&a), key(&b)) })
	found, next, err := part(s.backend, listing{"ListRoutingProfileQueues", nil, in.NextToken, in.MaxResults}, p.ID, all, key)
	return &connect.ListRoutingProfileQueuesOutput{
		RoutingProfileQueueConfigSummaryList: found, NextToken: next,
		LastModifiedTime: at(p.ModifiedAt), LastModifiedRegion: new(s.Directory.Names.Region),
	}, err
}

// ListRoutingProfileManualAssignmentQueues reads a page of the queues out of which the
// agents pick contacts. spec: ListRoutingProfileManualAssignmentQueues.
func (s routingProfiles) ListRoutingProfileManualAssignmentQueues(ctx context.Context, in *connect.ListRoutingProfileManualAssignmentQueuesInput) (*connect.ListRoutingProfileManualAssignmentQueuesOutput, error) {
	p, called, err := s.withQueues(ctx, in.InstanceId, in.RoutingProfileId)
	if err != nil {
		return nil, err
	}
	all := each(p.Spec.Manual, func(m *directory.ManualQueue) connect.RoutingProfileManualAssignmentQueueConfigSummary {
		name, arn := called(m.QueueID)
		return connect.RoutingProfileManualAssignmentQueueConfigSummary{QueueId: new(m.QueueID), QueueName: name, QueueArn: arn, Channel: new(m.Channel)}
	})
	key := func(q *connect.RoutingProfileManualAssignmentQueueConfigSummary) string {
		return *q.QueueId + " " + *q.Channel
	}
	slices.SortFunc(all, func(a, b connect.RoutingProfileManualAssignmentQueueConfigSummary) int {
		return cmp.Compare(key(&a), key(&b))
	})
	found, next, err := part(s.backend, listing{"ListRoutingProfileManualAssignmentQueues", nil, in.NextToken, in.MaxResults}, p.ID, all, key)
	return &connect.ListRoutingProfileManualAssignmentQueuesOutput{
		RoutingProfileManualAssignmentQueueConfigSummaryList: found, NextToken: next,
		LastModifiedTime: at(p.ModifiedAt), LastModifiedRegion: new(s.Directory.Names.Region),
	}, err
}

// withQueues reads a routing profile, and what queues are called.
func (s routingProfiles) withQueues(ctx context.Context, instance, reference *string) (p directory.RoutingProfile, called func(id string) (name, arn *string), err error) {
	if p, err = s.Directory.RoutingProfile(ctx, instanceOf(instance), text(reference)); err != nil {
		return p, nil, err
	}
	all, err := s.Directory.AllQueues(ctx, p.InstanceID)
	names := map[string]string{}
	for _, q := range all {
		names[q.ID] = q.Name
	}
	return p, func(id string) (name, arn *string) {
		return new(names[id]), new(s.Directory.Names.Resource(p.InstanceID, directory.KindQueue, id))
	}, err
}
