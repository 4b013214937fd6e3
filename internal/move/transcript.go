package move

import (
	"bytes"
	"context"
	"errors"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/chat"
)

// maxObject is the largest object that is carried over, in bytes. It is far more
// than archive.MaxTranscriptBytes, beyond which nobody reads it.
const maxObject = 256 << 20

// carryTranscript carries the object of a contact over, if it has one. One that
// is not to be had is no error: a history goes on without it at the source, and
// will at the target.
func (m *mover) carryTranscript(ctx context.Context, c *chat.Contact) error {
	if m.ToFiles == nil || c.Archive.Key == "" {
		return nil
	}
	body, err := m.object(ctx, m.FromFiles, c.Archive.Key)
	if errors.Is(err, archive.ErrMissing) {
		return nil
	}
	if err != nil {
		return err
	}
	if m.resumed {
		have, err := m.object(ctx, m.ToFiles, c.Archive.Key)
		switch {
		case err == nil && bytes.Equal(have, body):
			m.carried.object(body)
			return nil
		case err != nil && !archive.IsLost(err):
			return err
		}
	}
	if err := persistent(ctx, m.Clock, func() error { return m.ToFiles.Put(ctx, c.Archive.Key, body) }); err != nil {
		return err
	}
	m.carried.object(body)
	return nil
}

func (m *mover) object(ctx context.Context, from archive.Bucket, key string) ([]byte, error) {
	return persist(ctx, m.Clock, func() ([]byte, error) { return from.Get(ctx, key, maxObject) })
}

// compareTranscript compares the object of a contact in both buckets.
func (m *mover) compareTranscript(ctx context.Context, c *chat.Contact, found func(string)) error {
	if m.ToFiles == nil || c.Archive.Key == "" {
		return nil
	}
	want, wantErr := m.object(ctx, m.FromFiles, c.Archive.Key)
	got, gotErr := m.object(ctx, m.ToFiles, c.Archive.Key)
	lost, missing := errors.Is(wantErr, archive.ErrMissing), errors.Is(gotErr, archive.ErrMissing)
	switch {
	case wantErr != nil && !lost:
		return wantErr
	case gotErr != nil && !archive.IsLost(gotErr):
		return gotErr
	case lost && missing && c.Archive.Confirmed:
		m.tell(Finding{Session: c.SessionID, What: "transcript " + c.Archive.Key + " is missing at the source already", Lost: true})
	case lost && !missing:
		found("transcript " + c.Archive.Key + " is there at the target only")
	case !lost && missing:
		found("transcript " + c.Archive.Key + " is missing")
	case !lost && (gotErr != nil || !bytes.Equal(want, got)):
		found("transcript " + c.Archive.Key + " differs")
	}
	m.compared.object(want)
	return nil
}
