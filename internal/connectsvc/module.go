package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// modules serves flow modules.
type modules struct{ *backend }

// CreateContactFlowModule adds a module and publishes it: the operation knows no
// status. spec: CreateContactFlowModule.
func (s modules) CreateContactFlowModule(ctx context.Context, in *connect.CreateContactFlowModuleInput) (*connect.CreateContactFlowModuleOutput, error) {
	draft := directory.ModuleDraft{
		Name: text(in.Name), Description: text(in.Description), Content: text(in.Content),
		Settings: text(in.Settings), Tags: in.Tags, ClientToken: text(in.ClientToken),
	}
	if e := in.ExternalInvocationConfiguration; e != nil {
		draft.External = e.Enabled
	}
	m, err := s.Directory.CreateModule(ctx, instanceOf(in.InstanceId), draft)
	if err != nil {
		return nil, err
	}
	return &connect.CreateContactFlowModuleOutput{Id: new(m.ID), Arn: new(s.arn(&m))}, nil
}

// UpdateContactFlowModuleContent replaces the content or the settings of a module:
// the published ones, or the saved ones for an id with the suffix :$SAVED.
// spec: UpdateContactFlowModuleContent.
func (s modules) UpdateContactFlowModuleContent(ctx context.Context, in *connect.UpdateContactFlowModuleContentInput) (*connect.UpdateContactFlowModuleContentOutput, error) {
	return nil, s.Directory.SetModuleContent(ctx, instanceOf(in.InstanceId), text(in.ContactFlowModuleId),
		directory.ModuleEdit{Content: in.Content, Settings: in.Settings})
}

// UpdateContactFlowModuleMetadata renames, describes, archives and restores a
// module. spec: UpdateContactFlowModuleMetadata.
func (s modules) UpdateContactFlowModuleMetadata(ctx context.Context, in *connect.UpdateContactFlowModuleMetadataInput) (*connect.UpdateContactFlowModuleMetadataOutput, error) {
	change := directory.FlowChange{Name: in.Name, Description: in.Description}
	if in.State != nil {
		change.Archived = new(*in.State == connect.ContactFlowModuleStateArchived)
	}
	return nil, s.Directory.ChangeModule(ctx, instanceOf(in.InstanceId), text(in.ContactFlowModuleId), change)
}

// DeleteContactFlowModule removes a module that no flow and no other module names.
// spec: DeleteContactFlowModule.
func (s modules) DeleteContactFlowModule(ctx context.Context, in *connect.DeleteContactFlowModuleInput) (*connect.DeleteContactFlowModuleOutput, error) {
	return nil, s.Directory.DeleteModule(ctx, instanceOf(in.InstanceId), text(in.ContactFlowModuleId))
}

func (s modules) arn(m *directory.Module) string {
	return s.Directory.Names.Resource(m.InstanceID, directory.KindModule, m.ID)
}
