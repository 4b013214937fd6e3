package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
)

// AssociateContactWithUser offers a contact that waits in a queue to an agent, be he
// busy or not. One who accepts chats automatically joins at once.
// spec: AssociateContactWithUser; AutoAcceptConfig.
func (s contacts) AssociateContactWithUser(ctx context.Context, in *connect.AssociateContactWithUserInput) (*connect.AssociateContactWithUserOutput, error) {
	instance := instanceOf(in.InstanceId)
	return nil, s.Conversations.Assign(ctx, instance, contactOf(instance, in.ContactId), text(in.UserId))
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
