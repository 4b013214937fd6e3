package sqlite

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store/form"
)

const (
	streamColumns = `session_id, id, instance_id, topic, seq, started_at`

	selectStreams        = `SELECT ` + streamColumns + ` FROM streams WHERE (session_id, id) > (?, ?) ORDER BY session_id, id LIMIT ?`
	selectSessionStreams = `SELECT ` + streamColumns + ` FROM streams WHERE session_id = ? ORDER BY id`
	moveStream           = `UPDATE streams SET seq = max(seq, ?) WHERE session_id = ? AND id = ?`
	dropStream           = `DELETE FROM streams WHERE session_id = ? AND id = ?`
)

var insertStreamSQL = insertSQL("streams", streamColumns)

func scanStream(r row) (chat.Stream, error) {
	return chat.Stream{
		SessionID:  getID[chat.SessionID](r, 0),
		ID:         getID[chat.StreamID](r, 1),
		InstanceID: getID[chat.InstanceID](r, 2),
		Topic:      r.text(3),
		Seq:        chat.Seq(r.int(4)),
		StartedAt:  r.time(5),
	}, nil
}

// Streams implements store.Streams. Ids that are no UUIDs come first.
func (r *reader) Streams(ctx context.Context, after chat.Stream, limit int) ([]chat.Stream, error) {
	return read(ctx, r, func(c *conn) ([]chat.Stream, error) {
		return list(c, scanStream, selectStreams, putID(after.SessionID), putID(after.ID), int64(limit))
	})
}

// MoveStream implements store.Streams.
func (s *Store) MoveStream(ctx context.Context, id chat.SessionID, stream chat.StreamID, to chat.Seq) (bool, error) {
	n, err := s.change(ctx, moveStream, int64(to), putID(id), putID(stream))
	return n > 0, err
}

// DropStream implements store.Streams.
func (s *Store) DropStream(ctx context.Context, id chat.SessionID, stream chat.StreamID) (bool, error) {
	n, err := s.change(ctx, dropStream, putID(id), putID(stream))
	return n > 0, err
}

// Streams implements store.Tx.
func (t *tx) Streams(id chat.SessionID) ([]chat.Stream, error) {
	return within(t, func(c *conn) ([]chat.Stream, error) {
		return list(c, scanStream, selectSessionStreams, putID(id))
	})
}

// SaveStream implements store.Tx.
func (t *tx) SaveStream(s chat.Stream) error {
	c, err := t.writing(s.SessionID)
	if err != nil {
		return err
	}
	_, err = c.exec(insertStreamSQL, putID(s.SessionID), putID(s.ID), putID(s.InstanceID), s.Topic,
		int64(s.Seq), form.Time(s.StartedAt))
	return err
}
