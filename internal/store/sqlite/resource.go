package sqlite

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/form"
)

const resourceColumns = `instance_id, kind, id, name, tags, spec, revision, created_at, modified_at`

const (
	selectResource = `SELECT ` + resourceColumns + ` FROM resources
		WHERE instance_id = ? AND kind = ? AND id = ?`
	selectResourceByName = `SELECT ` + resourceColumns + ` FROM resources
		WHERE instance_id = ? AND kind = ? AND name = ?`
	selectResources = `SELECT ` + resourceColumns + ` FROM resources
		WHERE instance_id = ? AND kind = ? AND id > ? ORDER BY id LIMIT ?`
	deleteResource = `DELETE FROM resources WHERE instance_id = ? AND kind = ? AND id = ?`
)

var (
	insertResourceSQL = insertSQL("resources", resourceColumns)
	updateResourceSQL = updateSQL("resources", resourceColumns, "instance_id = ?1 AND kind = ?2 AND id = ?3")
)

// resourceArgs keeps the ids as text, whose order is the order of paging.
func resourceArgs(r *store.Resource) ([]any, error) {
	tags, err := form.Text(form.Map(r.Tags))
	return []any{
		string(r.InstanceID), string(r.Kind), r.ID, r.Name, tags, form.Bytes(r.Spec),
		r.Revision, form.Time(r.CreatedAt), form.Time(r.ModifiedAt),
	}, err
}

func scanResource(r row) (store.Resource, error) {
	res := store.Resource{
		InstanceID: chat.InstanceID(r.text(0)),
		Kind:       store.ResourceKind(r.text(1)),
		ID:         r.text(2),
		Name:       r.text(3),
		Spec:       r.bytes(5),
		Revision:   r.int(6),
		CreatedAt:  r.time(7),
		ModifiedAt: r.time(8),
	}
	return res, form.Read(r.form(4), &res.Tags)
}

func readResource(c *conn, query string, args ...any) (store.Resource, error) {
	return only(c, scanResource, query, args...)
}

// Resource implements store.Directory.
func (r *reader) Resource(ctx context.Context, instance chat.InstanceID, kind store.ResourceKind, id string) (store.Resource, error) {
	return read(ctx, r, func(c *conn) (store.Resource, error) {
		return readResource(c, selectResource, string(instance), string(kind), id)
	})
}

// ResourceByName implements store.Directory.
func (r *reader) ResourceByName(ctx context.Context, instance chat.InstanceID, kind store.ResourceKind, name string) (store.Resource, error) {
	return read(ctx, r, func(c *conn) (store.Resource, error) {
		return readResource(c, selectResourceByName, string(instance), string(kind), name)
	})
}

// Resources implements store.Directory.
func (r *reader) Resources(ctx context.Context, instance chat.InstanceID, kind store.ResourceKind, after string, limit int) ([]store.Resource, error) {
	return read(ctx, r, func(c *conn) ([]store.Resource, error) {
		return list(c, scanResource, selectResources, string(instance), string(kind), after, int64(limit))
	})
}

// CreateResource implements store.Directory.
func (s *Store) CreateResource(ctx context.Context, r store.Resource) error {
	r.Revision = 1
	args, err := resourceArgs(&r)
	if err != nil {
		return err
	}
	return s.writer.queue.submit(ctx, func(w *writer) error {
		_, err := w.c.exec(insertResourceSQL, args...)
		if !isConstraint(err) {
			return err
		}
		switch _, err := readResource(w.c, selectResource, args[:3]...); err {
		case nil:
			return store.ErrExists
		case store.ErrNotFound:
			return store.ErrNameTaken
		default:
			return err
		}
	})
}

// SaveResource implements store.Directory.
func (s *Store) SaveResource(ctx context.Context, r store.Resource) error {
	expected := r.Revision
	r.Revision++
	args, err := resourceArgs(&r)
	if err != nil {
		return err
	}
	return s.writer.queue.submit(ctx, func(w *writer) error {
		have, err := readResource(w.c, selectResource, args[:3]...)
		if err != nil {
			return err
		}
		if have.Revision != expected {
			return store.ErrStale
		}
		if _, err = w.c.exec(updateResourceSQL, args...); isConstraint(err) {
			return store.ErrNameTaken
		}
		return err
	})
}

// DeleteResource implements store.Directory.
func (s *Store) DeleteResource(ctx context.Context, instance chat.InstanceID, kind store.ResourceKind, id string) error {
	return s.writer.queue.submit(ctx, func(w *writer) error {
		n, err := w.c.exec(deleteResource, string(instance), string(kind), id)
		if err == nil && n == 0 {
			err = store.ErrNotFound
		}
		return err
	})
}
