package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/rejoin-chat/rejoin/internal/config"
	"github.com/rejoin-chat/rejoin/internal/move"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// limitsID names the note of the limits of the server that started last.
const limitsID = "limits"

// limitsOf are the settings that decide what is refused, as text.
func limitsOf(c *config.Config) string {
	return fmt.Sprintf("--message-limit %d --rehydration %s --max-concurrent-chats %d",
		c.MessageLimit, c.Rehydration, c.MaxConcurrentChats)
}

// checkLimits warns of a server whose limits are others than those of the server
// that started before it: a load balancer would make it a matter of luck what is
// refused. Unlike names they may change, one server after another, so it compares
// with the last and is no error.
func (s *server) checkLimits(ctx context.Context) error {
	own := limitsOf(s.Config)
	for {
		before, err := s.noteLimits(ctx, own)
		switch {
		case errors.Is(err, store.ErrStale), errors.Is(err, store.ErrExists), errors.Is(err, store.ErrNameTaken):
			continue // another server starts at this moment: what it has noted counts
		case err != nil:
			return fmt.Errorf("note the limits: %w", err)
		case before != own:
			s.Log.Warn("the limits are others than those of the server that started before: give all servers the same",
				slog.String("here", own), slog.String("before", before))
		}
		return nil
	}
}

// noteLimits keeps what this server has and returns what the one before had, or
// the same when there was none.
func (s *server) noteLimits(ctx context.Context, own string) (before string, err error) {
	now := s.Clock.Now()
	last, err := s.store.Resource(ctx, move.NotesInstance, move.NotesKind, limitsID)
	if errors.Is(err, store.ErrNotFound) {
		return own, s.store.CreateResource(ctx, store.Resource{
			InstanceID: move.NotesInstance, Kind: move.NotesKind, ID: limitsID, Name: limitsID,
			Spec: []byte(own), CreatedAt: now, ModifiedAt: now,
		})
	}
	if before = string(last.Spec); err != nil || before == own {
		return before, err
	}
	last.Spec, last.ModifiedAt = []byte(own), now
	return before, s.store.SaveResource(ctx, last)
}
