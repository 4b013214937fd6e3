package conversation

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/routing"
)

// Lose takes an agent whose page has not been there for too long out of the chats
// that he has taken on, as if he had left, and makes him offline, so that he is
// offered none. What he is offered he misses in its time. An agent who is not there
// any more, and one who was lost before, is no error: each part may be repeated.
// spec: Contact records data model, AGENT_NETWORK_DISCONNECT.
func (c *Conversations) Lose(ctx context.Context, instance chat.InstanceID, user chat.UserID) error {
	a, err := c.Store.Agent(ctx, instance, user)
	if missing(err) {
		return nil
	}
	if err != nil {
		return explain(err)
	}
	// First he is offered nothing more, then he loses what he has.
	failed := c.goOffline(ctx, &a)
	for _, held := range a.Contacts {
		if held.State == chat.AgentConnected {
			failed = errors.Join(failed, unlessMissing(c.loseContact(ctx, held)))
		}
	}
	return failed
}

func (c *Conversations) loseContact(ctx context.Context, held chat.AgentContact) error {
	return c.update(ctx, held.SessionID, func(w *work) error {
		p, err := w.participant(held.ParticipantID)
		if chat.KindOf(err) == chat.KindDenied && err != nil {
			return nil
		}
		if err != nil || p.Gone() || !w.session.Active() {
			return err
		}
		return w.otherLeaves(p, chat.DisconnectAgentNetwork)
	})
}

// goOffline gives an agent the status in which he is offered nothing, and takes back
// the one that he was to have next.
func (c *Conversations) goOffline(ctx context.Context, a *chat.Agent) error {
	if a.Next == nil && (a.Status.ID == "" || a.Status.Type == chat.AgentOffline) {
		return nil
	}
	all, err := c.Directory.AllAgentStatuses(ctx, a.InstanceID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(s directory.AgentStatus) bool { return s.Spec.Type == string(chat.AgentOffline) })
	if i < 0 {
		return nil
	}
	offline := chat.AgentStatus{ID: all[i].ID, Type: chat.AgentOffline}
	return unlessMissing(c.changeAgent(ctx, a.InstanceID, a.UserID, func(a routing.Agent, now time.Time) error {
		a.SetStatus(offline, now)
		return nil
	}))
}
