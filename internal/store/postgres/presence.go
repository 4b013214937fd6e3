package postgres

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

const (
	keepPresences = `INSERT INTO presences AS had (instance_id, user_id, until)
		SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::bigint[])
		ON CONFLICT (instance_id, user_id) DO UPDATE SET until = greatest(had.until, excluded.until)`
	selectLapsed = `SELECT instance_id, user_id, until FROM presences WHERE until <= $1
		ORDER BY until, instance_id, user_id LIMIT $2`
	dropPresence = `DELETE FROM presences WHERE instance_id = $1 AND user_id = $2 AND until = $3`
)

// KeepPresences implements store.Presences. Each comes once, in the order of keys, so
// that nodes that keep the same ones do not wait for each other in a circle.
func (s *Store) KeepPresences(ctx context.Context, all []store.Presence) error {
	if len(all) == 0 {
		return ctx.Err()
	}
	type keyed struct {
		instance, user []byte
		until          int64
	}
	order := make([]keyed, len(all))
	for i, p := range all {
		order[i] = keyed{putID(p.InstanceID), putID(p.UserID), p.Until.UnixMilli()}
	}
	slices.SortFunc(order, func(a, b keyed) int {
		return cmp.Or(bytes.Compare(a.instance, b.instance), bytes.Compare(a.user, b.user), cmp.Compare(b.until, a.until))
	})
	order = slices.CompactFunc(order, func(a, b keyed) bool {
		return bytes.Equal(a.instance, b.instance) && bytes.Equal(a.user, b.user)
	})
	instances, users, untils := make([][]byte, len(order)), make([][]byte, len(order)), make([]int64, len(order))
	for i, k := range order {
		instances[i], users[i], untils[i] = k.instance, k.user, k.until
	}
	_, err := s.do(ctx, true, &call{sql: keepPresences, args: []any{instances, users, untils}})
	return err
}

// LapsedPresences implements store.Presences.
func (s *Store) LapsedPresences(ctx context.Context, now time.Time, limit int) ([]store.Presence, error) {
	return list(s.asking(ctx), scanPresence, selectLapsed, now.UnixMilli(), int64(limit))
}

// DropPresence implements store.Presences.
func (s *Store) DropPresence(ctx context.Context, p store.Presence) error {
	_, err := s.change(ctx, true, dropPresence, putID(p.InstanceID), putID(p.UserID), p.Until.UnixMilli())
	return err
}

func scanPresence(r row) (store.Presence, error) {
	return store.Presence{
		InstanceID: getID[chat.InstanceID](r[0]), UserID: getID[chat.UserID](r[1]), Until: r.time(2),
	}, nil
}
