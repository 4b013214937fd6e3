package app

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/obs"
)

func (s *server) openFiles(context.Context) error {
	files, err := archive.OpenDir(filepath.Join(s.Config.Data, "files"))
	if err != nil {
		return fmt.Errorf("open the folder of transcripts: %w", err)
	}
	s.files = files
	return nil
}

func (s *server) closeFiles(ctx context.Context) error {
	<-ctx.Done()
	return s.files.Close()
}

// counted counts the objects that a bucket takes.
type counted struct {
	archive.Bucket
	metrics *obs.Archive
}

// Put implements archive.Bucket.
func (c counted) Put(ctx context.Context, key string, body []byte) error {
	err := c.Bucket.Put(ctx, key, body)
	c.metrics.Wrote("transcript", err)
	return err
}
