package postgres

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

const (
	cursorColumns = `session_id, participant_id, node, seq, devices, saved_at`

	selectCursors = `SELECT ` + cursorColumns + ` FROM cursors
		WHERE session_id = $1 AND participant_id = $2 ORDER BY node`
	saveCursors = `INSERT INTO cursors AS had (` + cursorColumns + `)
		SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::text[], $4::bigint[], $5::integer[], $6::bigint[])
		ON CONFLICT (session_id, participant_id, node) DO UPDATE SET
			seq = greatest(had.seq, excluded.seq), devices = excluded.devices, saved_at = excluded.saved_at`
	dropCursors = `DELETE FROM cursors USING unnest($1::bytea[], $2::bytea[], $3::text[]) AS gone (session, participant, node)
		WHERE session_id = gone.session AND participant_id = gone.participant AND cursors.node = gone.node`
)

// cursorLists are the columns of many cursors.
type cursorLists struct {
	sessions, participants [][]byte
	nodes                  []string
	seqs                   []int64
	devices                []int32
	saved                  []*int64
}

// columns lists each cursor once, in the order of keys, so that nodes that save
// the same ones do not wait for each other in a circle. Of several for one key
// the last counts, with the furthest number.
func columns(cursors []store.Cursor) (l cursorLists) {
	type keyed struct {
		session, participant []byte
		store.Cursor
	}
	order := make([]keyed, len(cursors))
	for i, c := range cursors {
		order[i] = keyed{putID(c.SessionID), putID(c.ParticipantID), c}
	}
	compare := func(a, b keyed) int {
		return cmp.Or(bytes.Compare(a.session, b.session), bytes.Compare(a.participant, b.participant), cmp.Compare(a.Node, b.Node))
	}
	slices.SortStableFunc(order, compare)
	for i, c := range order {
		if i+1 < len(order) && compare(c, order[i+1]) == 0 {
			order[i+1].Seq = max(c.Seq, order[i+1].Seq)
			continue
		}
		l.sessions = append(l.sessions, c.session)
		l.participants = append(l.participants, c.participant)
		l.nodes = append(l.nodes, c.Node)
		l.seqs = append(l.seqs, int64(c.Seq))
		l.devices = append(l.devices, int32(c.Devices))
		var saved *int64
		if !c.SavedAt.IsZero() {
			ms := c.SavedAt.UnixMilli()
			saved = &ms
		}
		l.saved = append(l.saved, saved)
	}
	return l
}

func (l *cursorLists) save() *call {
	return &call{sql: saveCursors, args: []any{l.sessions, l.participants, l.nodes, l.seqs, l.devices, l.saved}}
}

// SaveCursors implements store.Store.
func (s *Store) SaveCursors(ctx context.Context, cursors []store.Cursor) error {
	if len(cursors) == 0 {
		return ctx.Err()
	}
	l := columns(cursors)
	_, err := s.do(ctx, true, l.save())
	return err
}

// DropCursors implements store.Store.
func (s *Store) DropCursors(ctx context.Context, cursors []store.Cursor) error {
	if len(cursors) == 0 {
		return ctx.Err()
	}
	l := columns(cursors)
	_, err := s.do(ctx, true, &call{sql: dropCursors, args: []any{l.sessions, l.participants, l.nodes}})
	return err
}

func scanCursor(r row) (store.Cursor, error) {
	return store.Cursor{
		SessionID:     getID[chat.SessionID](r[0]),
		ParticipantID: getID[chat.ParticipantID](r[1]),
		Node:          r.text(2),
		Seq:           chat.Seq(r.int(3)),
		Devices:       int(r.int(4)),
		SavedAt:       r.time(5),
	}, nil
}
