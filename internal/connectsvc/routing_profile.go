package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// routingProfiles serves routing profiles, read only.
type routingProfiles struct{ *backend }

// DescribeRoutingProfile reads a routing profile. spec: DescribeRoutingProfile.
func (s routingProfiles) DescribeRoutingProfile(ctx context.Context, in *connect.DescribeRoutingProfileInput) (*connect.DescribeRoutingProfileOutput, error) {
	p, err := s.Directory.RoutingProfile(ctx, instanceOf(in.InstanceId), text(in.RoutingProfileId))
	if err != nil {
		return nil, err
	}
	users, err := s.Directory.AllUsers(ctx, p.InstanceID)
	if err != nil {
		return nil, err
	}
	served, queues := int64(0), []string{}
	for i := range users {
		if users[i].Spec.RoutingProfileID == p.ID {
			served++
		}
	}
	for _, q := range p.Spec.Queues {
		queues = append(queues, q.QueueID)
	}
	return &connect.DescribeRoutingProfileOutput{RoutingProfile: &connect.RoutingProfile{
		InstanceId:             new(string(p.InstanceID)),
		RoutingProfileArn:      new(s.arn(&p)),
		RoutingProfileId:       new(p.ID),
		Name:                   new(p.Name),
		Description:            some(p.Spec.Description),
		DefaultOutboundQueueId: some(p.Spec.DefaultQueueID),
		MediaConcurrencies: []connect.MediaConcurrency{{
			Channel: new(connect.ChannelChat), Concurrency: new(int32(p.Spec.ChatConcurrency)),
		}},
		IsDefault:                new(p.ID == directory.BasicProfileID),
		AssociatedQueueIds:       queues,
		NumberOfAssociatedQueues: new(int64(len(queues))),
		NumberOfAssociatedUsers:  &served,
		Tags:                     nonEmpty(p.Tags),
		LastModifiedTime:         at(p.ModifiedAt),
		LastModifiedRegion:       new(s.Directory.Names.Region),
	}}, nil
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

func (s routingProfiles) arn(p *directory.RoutingProfile) string {
	return s.Directory.Names.Resource(p.InstanceID, directory.KindRoutingProfile, p.ID)
}
