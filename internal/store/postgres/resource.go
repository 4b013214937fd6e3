package postgres

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/form"
)

const (
	resourceColumns = `instance_id, kind, id, name, tags, spec, revision, created_at, modified_at`
	resourceMarks   = `$1, $2, $3, $4, $5, $6, $7, $8, $9`

	selectResource = `SELECT ` + resourceColumns + ` FROM resources
		WHERE instance_id = $1 AND kind = $2 AND id = $3`
	selectResourceByName = `SELECT ` + resourceColumns + ` FROM resources
		WHERE instance_id = $1 AND kind = $2 AND name = $3`
	selectResources = `SELECT ` + resourceColumns + ` FROM resources
		WHERE instance_id = $1 AND kind = $2 AND id > $3 ORDER BY id LIMIT $4`
	insertResource = `INSERT INTO resources (` + resourceColumns + `) VALUES (` + resourceMarks + `) ON CONFLICT DO NOTHING`
	updateResource = `UPDATE resources SET (` + resourceColumns + `) = (` + resourceMarks + `)
		WHERE instance_id = $1 AND kind = $2 AND id = $3 AND revision = $7 - 1`
	deleteResource = `DELETE FROM resources WHERE instance_id = $1 AND kind = $2 AND id = $3`
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
	return res, form.Read(r[4], &res.Tags)
}

// Resource implements store.Directory.
func (s *Store) Resource(ctx context.Context, instance chat.InstanceID, kind store.ResourceKind, id string) (store.Resource, error) {
	return one(s.asking(ctx), scanResource, selectResource, string(instance), string(kind), id)
}

// ResourceByName implements store.Directory.
func (s *Store) ResourceByName(ctx context.Context, instance chat.InstanceID, kind store.ResourceKind, name string) (store.Resource, error) {
	return one(s.asking(ctx), scanResource, selectResourceByName, string(instance), string(kind), name)
}

// Resources implements store.Directory.
func (s *Store) Resources(ctx context.Context, instance chat.InstanceID, kind store.ResourceKind, after string, limit int) ([]store.Resource, error) {
	return list(s.asking(ctx), scanResource, selectResources, string(instance), string(kind), after, int64(limit))
}

// CreateResource implements store.Directory.
func (s *Store) CreateResource(ctx context.Context, r store.Resource) error {
	r.Revision = 1
	args, err := resourceArgs(&r)
	if err != nil {
		return err
	}
	insert, taken := &call{sql: insertResource, args: args}, false
	_, err = s.do(ctx, false, insert, &call{
		sql: selectResource, args: args[:3],
		fresh: func() { taken = false }, each: func(row) error { taken = true; return nil },
	})
	switch {
	case err != nil || insert.tag.RowsAffected() > 0:
		return err
	case taken:
		return store.ErrExists
	}
	return store.ErrNameTaken
}

// SaveResource implements store.Directory.
func (s *Store) SaveResource(ctx context.Context, r store.Resource) error {
	r.Revision++
	args, err := resourceArgs(&r)
	if err != nil {
		return err
	}
	update := &call{sql: updateResource, args: args}
	_, err = s.do(ctx, false, update)
	switch {
	case stateOf(err) == uniqueViolation:
		return store.ErrNameTaken
	case err != nil || update.tag.RowsAffected() > 0:
		return err
	}
	_, err = s.Resource(ctx, r.InstanceID, r.Kind, r.ID)
	if err == nil {
		err = store.ErrStale
	}
	return err
}

// DeleteResource implements store.Directory.
func (s *Store) DeleteResource(ctx context.Context, instance chat.InstanceID, kind store.ResourceKind, id string) error {
	gone := &call{sql: deleteResource, args: []any{string(instance), string(kind), id}}
	_, err := s.do(ctx, false, gone)
	if err == nil && gone.tag.RowsAffected() == 0 {
		err = store.ErrNotFound
	}
	return err
}
