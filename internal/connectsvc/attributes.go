package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
)

// attributes serves the user-defined attributes of chats. Their operations speak
// of the initial contact; any contact of the chat is taken.
type attributes struct{ *backend }

// GetContactAttributes reads the attributes of a chat, ended or not.
// spec: GetContactAttributes.
func (s attributes) GetContactAttributes(ctx context.Context, in *connect.GetContactAttributesInput) (*connect.GetContactAttributesOutput, error) {
	instance := instanceOf(in.InstanceId)
	found, err := s.Conversations.Attributes(ctx, instance, contactOf(instance, in.InitialContactId))
	if err != nil {
		return nil, err
	}
	out := &connect.GetContactAttributesOutput{Attributes: found}
	if out.Attributes == nil {
		out.Attributes = map[string]string{}
	}
	return out, nil
}

// UpdateContactAttributes adds and replaces attributes of a chat, ended or not.
// spec: UpdateContactAttributes.
func (s attributes) UpdateContactAttributes(ctx context.Context, in *connect.UpdateContactAttributesInput) (*connect.UpdateContactAttributesOutput, error) {
	instance := instanceOf(in.InstanceId)
	return nil, s.Conversations.UpdateAttributes(ctx, instance, contactOf(instance, in.InitialContactId), in.Attributes)
}
