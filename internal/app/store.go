package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/obs"
	"github.com/rejoin-chat/rejoin/internal/store/sqlite"
)

func (s *server) openStore(context.Context) error {
	metrics := obs.NewStore(s.registry)
	db, err := sqlite.Open(sqlite.Options{
		Dir: s.Config.Data, Log: s.Log, Clock: s.Clock, OnCommit: metrics.Committed,
	})
	if errors.Is(err, sqlite.ErrInUse) {
		return fmt.Errorf("the data folder %s is in use by another process", s.Config.Data)
	}
	if err != nil {
		return fmt.Errorf("open the data folder %s: %w", s.Config.Data, err)
	}
	s.store = db
	return nil
}

func (s *server) closeStore(ctx context.Context) error {
	<-ctx.Done()
	return s.store.Close()
}

// forget drops the answers to client tokens once their time is over.
func (s *server) forget(ctx context.Context) error {
	const every = time.Hour
	t := s.Clock.NewTimer(every)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.C():
		}
		if err := s.store.Forget(ctx, s.Clock.Now().Add(-conversation.RequestRetention)); err != nil && ctx.Err() == nil {
			s.Log.Error("old client tokens were not dropped", slog.Any("error", err))
		}
		t.Reset(every)
	}
}
