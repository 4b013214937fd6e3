package app

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/gateway"
	"github.com/rejoin-chat/rejoin/internal/presence"
)

// buildPresence makes what looks for agents whose pages are gone.
func (s *server) buildPresence() {
	span := time.Duration(s.Config.AgentAbsence)
	if span == 0 {
		return
	}
	s.presence = presence.New(presence.Config{
		Store: s.store, Each: s.eachAgent, Lose: s.chats.Lose, Span: span, Clock: s.time.machine, Log: s.Log,
	})
}

// eachAgent visits those whose pages have a socket here, or ask for snapshots.
func (s *server) eachAgent(since time.Time, visit func(chat.InstanceID, chat.UserID)) {
	s.gateway.EachAgent(func(a gateway.AgentViewer) { visit(a.Instance, a.User) })
	s.deskAPI.EachAgent(since, visit)
}

func (s *server) keepPresence(ctx context.Context) error {
	if s.presence == nil {
		<-ctx.Done()
		return nil
	}
	return s.presence.Run(ctx)
}
