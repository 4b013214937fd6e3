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
	list := "ListContactFlowModuleVersions " + s.arn(&m)
	page, err := s.openPage(list, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	found, next, err := s.Directory.ModuleVersions(ctx, &m, page.after, page.limit)
	if err != nil {
		return nil, err
	}
	out := &connect.ListContactFlowModuleVersionsOutput{ContactFlowModuleVersionSummaryList: []connect.ContactFlowModuleVersionSummary{}}
	for i := range found {
		v := &found[i]
		out.ContactFlowModuleVersionSummaryList = append(out.ContactFlowModuleVersionSummaryList, connect.ContactFlowModuleVersionSummary{
			Arn: new(v.Reference(s.arn(&m))), Version: &v.Spec.Number, VersionDescription: some(v.Spec.Description),
		})
	}
	out.NextToken, err = s.sealPage(list, next)
	return out, err
}

// DeleteContactFlowModuleVersion removes a version that nothing names.
// spec: DeleteContactFlowModuleVersion.
func (s modules) DeleteContactFlowModuleVersion(ctx context.Context, in *connect.DeleteContactFlowModuleVersionInput) (*connect.DeleteContactFlowModuleVersionOutput, error) {
	return nil, s.Directory.DeleteModuleVersion(ctx, instanceOf(in.InstanceId), text(in.ContactFlowModuleId), *in.ContactFlowModuleVersion)
}
