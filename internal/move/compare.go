package move

import (
	"context"
	"errors"
	"fmt"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// compare holds the target to the source. ErrDiffers.
func (m *mover) compare(ctx context.Context) error {
	if err := m.enter(ctx, Comparing); err != nil {
		return err
	}
	if err := m.compareInstance(ctx); err != nil {
		return fmt.Errorf("compare what belongs to no session: %w", err)
	}
	if err := m.eachSession(ctx, m.From, m.compareSession); err != nil {
		return fmt.Errorf("compare the sessions: %w", err)
	}
	if err := m.eachSession(ctx, m.To, m.findStranger); err != nil {
		return fmt.Errorf("look up the target's sessions: %w", err)
	}
	m.telling.Lock()
	defer m.telling.Unlock()
	if m.differences > 0 {
		return fmt.Errorf("%w (%d found)", ErrDiffers, m.differences)
	}
	return nil
}

func (m *mover) compareInstance(ctx context.Context) error {
	want, err := m.From.ExportInstance(ctx)
	if err != nil {
		return err
	}
	have, err := m.To.ExportInstance(ctx)
	if err != nil {
		return err
	}
	if err := m.checkFiles(ctx, "target", m.ToFiles, want.Secrets); err != nil {
		return err
	}
	want, _ = unmarked(want)
	have, _ = unmarked(have)
	diffInstances(&want, &have, m.differ(""))
	return nil
}

// compareSession compares all that is kept of a session, then what the target
// gives to those who read it as they always do, and the transcripts.
func (m *mover) compareSession(ctx context.Context, id chat.SessionID) error {
	want, err := m.export(ctx, m.From, id)
	if err != nil {
		return fmt.Errorf("session %s: %w", id, err)
	}
	findings, err := m.compareStored(ctx, &want)
	if err == nil && len(findings) == 0 { // or the same would be told twice
		findings, err = persist(ctx, m.Clock, func() ([]string, error) { return m.compareReads(ctx, &want) })
	}
	if err != nil {
		return fmt.Errorf("session %s at the target: %w", id, err)
	}
	differ := m.differ(id)
	for _, what := range findings {
		differ(what)
	}
	for i := range want.Contacts {
		if err := m.compareTranscript(ctx, &want.Contacts[i], differ); err != nil {
			return fmt.Errorf("contact %s: %w", want.Contacts[i].ID, err)
		}
	}
	m.compared.session(&want)
	return nil
}

func (m *mover) compareStored(ctx context.Context, want *store.SessionRecord) (findings []string, err error) {
	have, err := m.export(ctx, m.To, want.Session.ID)
	if errors.Is(err, store.ErrNotFound) {
		return []string{"it is missing"}, nil
	}
	if err == nil {
		diffSessions(want, &have, func(what string) { findings = append(findings, what) })
	}
	return findings, err
}

// findStranger tells of a session of the target that the source does not have.
func (m *mover) findStranger(ctx context.Context, id chat.SessionID) error {
	_, err := persist(ctx, m.Clock, func() (chat.Session, error) { return m.From.Session(ctx, id) })
	if errors.Is(err, store.ErrNotFound) {
		m.differ(id)("it is there at the target only")
		return nil
	}
	return err
}
