package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// flows serves contact flows.
type flows struct{ *backend }

// CreateContactFlow adds a flow, published unless its status is SAVED: flows of
// clients that know no status have always been published.
// spec: CreateContactFlow.
func (s flows) CreateContactFlow(ctx context.Context, in *connect.CreateContactFlowInput) (*connect.CreateContactFlowOutput, error) {
	f, err := s.Directory.CreateFlow(ctx, instanceOf(in.InstanceId), directory.FlowDraft{
		Name: text(in.Name), Type: flow.Type(text(in.Type)), Description: text(in.Description),
		Content: text(in.Content), Tags: in.Tags,
		Publish: text(in.Status) != connect.ContactFlowStatusSaved,
	})
	if err != nil {
		return nil, err
	}
	return &connect.CreateContactFlowOutput{
		ContactFlowId:     new(f.ID),
		ContactFlowArn:    new(s.arn(&f)),
		FlowContentSha256: new(string(directory.ContentID(f.Newest()))),
	}, nil
}

// UpdateContactFlowContent replaces the content of a flow: the published one, or
// the saved one for an id with the suffix :$SAVED. spec: UpdateContactFlowContent.
func (s flows) UpdateContactFlowContent(ctx context.Context, in *connect.UpdateContactFlowContentInput) (*connect.UpdateContactFlowContentOutput, error) {
	return nil, s.Directory.SetFlowContent(ctx, instanceOf(in.InstanceId), text(in.ContactFlowId), text(in.Content))
}

// UpdateContactFlowMetadata renames, describes, archives and restores a flow.
// spec: UpdateContactFlowMetadata.
func (s flows) UpdateContactFlowMetadata(ctx context.Context, in *connect.UpdateContactFlowMetadataInput) (*connect.UpdateContactFlowMetadataOutput, error) {
	change := directory.FlowChange{Name: in.Name, Description: in.Description}
	if in.ContactFlowState != nil {
		change.Archived = new(*in.ContactFlowState == connect.ContactFlowStateArchived)
	}
	return nil, s.Directory.ChangeFlow(ctx, instanceOf(in.InstanceId), text(in.ContactFlowId), change)
}

// UpdateContactFlowName renames and describes a flow. spec: UpdateContactFlowName.
func (s flows) UpdateContactFlowName(ctx context.Context, in *connect.UpdateContactFlowNameInput) (*connect.UpdateContactFlowNameOutput, error) {
	change := directory.FlowChange{Name: in.Name, Description: in.Description}
	return nil, s.Directory.ChangeFlow(ctx, instanceOf(in.InstanceId), text(in.ContactFlowId), change)
}

// DeleteContactFlow removes a flow that nothing uses. One in use is refused as a
// request that is wrong in its context: the model has no error of its own for it
// here. spec: DeleteContactFlow.
func (s flows) DeleteContactFlow(ctx context.Context, in *connect.DeleteContactFlowInput) (*connect.DeleteContactFlowOutput, error) {
	return nil, s.Directory.DeleteFlow(ctx, instanceOf(in.InstanceId), text(in.ContactFlowId))
}

func (s flows) arn(f *directory.Flow) string {
	return s.Directory.Names.Resource(f.InstanceID, directory.KindFlow, f.ID)
}
