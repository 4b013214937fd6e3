package agentapp

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
)

// TransferContact sends a chat on to an agent or a queue; the caller's part in it is
// over then. Again it changes nothing.
// client: amazon-connect-streams, contact.addConnection, which for chats is a transfer.
func (s *Service) TransferContact(ctx context.Context, in *input) (*nothing, error) {
	a, id := callerOf(ctx), chat.ContactID(*in.ContactID)
	to, err := s.destination(ctx, a.Instance, in.Endpoint)
	if err != nil {
		return nil, err
	}
	held, err := s.held(ctx, id)
	if err != nil {
		return nil, err
	}
	if held.State == chat.AgentConnected {
		err := s.Conversations.Transfer(ctx, identity(held), to)
		if chat.KindOf(err) != chat.KindDenied || err == nil {
			return nil, as(codeEndpoint, err)
		}
	}
	done, err := s.transferred(ctx, a, id, to)
	if err != nil || done {
		return nil, err
	}
	return nil, refuse(codeState, "the agent does not take part in the contact")
}

// transferred reports whether a contact went on to a destination. That of an agent who
// was added goes on as the one beside which it was.
func (s *Service) transferred(ctx context.Context, a Agent, id chat.ContactID, to conversation.Destination) (bool, error) {
	c, err := s.Conversations.Describe(ctx, a.Instance, id)
	if err == nil && c.Contact.Beside() {
		c, err = s.Conversations.Describe(ctx, a.Instance, c.Contact.PreviousID)
	}
	if err != nil || c.Contact.NextID == "" {
		return false, err
	}
	next, err := s.Conversations.Describe(ctx, a.Instance, c.Contact.NextID)
	is := &next.Contact
	return is.InitiationMethod == chat.InitiatedByTransfer && is.FlowID == chat.FlowID(to.FlowID) &&
		is.TargetUserID == chat.UserID(to.UserID) && (to.QueueID == "" || is.TargetQueueID == chat.QueueID(to.QueueID)), err
}

// errNotHis is about a contact that is another agent's, nobody's or nowhere: which, is
// not told.
var errNotHis = refuse(codeState, "the agent does not have the contact")

// held finds one of the agent's contacts.
func (s *Service) held(ctx context.Context, id chat.ContactID) (chat.AgentContact, error) {
	a := callerOf(ctx)
	held, found, err := s.Conversations.Held(ctx, a.Instance, a.User, id)
	if err == nil && !found {
		err = errNotHis
	}
	return held, err
}

// identity is the agent as a participant.
func identity(held chat.AgentContact) conversation.Identity {
	return conversation.Identity{SessionID: held.SessionID, ParticipantID: held.ParticipantID}
}

// AddNewConnection asks another agent into the chat, while the caller stays.
// client: amazon-connect-streams, contact.addParticipant.
func (s *Service) AddNewConnection(ctx context.Context, in *input) (*nothing, error) {
	to, err := s.destination(ctx, callerOf(ctx).Instance, in.Endpoint)
	if err != nil {
		return nil, err
	}
	held, err := s.held(ctx, chat.ContactID(*in.ContactID))
	if err != nil {
		return nil, err
	}
	err = s.Conversations.Invite(ctx, identity(held), to)
	switch chat.KindOf(err) {
	case chat.KindNotFound, chat.KindRejected:
		return nil, as(codeEndpoint, err)
	}
	return nil, err
}
