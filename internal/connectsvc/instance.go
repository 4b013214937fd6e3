package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// instances serves the instances, read only.
type instances struct{ *backend }

// DescribeInstance reads an instance. spec: DescribeInstance.
func (s instances) DescribeInstance(ctx context.Context, in *connect.DescribeInstanceInput) (*connect.DescribeInstanceOutput, error) {
	i, err := s.Directory.Instance(ctx, text(in.InstanceId))
	if err != nil {
		return nil, err
	}
	all := s.summary(&i)
	return &connect.DescribeInstanceOutput{Instance: &connect.Instance{
		Arn:                    all.Arn,
		Id:                     all.Id,
		InstanceAlias:          all.InstanceAlias,
		IdentityManagementType: all.IdentityManagementType,
		InstanceStatus:         all.InstanceStatus,
		CreatedTime:            all.CreatedTime,
		InboundCallsEnabled:    all.InboundCallsEnabled,
		OutboundCallsEnabled:   all.OutboundCallsEnabled,
		Tags:                   nonEmpty(i.Tags),
	}}, nil
}

// ListInstances reads all instances. They fit a page. spec: ListInstances.
func (s instances) ListInstances(ctx context.Context, in *connect.ListInstancesInput) (*connect.ListInstancesOutput, error) {
	if _, err := s.openPage("ListInstances", in.NextToken, in.MaxResults); err != nil {
		return nil, err
	}
	all, err := s.Directory.Instances(ctx)
	if err != nil {
		return nil, err
	}
	return &connect.ListInstancesOutput{InstanceSummaryList: each(all, s.summary)}, nil
}

func (s instances) summary(i *directory.Instance) connect.InstanceSummary {
	return connect.InstanceSummary{
		Arn:                    new(s.Directory.Names.Instance(i.InstanceID)),
		Id:                     new(i.ID),
		InstanceAlias:          some(i.Name),
		IdentityManagementType: some(i.Spec.IdentityManagement),
		InstanceStatus:         new(connect.InstanceStatusActive),
		CreatedTime:            at(i.CreatedAt),
		InboundCallsEnabled:    new(false),
		OutboundCallsEnabled:   new(false),
	}
}
