package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
)

// associations ties running chats to past ones.
type associations struct{ *backend }

// CreatePersistentContactAssociation continues a past chat in a running one,
// which any of its contacts may name. spec: CreatePersistentContactAssociation.
func (s associations) CreatePersistentContactAssociation(ctx context.Context, in *connect.CreatePersistentContactAssociationInput) (*connect.CreatePersistentContactAssociationOutput, error) {
	instance := instanceOf(in.InstanceId)
	anchor, err := s.Conversations.Associate(ctx, instance, contactOf(instance, in.InitialContactId), conversation.Rehydration{
		Type:   chat.RehydrationType(*in.RehydrationType),
		Source: contactOf(instance, in.SourceContactId),
	}, text(in.ClientToken))
	if err != nil {
		return nil, err
	}
	return &connect.CreatePersistentContactAssociationOutput{ContinuedFromContactId: some(anchor)}, nil
}
