package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
)

// AssociateContactWithUser gives a contact that waits in a queue to a user who
// accepts chats automatically, and so joins at once. It refuses all other users:
// nobody could accept for them. spec: AssociateContactWithUser; AutoAcceptConfig.
func (s contacts) AssociateContactWithUser(ctx context.Context, in *connect.AssociateContactWithUserInput) (*connect.AssociateContactWithUserOutput, error) {
	instance := instanceOf(in.InstanceId)
	u, err := s.Directory.User(ctx, instance, text(in.UserId))
	if err != nil {
		return nil, err
	}
	if !u.AcceptsChats() {
		return nil, chat.Rejected("UserId", "the user does not accept chats automatically")
	}
	_, err = s.Conversations.Join(ctx, instance, contactOf(instance, in.ContactId), u.ID)
	return nil, err
}

// agentInfo is the agent's part in a contact, absent when no agent took it on.
func agentInfo(c *chat.Contact) *connect.AgentInfo {
	if !c.Taken() {
		return nil
	}
	return &connect.AgentInfo{
		Id:                        new(string(c.Agent.UserID)),
		AcceptedByAgentTimestamp:  at(c.Agent.AcceptedAt),
		ConnectedToAgentTimestamp: at(c.Agent.ConnectedAt),
	}
}
