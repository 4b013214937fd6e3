package sqlite

import (
	"context"
	"errors"
)

// Ping implements store.Store. After a failed commit it tries one, so that a
// full disk that was cleared is noticed without traffic.
func (s *Store) Ping(ctx context.Context) error {
	if _, err := read(ctx, s.reader, version); err != nil {
		return err
	}
	if s.writer.state() == nil {
		return nil
	}
	return s.writer.queue.submit(ctx, func(w *writer) error {
		_, err := w.c.exec(w.probe)
		return err
	})
}

// Close implements store.Store: it answers what has been asked, copies the log
// into the database and lets go of the folder. Later calls get ErrClosed.
func (s *Store) Close() error {
	s.closing.Do(func() {
		s.writer.queue.close()
		<-s.writer.done
		s.checkpoint.end()
		s.closeErr = s.release()
	})
	return s.closeErr
}

// release closes what was opened. SQLite itself copies and removes the log
// when the last connection goes.
func (s *Store) release() (err error) {
	if s.reader != nil {
		err = errors.Join(err, s.reader.close())
	}
	if s.checkpoint != nil {
		err = errors.Join(err, s.checkpoint.c.close())
	}
	if s.writer != nil {
		err = errors.Join(err, s.writer.c.close())
	}
	if s.lock != nil {
		err = errors.Join(err, unlockFile(s.lock))
	}
	return err
}
