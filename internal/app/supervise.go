package app

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/gateway"
	"github.com/rejoin-chat/rejoin/internal/login"
)

// supervised reads an agent, nil for who never was one. What he monitors and may not
// any more is over for him then. The agent API does the same before it tells him what
// he has.
func (d desk) supervised(ctx context.Context, instance chat.InstanceID, user chat.UserID) (*chat.Agent, error) {
	a, err := d.chats.AgentNow(ctx, instance, user)
	if err != nil || a == nil || !a.Monitors() {
		return a, err
	}
	if rights, err := d.users.Rights(ctx, user); err != nil || rights.Supervisor() {
		return a, err
	}
	if err := d.chats.Unmonitor(ctx, a); err != nil {
		return nil, err
	}
	return d.chats.AgentNow(ctx, instance, user)
}

// works has a user who talks in chats do no more than he may: see login.Config.
func (d desk) works(ctx context.Context, user chat.UserID, may login.Rights) error {
	if may.Supervisor() {
		return nil
	}
	_, err := d.supervised(ctx, directory.DefaultInstanceID, user)
	return err
}

// listens is KindDenied for a supervisor who is not in a chat any more that goes on.
func (d desk) listens(ctx context.Context, who gateway.Viewer) error {
	if _, err := d.supervised(ctx, who.By.Instance, who.By.User); err != nil {
		return err
	}
	left, err := d.chats.Left(ctx, conversation.Identity{SessionID: who.SessionID, ParticipantID: who.ParticipantID})
	if err == nil && left {
		err = chat.Denied()
	}
	return err
}
