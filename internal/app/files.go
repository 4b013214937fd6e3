package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"sync/atomic"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/attachment"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/config"
	"github.com/rejoin-chat/rejoin/internal/obs"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// linkKeyLen is the length of the key that signs links, that of its hash.
const linkKeyLen = 32

// filesLocation is where transcripts and attachments lie.
func filesLocation(c *config.Config) string {
	if c.Files != "" {
		return string(c.Files)
	}
	return filepath.Join(c.Data, "files")
}

func (s *server) openFiles(ctx context.Context) error {
	links, err := newLinks(ctx, s.store, s.time.machine, func() string { return s.endpoints.HTTP })
	if err != nil {
		return err
	}
	files, err := archive.Open(ctx, filesLocation(s.Config), archive.OpenOptions{Links: links, Clock: s.time.machine, Log: s.Log})
	if err != nil {
		return fmt.Errorf("open the files: %w", err)
	}
	if err := claimFiles(ctx, files, s.store); err != nil {
		return errors.Join(fmt.Errorf("open the files: %w", err), files.Close())
	}
	s.links = links
	s.attachments = &attachment.Box{
		Links:   links,
		Uploads: &attachment.Uploads{Secret: links.Secret, Base: links.Base, Clock: links.Clock},
	}
	s.files = &observed{Files: files, metrics: obs.NewArchive(s.registry)}
	s.attachments.Bucket = s.files
	return nil
}

// claimFiles refuses files that are not those of the installation: each node
// would hide what the others have archived.
func claimFiles(ctx context.Context, files archive.Bucket, secrets store.Secrets) error {
	return archive.Claim(ctx, files, func(ctx context.Context, propose func() ([]byte, error)) ([]byte, error) {
		return secrets.EnsureSecret(ctx, archive.MarkSecret, propose)
	})
}

func (s *server) closeFiles(ctx context.Context) error {
	<-ctx.Done()
	return s.files.Close()
}

// newLinks makes what signs and verifies links to files in a folder.
func newLinks(ctx context.Context, secrets store.Secrets, c clock.Clock, base func() string) (*archive.Links, error) {
	key, err := secrets.EnsureSecret(ctx, secretLinks, func() ([]byte, error) {
		key := make([]byte, linkKeyLen)
		_, err := rand.Read(key)
		return key, err
	})
	if err != nil {
		return nil, fmt.Errorf("read the key of links: %w", err)
	}
	return archive.NewLinks(archive.LinkOptions{Secret: key, Base: base, Clock: c}), nil
}

// observed counts the objects that a bucket takes, and knows how the last one
// went.
type observed struct {
	archive.Files
	metrics *obs.Archive
	failing atomic.Bool
}

// Put implements archive.Bucket.
func (o *observed) Put(ctx context.Context, key string, body []byte) error {
	err := o.Files.Put(ctx, key, body)
	o.failing.Store(err != nil)
	o.metrics.Wrote(kindOf(key), err)
	return err
}

// kindOf names what lies under a key, for the metrics.
func kindOf(key string) string {
	if attachment.Holds(key) {
		return "attachment"
	}
	return "transcript"
}

// nobodysKey is a key under which nothing lies.
const nobodysKey = "readiness"

// filesAway tells whether the last object could not be written. Another node may
// have written the rest since, so a bucket that failed is asked.
func (s *server) filesAway(ctx context.Context) error {
	if !s.files.failing.Load() {
		return nil
	}
	if _, err := s.files.Get(ctx, nobodysKey, 1); err != nil && !archive.IsLost(err) {
		return errAway
	}
	s.files.failing.Store(false)
	return nil
}
