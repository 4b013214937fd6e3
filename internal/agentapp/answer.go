package agentapp

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// AcceptContact has the agent take on a chat that he is offered.
func (s *Service) AcceptContact(ctx context.Context, in *input) (*nothing, error) {
	held, err := s.held(ctx, chat.ContactID(*in.ContactID))
	if err == nil {
		a := callerOf(ctx)
		_, err = s.Conversations.Accept(ctx, a.Instance, a.User, held.ContactID)
	}
	return nil, err
}

// RejectContact has the agent turn a chat down that he is offered.
func (s *Service) RejectContact(ctx context.Context, in *input) (*nothing, error) {
	held, err := s.held(ctx, chat.ContactID(*in.ContactID))
	if err == nil {
		a := callerOf(ctx)
		err = s.Conversations.Reject(ctx, a.Instance, a.User, held.ContactID)
	}
	return nil, err
}

// ClearContact takes a contact from before the agent that is over for him. What he
// has cleared is cleared.
func (s *Service) ClearContact(ctx context.Context, in *input) (*nothing, error) {
	a, id := callerOf(ctx), chat.ContactID(*in.ContactID)
	had, err := s.Conversations.Had(ctx, a.Instance, a.User, id)
	switch {
	case err != nil:
		return nil, err
	case !had:
		return nil, errNotHis
	}
	return nil, s.Conversations.Dismiss(ctx, a.Instance, a.User, id)
}

// DestroyConnection ends the agent's part in a chat: he turns down what he is
// offered, and leaves what he has taken on. What is over already stays as it is, as
// the call may be a repeated one; an older use of it, to clear the contact, is not
// served. The connection of another agent takes that one out of the chat, or ends the
// invitation to him.
// client: amazon-connect-streams, connection.destroy.
func (s *Service) DestroyConnection(ctx context.Context, in *input) (*nothing, error) {
	held, err := s.held(ctx, chat.ContactID(*in.ContactID))
	switch {
	case err != nil:
		return nil, err
	case string(held.ParticipantID) != *in.ConnectionID:
		return nil, s.Conversations.Remove(ctx, identity(held), chat.ParticipantID(*in.ConnectionID))
	case held.State == chat.AgentConnecting:
		return s.RejectContact(ctx, in)
	case held.State == chat.AgentConnected:
		return nil, s.Conversations.Leave(ctx, identity(held))
	}
	return nil, nil
}

// UpdateMonitorParticipantState has a supervisor be heard in a chat that he monitors,
// or listen again. client: amazon-connect-streams, contact.silentMonitor, bargeIn.
func (s *Service) UpdateMonitorParticipantState(ctx context.Context, in *input) (*nothing, error) {
	held, err := s.held(ctx, chat.ContactID(*in.ContactID))
	if err != nil {
		return nil, err
	}
	mode := chat.Monitoring(value(in.TargetMonitorMode))
	switch {
	case held.Monitors == "" || !held.State.Active():
		return nil, refuse(codeState, "the agent does not monitor the contact")
	case mode != chat.MonitorsSilently && mode != chat.MonitorsBarge:
		return nil, refuse(codeConfiguration, "targetMonitorMode must be SILENT_MONITOR or BARGE")
	}
	if mode == chat.MonitorsBarge {
		if err := s.permits(ctx, directory.MayBarge); err != nil {
			return nil, err
		}
	}
	return nil, s.Conversations.Barge(ctx, identity(held), mode == chat.MonitorsBarge)
}
