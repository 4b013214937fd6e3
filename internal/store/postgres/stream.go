package postgres

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store/form"
)

const (
	streamColumns = `session_id, id, instance_id, topic, seq, started_at`

	selectStreams = `SELECT ` + streamColumns + ` FROM streams WHERE (session_id, id) > ($1, $2)
		ORDER BY session_id, id LIMIT $3`
	selectSessionStreams = `SELECT ` + streamColumns + ` FROM streams WHERE session_id = $1 ORDER BY id`
	insertStream         = `INSERT INTO streams (` + streamColumns + `) VALUES ($1, $2, $3, $4, $5, $6)`
	moveStream           = `UPDATE streams SET seq = greatest(seq, $3) WHERE session_id = $1 AND id = $2`
	dropStream           = `DELETE FROM streams WHERE session_id = $1 AND id = $2`
	deleteStreams        = `DELETE FROM streams WHERE session_id = $1`
)

func scanStream(r row) (chat.Stream, error) {
	return chat.Stream{
		SessionID:  getID[chat.SessionID](r[0]),
		ID:         getID[chat.StreamID](r[1]),
		InstanceID: getID[chat.InstanceID](r[2]),
		Topic:      r.text(3),
		Seq:        chat.Seq(r.int(4)),
		StartedAt:  r.time(5),
	}, nil
}

// Streams implements store.Streams.
func (s *Store) Streams(ctx context.Context, after chat.Stream, limit int) ([]chat.Stream, error) {
	return list(s.asking(ctx), scanStream, selectStreams, putID(after.SessionID), putID(after.ID), int64(limit))
}

// MoveStream implements store.Streams.
func (s *Store) MoveStream(ctx context.Context, id chat.SessionID, stream chat.StreamID, to chat.Seq) (bool, error) {
	n, err := s.change(ctx, true, moveStream, putID(id), putID(stream), int64(to))
	return n > 0, err
}

// DropStream implements store.Streams.
func (s *Store) DropStream(ctx context.Context, id chat.SessionID, stream chat.StreamID) (bool, error) {
	n, err := s.change(ctx, true, dropStream, putID(id), putID(stream))
	return n > 0, err
}

// Streams implements store.Tx.
func (t *tx) Streams(id chat.SessionID) ([]chat.Stream, error) {
	return list(t.ask, scanStream, selectSessionStreams, putID(id))
}

// SaveStream implements store.Tx. It is sent with the other writes.
func (t *tx) SaveStream(s chat.Stream) error {
	if _, err := t.head(s.SessionID); err != nil {
		return err
	}
	return t.write(insertStream, putID(s.SessionID), putID(s.ID), putID(s.InstanceID), s.Topic, int64(s.Seq), form.Time(s.StartedAt))
}
