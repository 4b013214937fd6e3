package connectsvc

import (
	"context"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// MonitorContact brings a supervisor into a chat that an agent has, where nobody sees
// him until he makes himself heard, if he may. spec: MonitorContact.
func (s contacts) MonitorContact(ctx context.Context, in *connect.MonitorContactInput) (*connect.MonitorContactOutput, error) {
	instance := instanceOf(in.InstanceId)
	u, err := s.Directory.User(ctx, instance, text(in.UserId))
	if err != nil {
		return nil, err
	}
	most := chat.MonitorsSilently
	if slices.Contains(in.AllowedMonitorCapabilities, connect.MonitorCapabilityBarge) {
		most = chat.MonitorsBarge
	}
	if err := s.permits(ctx, u, most); err != nil {
		return nil, err
	}
	id, err := s.Conversations.Monitor(ctx, instance, contactOf(instance, in.ContactId), u.ID, most, text(in.ClientToken))
	if err != nil {
		return nil, err
	}
	return &connect.MonitorContactOutput{ContactId: new(string(id)), ContactArn: new(s.Directory.Names.Contact(instance, id))}, nil
}

// permits is KindDenied for who may not monitor in that way.
func (s contacts) permits(ctx context.Context, u directory.User, most chat.Monitoring) error {
	names, err := s.Directory.PermissionsOf(ctx, u)
	if err != nil {
		return err
	}
	if !slices.Contains(names, directory.MayListen) || most == chat.MonitorsBarge && !slices.Contains(names, directory.MayBarge) {
		return &chat.Error{Kind: chat.KindDenied, Member: "UserId", Detail: "the user's security profiles do not permit it"}
	}
	return nil
}
