package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// CreateContactFlowModuleVersion files the published content of a module under the
// next number. spec: CreateContactFlowModuleVersion.
func (s modules) CreateContactFlowModuleVersion(ctx context.Context, in *connect.CreateContactFlowModuleVersionInput) (*connect.CreateContactFlowModuleVersionOutput, error) {
	m, v, err := s.Directory.CreateModuleVersion(ctx, instanceOf(in.InstanceId), text(in.ContactFlowModuleId), directory.VersionDraft{
		Description: text(in.Description), ContentID: text(in.FlowModuleContentSha256),
	})
	if err != nil {
		return nil, err
	}
	return &connect.CreateContactFlowModuleVersionOutput{ContactFlowModuleArn: new(s.arn(&m)), Version: &v.Spec.Number}, nil
}

// ListContactFlowModuleVersions reads a page of a module's versions, oldest first.
// spec: ListContactFlowModuleVersions.
func (s modules) ListContactFlowModuleVersions(ctx context.Context, in *connect.ListContactFlowModuleVersionsInput) (*connect.ListContactFlowModuleVersionsOutput, error) {
	m, err := s.Directory.Module(ctx, instanceOf(in.InstanceId), text(in.ContactFlowModuleId))
	if err != nil {
		return nil, err
	}
	found, next, err := pageIn(s.backend, listing{"ListContactFlowModuleVersions", nil, in.NextToken, in.MaxResults}, s.arn(&m),
		func(page pageRequest) ([]directory.Version, string, error) {
			return s.Directory.ModuleVersions(ctx, &m, page.after, page.limit)
		})
	summary := func(v *directory.Version) connect.ContactFlowModuleVersionSummary {
		return connect.ContactFlowModuleVersionSummary{
			Arn: new(v.Reference(s.arn(&m))), Version: &v.Spec.Number, VersionDescription: some(v.Spec.Description),
		}
	}
	return &connect.ListContactFlowModuleVersionsOutput{ContactFlowModuleVersionSummaryList: each(found, summary), NextToken: next}, err
}

// DeleteContactFlowModuleVersion removes a version that nothing names.
// spec: DeleteContactFlowModuleVersion.
func (s modules) DeleteContactFlowModuleVersion(ctx context.Context, in *connect.DeleteContactFlowModuleVersionInput) (*connect.DeleteContactFlowModuleVersionOutput, error) {
	return nil, s.Directory.DeleteModuleVersion(ctx, instanceOf(in.InstanceId), text(in.ContactFlowModuleId), *in.ContactFlowModuleVersion)
}
