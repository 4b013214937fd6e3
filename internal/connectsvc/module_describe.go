package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// DescribeContactFlowModule reads a module: its published content, the saved one for
// an id with the suffix :$SAVED, or a version's for one with its number or an alias.
// spec: DescribeContactFlowModule.
func (s modules) DescribeContactFlowModule(ctx context.Context, in *connect.DescribeContactFlowModuleInput) (*connect.DescribeContactFlowModuleOutput, error) {
	c, err := s.Directory.ModuleContent(ctx, instanceOf(in.InstanceId), text(in.ContactFlowModuleId))
	if err != nil {
		return nil, err
	}
	out := s.module(&c)
	return &connect.DescribeContactFlowModuleOutput{ContactFlowModule: &out}, nil
}

// module writes a module with one of its contents. What is not a version's own, the
// name for instance, is the module's as it is now.
func (s modules) module(c *directory.ModuleContent) connect.ContactFlowModule {
	out := connect.ContactFlowModule{
		Arn:                     new(s.arn(&c.Module)),
		Id:                      new(c.ID),
		Name:                    new(c.Name),
		State:                   new(moduleState(&c.Module)),
		Status:                  new(connect.ContactFlowModuleStatusPublished),
		Description:             some(c.Spec.Description),
		Content:                 new(c.Content),
		FlowModuleContentSha256: new(string(directory.ContentID(c.Content))),
		Settings:                some(c.Settings),
		Tags:                    nonEmpty(c.Tags),
	}
	if c.Saved {
		out.Status = new(connect.ContactFlowModuleStatusSaved)
	}
	if c.Version != nil {
		out.Version, out.VersionDescription = &c.Version.Spec.Number, some(c.Version.Spec.Description)
	}
	if c.Spec.External != nil {
		out.ExternalInvocationConfiguration = &connect.ExternalInvocationConfiguration{Enabled: c.Spec.External}
	}
	return out
}

// ListContactFlowModules reads a page of the modules, of one state or of both.
// spec: ListContactFlowModules.
func (s modules) ListContactFlowModules(ctx context.Context, in *connect.ListContactFlowModulesInput) (*connect.ListContactFlowModulesOutput, error) {
	inState := func(m *directory.Module) bool {
		return in.ContactFlowModuleState == nil || *in.ContactFlowModuleState == moduleState(m)
	}
	read := func(ctx context.Context, instance chat.InstanceID, after string, limit int) ([]directory.Module, string, error) {
		return s.Directory.Modules(ctx, instance, inState, after, limit)
	}
	found, next, err := pageOf(ctx, s.backend, listing{"ListContactFlowModules", in.InstanceId, in.NextToken, in.MaxResults}, read)
	return &connect.ListContactFlowModulesOutput{ContactFlowModulesSummaryList: each(found, s.summary), NextToken: next}, err
}

func (s modules) summary(m *directory.Module) connect.ContactFlowModuleSummary {
	return connect.ContactFlowModuleSummary{Arn: new(s.arn(m)), Id: new(m.ID), Name: new(m.Name), State: new(moduleState(m))}
}

func moduleState(m *directory.Module) string {
	if m.Spec.Archived {
		return connect.ContactFlowModuleStateArchived
	}
	return connect.ContactFlowModuleStateActive
}
