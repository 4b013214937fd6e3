package sqlite

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// reader is a pool of connections that only read. A write-ahead log lets each
// read the state as of its last commit while the writer goes on.
type reader struct {
	idle   chan *conn
	closed chan struct{}
	once   sync.Once
}

var _ store.Reader = (*reader)(nil)

// readers is how many reads go on at once. Each is short and the processor's,
// so more would only wait for each other.
const readers = 4

func openReader(dsn string) (*reader, error) {
	r := &reader{idle: make(chan *conn, readers), closed: make(chan struct{})}
	for range readers {
		c, err := dial(dsn)
		if err != nil {
			return nil, errors.Join(err, r.drain())
		}
		r.idle <- c
	}
	return r, nil
}

// close waits for the reads in progress.
func (r *reader) close() (err error) {
	r.once.Do(func() {
		close(r.closed)
		for range readers {
			err = errors.Join(err, (<-r.idle).close())
		}
	})
	return err
}

// drain closes what is there.
func (r *reader) drain() (err error) {
	for {
		select {
		case c := <-r.idle:
			err = errors.Join(err, c.close())
		default:
			return err
		}
	}
}

// read runs fn on a connection of the pool.
func read[T any](ctx context.Context, r *reader, fn func(*conn) (T, error)) (out T, err error) {
	if err := ctx.Err(); err != nil {
		return out, err
	}
	select {
	case <-r.closed:
		return out, store.ErrClosed
	default:
	}
	select {
	case c := <-r.idle:
		defer func() { r.idle <- c }()
		return fn(c)
	case <-r.closed:
		return out, store.ErrClosed
	case <-ctx.Done():
		return out, ctx.Err()
	}
}

// snapshot runs fn as of one instant, for what takes several statements.
func snapshot[T any](ctx context.Context, r *reader, fn func(*conn) (T, error)) (T, error) {
	return read(ctx, r, func(c *conn) (out T, err error) {
		if _, err := c.exec("BEGIN"); err != nil {
			return out, err
		}
		defer func() {
			if _, end := c.exec("COMMIT"); err == nil {
				err = end
			}
		}()
		return fn(c)
	})
}

// Session implements store.Reader.
func (r *reader) Session(ctx context.Context, id chat.SessionID) (chat.Session, error) {
	return read(ctx, r, func(c *conn) (chat.Session, error) { return readSession(c, id) })
}

// Contact implements store.Reader.
func (r *reader) Contact(ctx context.Context, id chat.ContactID) (chat.Contact, error) {
	return read(ctx, r, func(c *conn) (chat.Contact, error) { return readContact(c, id) })
}

// Contacts implements store.Reader.
func (r *reader) Contacts(ctx context.Context, id chat.SessionID) ([]chat.Contact, error) {
	return read(ctx, r, func(c *conn) ([]chat.Contact, error) { return readContacts(c, id) })
}

// Participant implements store.Reader.
func (r *reader) Participant(ctx context.Context, id chat.SessionID, p chat.ParticipantID) (chat.Participant, error) {
	return read(ctx, r, func(c *conn) (chat.Participant, error) { return readParticipant(c, id, p) })
}

// Participants implements store.Reader.
func (r *reader) Participants(ctx context.Context, id chat.SessionID) ([]chat.Participant, error) {
	return read(ctx, r, func(c *conn) ([]chat.Participant, error) { return readParticipants(c, id) })
}

// Items implements store.Reader.
func (r *reader) Items(ctx context.Context, q store.ItemQuery) ([]chat.Item, error) {
	return read(ctx, r, func(c *conn) ([]chat.Item, error) { return itemPage(c, q) })
}

// Item implements store.Reader.
func (r *reader) Item(ctx context.Context, id chat.SessionID, item chat.ItemID) (chat.Item, error) {
	return snapshot(ctx, r, func(c *conn) (chat.Item, error) { return itemByID(c, id, item) })
}

// LastSeq implements store.Reader.
func (r *reader) LastSeq(ctx context.Context, id chat.SessionID) (chat.Seq, error) {
	return read(ctx, r, func(c *conn) (chat.Seq, error) { return lastSeq(c, id) })
}

// SeqBefore implements store.Reader.
func (r *reader) SeqBefore(ctx context.Context, id chat.SessionID, t time.Time) (chat.Seq, error) {
	return snapshot(ctx, r, func(c *conn) (chat.Seq, error) { return seqBefore(c, id, t) })
}

// Receipts implements store.Reader.
func (r *reader) Receipts(ctx context.Context, id chat.SessionID, from, to chat.Seq) ([]chat.Receipt, error) {
	return read(ctx, r, func(c *conn) ([]chat.Receipt, error) { return readReceipts(c, id, from, to) })
}

// Cursor implements store.Reader.
func (r *reader) Cursor(ctx context.Context, id chat.SessionID, p chat.ParticipantID) (chat.Seq, error) {
	return read(ctx, r, func(c *conn) (chat.Seq, error) { return readCursor(c, id, p) })
}

// DueTimers implements store.Reader.
func (r *reader) DueTimers(ctx context.Context, now time.Time, limit int) ([]chat.Timer, time.Time, error) {
	type page struct {
		due  []chat.Timer
		next time.Time
	}
	p, err := snapshot(ctx, r, func(c *conn) (p page, err error) {
		p.due, p.next, err = dueTimers(c, now, limit)
		return p, err
	})
	return p.due, p.next, err
}

// CountActive implements store.Reader.
func (r *reader) CountActive(ctx context.Context, id chat.InstanceID) (int, error) {
	return read(ctx, r, func(c *conn) (int, error) { return countActive(c, id) })
}
