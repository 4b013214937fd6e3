package servicetest

import (
	"context"
	"sync/atomic"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// Store is a database that counts what is written to it and can be made to fail.
type Store struct {
	store.Store
	writes atomic.Int64
	fault  atomic.Pointer[error]
}

// Writes is how many calls have written something since the start.
func (s *Store) Writes() int64 { return s.writes.Load() }

// Fail makes every read of a session, a contact, an agent or a resource, and every write,
// fail with err; nil ends it.
func (s *Store) Fail(err error) {
	if err == nil {
		s.fault.Store(nil)
		return
	}
	s.fault.Store(&err)
}

func (s *Store) failing() error {
	if err := s.fault.Load(); err != nil {
		return *err
	}
	return nil
}

// write performs a call that writes when it succeeds.
func (s *Store) write(call func() error) error {
	if err := s.failing(); err != nil {
		return err
	}
	err := call()
	if err == nil {
		s.writes.Add(1)
	}
	return err
}

// Session implements store.Reader.
func (s *Store) Session(ctx context.Context, id chat.SessionID) (chat.Session, error) {
	if err := s.failing(); err != nil {
		return chat.Session{}, err
	}
	return s.Store.Session(ctx, id)
}

// Contact implements store.Reader.
func (s *Store) Contact(ctx context.Context, id chat.ContactID) (chat.Contact, error) {
	if err := s.failing(); err != nil {
		return chat.Contact{}, err
	}
	return s.Store.Contact(ctx, id)
}

// Agent implements store.Reader.
func (s *Store) Agent(ctx context.Context, instance chat.InstanceID, user chat.UserID) (chat.Agent, error) {
	if err := s.failing(); err != nil {
		return chat.Agent{}, err
	}
	return s.Store.Agent(ctx, instance, user)
}

// Resource implements store.Directory.
func (s *Store) Resource(ctx context.Context, instance chat.InstanceID, kind store.ResourceKind, id string) (store.Resource, error) {
	if err := s.failing(); err != nil {
		return store.Resource{}, err
	}
	return s.Store.Resource(ctx, instance, kind, id)
}

// Append implements store.Store. A repeated item is no write.
func (s *Store) Append(ctx context.Context, item chat.Item) (stored chat.Item, repeated bool, err error) {
	if err := s.failing(); err != nil {
		return chat.Item{}, false, err
	}
	stored, repeated, err = s.Store.Append(ctx, item)
	if err == nil && !repeated {
		s.writes.Add(1)
	}
	return stored, repeated, err
}

// Update implements store.Store.
func (s *Store) Update(ctx context.Context, id chat.SessionID, fn func(store.Tx) error) error {
	return s.write(func() error { return s.Store.Update(ctx, id, fn) })
}

// UpdateAgent implements store.Store.
func (s *Store) UpdateAgent(ctx context.Context, instance chat.InstanceID, user chat.UserID, fn func(*chat.Agent) error) error {
	return s.write(func() error { return s.Store.UpdateAgent(ctx, instance, user, fn) })
}

// SaveCursors implements store.Store.
func (s *Store) SaveCursors(ctx context.Context, cursors []store.Cursor) error {
	return s.write(func() error { return s.Store.SaveCursors(ctx, cursors) })
}

// CreateResource implements store.Directory.
func (s *Store) CreateResource(ctx context.Context, r store.Resource) error {
	return s.write(func() error { return s.Store.CreateResource(ctx, r) })
}

// SaveResource implements store.Directory.
func (s *Store) SaveResource(ctx context.Context, r store.Resource) error {
	return s.write(func() error { return s.Store.SaveResource(ctx, r) })
}

// DeleteResource implements store.Directory.
func (s *Store) DeleteResource(ctx context.Context, instance chat.InstanceID, kind store.ResourceKind, id string) error {
	return s.write(func() error { return s.Store.DeleteResource(ctx, instance, kind, id) })
}
