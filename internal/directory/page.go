package directory

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// all reads every resource of a kind, in order of id.
func (d *Directory) all(ctx context.Context, instance chat.InstanceID, k Kind) ([]store.Resource, error) {
	const batch = 500
	var out []store.Resource
	after := ""
	for {
		page, err := d.store.Resources(ctx, instance, k.Store, after, batch)
		if err != nil {
			return nil, explain(k, err)
		}
		out = append(out, page...)
		if len(page) < batch {
			return out, nil
		}
		after = page[len(page)-1].ID
	}
}

// page reads up to limit resources after the id and says where the next page
// begins, "" at the end.
func (d *Directory) page(ctx context.Context, instance chat.InstanceID, k Kind, after string, limit int) ([]store.Resource, string, error) {
	rs, err := d.store.Resources(ctx, instance, k.Store, after, limit+1)
	if err != nil {
		return nil, "", explain(k, err)
	}
	if len(rs) <= limit {
		return rs, "", nil
	}
	return rs[:limit], rs[limit-1].ID, nil
}

// list reads a page of a kind as what its resources are.
func list[S spec, T any](ctx context.Context, d *Directory, k Kind, instance chat.InstanceID, after string, limit int, make func(Entry, S) T) ([]T, string, error) {
	rs, next, err := d.page(ctx, instance, k, after, limit)
	if err != nil {
		return nil, "", err
	}
	out, err := typed(rs, make)
	return out, next, err
}

// every reads all of a kind, in order of id, as what its resources are.
func every[S spec, T any](ctx context.Context, d *Directory, k Kind, instance chat.InstanceID, make func(Entry, S) T) ([]T, error) {
	rs, err := d.all(ctx, instance, k)
	if err != nil {
		return nil, err
	}
	return typed(rs, make)
}

// typed turns resources of a kind into what they are.
func typed[S spec, T any](rs []store.Resource, make func(Entry, S) T) ([]T, error) {
	out := []T{}
	for _, r := range rs {
		e, s, err := entryOf[S](r)
		if err != nil {
			return nil, chat.Internal("read the directory", err)
		}
		out = append(out, make(e, s))
	}
	return out, nil
}

// Instances reads all instances.
func (d *Directory) Instances(ctx context.Context) ([]Instance, error) {
	// There is one instance today, and its resource is filed under itself; the
	// list of instances is therefore the list of known ids.
	i, err := d.Instance(ctx, string(DefaultInstanceID))
	if err != nil {
		return nil, err
	}
	return []Instance{i}, nil
}
