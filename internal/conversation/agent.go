package conversation

import (
	"cmp"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/routing"
)

const noUser = "the user does not exist"

// agent is a user as an agent, with the rules that hold for him, locked until the
// transaction ends.
type agent struct {
	routing.Agent
	user *directory.User
}

// agent reads and locks an agent; nil when there is no such user.
func (w *work) agent(id chat.UserID) (*agent, error) {
	u, err := w.user(string(id))
	if err != nil || u == nil {
		return nil, err
	}
	rules, err := w.rules(u)
	if err != nil {
		return nil, err
	}
	a, err := w.tx.Agent(w.session.InstanceID, id)
	if missing(err) {
		a, err = chat.Agent{InstanceID: w.session.InstanceID, UserID: id}, nil
	}
	if err != nil {
		return nil, err
	}
	return &agent{routing.Agent{Agent: &a, Rules: rules}, u}, nil
}

// rules are those of a user's routing profile; without one he has no place.
func (w *work) rules(u *directory.User) (routing.Rules, error) {
	p, err := w.profile(u.Spec.RoutingProfileID)
	if err != nil || p == nil {
		return routing.Rules{}, err
	}
	return p.Rules(), nil
}

// saveAgent writes an agent, with the profile that holds for him now, and has it
// told.
func (w *work) saveAgent(a *agent) error {
	a.Agent.Agent.ProfileID = a.Rules.ProfileID
	w.events = append(w.events, fanout.AgentChanged(a.InstanceID, a.UserID))
	return w.tx.SaveAgent(*a.Agent.Agent)
}

// asAgent makes the participant that a user will be in the current contact.
func (w *work) asAgent(u *directory.User) *chat.Participant {
	return &chat.Participant{
		ID: chat.ParticipantID(w.conversations.NewID()), SessionID: w.session.ID, ContactID: w.contact.ID,
		Role: chat.RoleAgent, UserID: chat.UserID(u.ID), CreatedAt: w.now,
		DisplayName: cmp.Or(u.Spec.FirstName, u.Name),
	}
}
