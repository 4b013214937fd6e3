package connectsvc

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/record"
)

// AssociateContactWithUser offers a contact that waits in a queue to an agent, be he
// busy or not. One who accepts chats automatically joins at once.
// spec: AssociateContactWithUser; AutoAcceptConfig.
func (s contacts) AssociateContactWithUser(ctx context.Context, in *connect.AssociateContactWithUserInput) (*connect.AssociateContactWithUserOutput, error) {
	instance := instanceOf(in.InstanceId)
	return nil, s.Conversations.Assign(ctx, instance, contactOf(instance, in.ContactId), text(in.UserId))
}

// agentInfo is the agent's part in a contact, absent when no agent took it on.
func agentInfo(a *record.Agent) *connect.AgentInfo {
	if a == nil {
		return nil
	}
	out := &connect.AgentInfo{
		Id:                             new(string(a.UserID)),
		AcceptedByAgentTimestamp:       at(a.AcceptedAt),
		ConnectedToAgentTimestamp:      at(a.ConnectedAt),
		AfterContactWorkStartTimestamp: at(a.AfterStart),
		AfterContactWorkEndTimestamp:   at(a.AfterEnd),
	}
	if !a.AfterEnd.IsZero() {
		out.AfterContactWorkDuration = new(int32(a.After / time.Second))
	}
	if len(a.Watch) > 0 { // of which the model knows nothing but that he was there
		out.StateTransitions = []connect.StateTransition{{
			State: new(connect.ParticipantStateConnected), StateStartTimestamp: at(a.ConnectedAt), StateEndTimestamp: at(a.AfterStart),
		}}
	}
	return out
}
