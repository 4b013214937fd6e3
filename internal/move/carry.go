package move

import (
	"context"
	"errors"
	"fmt"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// carrySessions carries all sessions over with their transcripts.
func (m *mover) carrySessions(ctx context.Context) error {
	if err := m.enter(ctx, Carrying); err != nil {
		return err
	}
	return m.eachSession(ctx, m.From, func(ctx context.Context, id chat.SessionID) error {
		if err := m.carrySession(ctx, id); err != nil {
			return fmt.Errorf("session %s: %w", id, err)
		}
		return nil
	})
}

func (m *mover) carrySession(ctx context.Context, id chat.SessionID) error {
	record, err := m.export(ctx, m.From, id)
	if err != nil {
		return err
	}
	for i := range record.Contacts {
		if err := m.carryTranscript(ctx, &record.Contacts[i]); err != nil {
			return err
		}
	}
	there, err := m.isThere(ctx, &record)
	if err != nil {
		return err
	}
	if !there {
		err = persistent(ctx, m.Clock, func() error { return m.To.ImportSession(ctx, record) })
	}
	if err == nil {
		m.carried.session(&record)
	}
	return err
}

// isThere reports whether the target has the session already, as it is.
func (m *mover) isThere(ctx context.Context, record *store.SessionRecord) (bool, error) {
	if !m.resumed {
		return false, nil
	}
	have, err := m.export(ctx, m.To, record.Session.ID)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	same := true
	diffSessions(record, &have, func(string) { same = false })
	return same, nil
}

func (m *mover) export(ctx context.Context, s Store, id chat.SessionID) (store.SessionRecord, error) {
	return persist(ctx, m.Clock, func() (store.SessionRecord, error) { return s.ExportSession(ctx, id) })
}
