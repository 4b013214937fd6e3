package timeshift

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// shelf is a directory with room for one resource. What is not implemented is not
// called.
type shelf struct {
	store.Directory
	kept   *store.Resource
	broken error
}

func (s *shelf) Resource(context.Context, chat.InstanceID, store.ResourceKind, string) (store.Resource, error) {
	if s.broken != nil {
		return store.Resource{}, s.broken
	}
	if s.kept == nil {
		return store.Resource{}, store.ErrNotFound
	}
	return *s.kept, nil
}

func (s *shelf) CreateResource(_ context.Context, r store.Resource) error {
	if s.kept != nil {
		return store.ErrExists
	}
	r.Revision = 1
	s.kept = &r
	return s.broken
}

func (s *shelf) SaveResource(_ context.Context, r store.Resource) error {
	if s.kept == nil || s.kept.Revision != r.Revision {
		return store.ErrStale
	}
	r.Revision++
	s.kept = &r
	return s.broken
}

func TestThePositionIsReadAsItWasKept(t *testing.T) {
	s := new(shelf)
	read := func() *Position {
		t.Helper()
		p, err := ReadPosition(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if p := read(); p.Moved() || p.Ahead() != 0 {
		t.Errorf("of a new installation: got %s, moved %t, want none", p.Ahead(), p.Moved())
	}
	for _, p := range []*Position{read(), nil} { // a new one, and one that was kept before
		if p == nil {
			p = read()
		}
		for _, ahead := range []time.Duration{time.Hour + 1, 25 * time.Hour} {
			if err := p.Keep(t.Context(), ahead); err != nil {
				t.Fatal(err)
			}
			if got := read(); !got.Moved() || got.Ahead() != ahead {
				t.Errorf("got %s, moved %t, want %s", got.Ahead(), got.Moved(), ahead)
			}
		}
	}
	s.kept.Spec = []byte("soon")
	if _, err := ReadPosition(t.Context(), s); err == nil {
		t.Error("a damaged position: got no error")
	}
	s.broken = errors.New("the disk is full")
	if _, err := ReadPosition(t.Context(), s); !errors.Is(err, s.broken) {
		t.Errorf("got %v, want %v", err, s.broken)
	}
}
