package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// CreateContactFlowVersion files the published content of a flow under the next
// number. The service does so for campaign flows only, we for all. LastModified…
// are about replicas in other Regions, of which there are none.
// spec: CreateContactFlowVersion.
func (s flows) CreateContactFlowVersion(ctx context.Context, in *connect.CreateContactFlowVersionInput) (*connect.CreateContactFlowVersionOutput, error) {
	draft := directory.VersionDraft{Description: text(in.Description), ContentID: text(in.FlowContentSha256)}
	if in.ContactFlowVersion != nil {
		draft.Number = *in.ContactFlowVersion
	}
	f, v, err := s.Directory.CreateVersion(ctx, instanceOf(in.InstanceId), text(in.ContactFlowId), draft)
	if err != nil {
		return nil, err
	}
	return &connect.CreateContactFlowVersionOutput{ContactFlowArn: new(s.arn(&f)), Version: &v.Spec.Number}, nil
}

// ListContactFlowVersions reads a page of a flow's versions, oldest first.
// spec: ListContactFlowVersions.
func (s flows) ListContactFlowVersions(ctx context.Context, in *connect.ListContactFlowVersionsInput) (*connect.ListContactFlowVersionsOutput, error) {
	f, err := s.Directory.Flow(ctx, instanceOf(in.InstanceId), text(in.ContactFlowId))
	if err != nil {
		return nil, err
	}
	found, next, err := pageIn(s.backend, listing{"ListContactFlowVersions", nil, in.NextToken, in.MaxResults}, s.arn(&f),
		func(page pageRequest) ([]directory.Version, string, error) {
			return s.Directory.FlowVersions(ctx, &f, page.after, page.limit)
		})
	summary := func(v *directory.Version) connect.ContactFlowVersionSummary {
		return connect.ContactFlowVersionSummary{
			Arn: new(v.Reference(s.arn(&f))), Version: &v.Spec.Number, VersionDescription: some(v.Spec.Description),
		}
	}
	return &connect.ListContactFlowVersionsOutput{ContactFlowVersionSummaryList: each(found, summary), NextToken: next}, err
}

// describeVersion reads a version of a flow. What is not the version's own, the
// name for instance, is the flow's as it is now.
func (s flows) describeVersion(ctx context.Context, in *connect.DescribeContactFlowInput, reference string, number int64) (*connect.DescribeContactFlowOutput, error) {
	f, err := s.Directory.Flow(ctx, instanceOf(in.InstanceId), reference)
	if err != nil {
		return nil, err
	}
	v, err := s.Directory.FlowVersion(ctx, &f, number)
	if err != nil {
		return nil, err
	}
	content, err := s.Directory.ContentText(ctx, f.InstanceID, v.Spec.ContentID)
	if err != nil {
		return nil, err
	}
	out := s.flow(&f, content, connect.ContactFlowStatusPublished)
	out.Version, out.VersionDescription = &v.Spec.Number, some(v.Spec.Description)
	out.LastModifiedTime = at(v.ModifiedAt)
	return &connect.DescribeContactFlowOutput{ContactFlow: &out}, nil
}
