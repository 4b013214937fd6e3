package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// quickConnects serves the places to which agents transfer contacts.
type quickConnects struct{ *backend }

// CreateQuickConnect adds a quick connect. spec: CreateQuickConnect.
func (s quickConnects) CreateQuickConnect(ctx context.Context, in *connect.CreateQuickConnectInput) (*connect.CreateQuickConnectOutput, error) {
	to, err := destinationOf(in.QuickConnectConfig)
	if err != nil {
		return nil, err
	}
	q, err := s.Directory.CreateQuickConnect(ctx, instanceOf(in.InstanceId), directory.QuickConnectDraft{
		Name: text(in.Name), Description: text(in.Description), To: to, Tags: in.Tags,
	})
	if err != nil {
		return nil, err
	}
	return &connect.CreateQuickConnectOutput{QuickConnectId: new(q.ID), QuickConnectARN: new(s.arn(&q))}, nil
}

// UpdateQuickConnectConfig replaces where a quick connect leads.
// spec: UpdateQuickConnectConfig.
func (s quickConnects) UpdateQuickConnectConfig(ctx context.Context, in *connect.UpdateQuickConnectConfigInput) (*connect.UpdateQuickConnectConfigOutput, error) {
	to, err := destinationOf(in.QuickConnectConfig)
	if err != nil {
		return nil, err
	}
	return nil, s.Directory.SetDestination(ctx, instanceOf(in.InstanceId), text(in.QuickConnectId), to)
}

// UpdateQuickConnectName changes name and description. spec: UpdateQuickConnectName.
func (s quickConnects) UpdateQuickConnectName(ctx context.Context, in *connect.UpdateQuickConnectNameInput) (*connect.UpdateQuickConnectNameOutput, error) {
	return nil, s.Directory.RenameQuickConnect(ctx, instanceOf(in.InstanceId), text(in.QuickConnectId), in.Name, in.Description)
}

// DeleteQuickConnect removes a quick connect, from queues too.
// spec: DeleteQuickConnect.
func (s quickConnects) DeleteQuickConnect(ctx context.Context, in *connect.DeleteQuickConnectInput) (*connect.DeleteQuickConnectOutput, error) {
	return nil, s.Directory.DeleteQuickConnect(ctx, instanceOf(in.InstanceId), text(in.QuickConnectId))
}

func (s quickConnects) arn(q *directory.QuickConnect) string {
	return s.Directory.Names.Resource(q.InstanceID, directory.KindQuickConnect, q.ID)
}
