package sqlite

import (
	"context"
	"errors"
	"sync"

	"github.com/rejoin-chat/rejoin/internal/store"
)

// reader is a pool of connections that only read. A write-ahead log lets each
// read the state as of its last commit while the writer goes on.
type reader struct {
	idle   chan *conn
	closed chan struct{}
	once   sync.Once
	// unindexed is the writer's, nil when the writer is another process.
	unindexed *unindexed
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
		if r.unindexed != nil {
			c.tails = r.unindexed.committed.Load().get
		}
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
