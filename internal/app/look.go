package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/config"
	"github.com/rejoin-chat/rejoin/internal/files"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/sqlite"
)

// readable is what a command reads of a database that a server may have open.
type readable interface {
	store.Reader
	store.Secrets
	io.Closer
}

// look opens the database beside whoever serves from it. Where it is new, it is
// made, with the keys that the server will use.
func look(ctx context.Context, c *config.Config) (readable, error) {
	db, err := openDatabase(ctx, c, databaseOptions{log: slog.New(slog.DiscardHandler), clock: clock.System()})
	if !errors.Is(err, sqlite.ErrInUse) {
		return db, err
	}
	dir := databaseFolder(c)
	view, err := sqlite.OpenReadOnly(sqlite.Options{Dir: dir})
	if err != nil {
		return nil, fmt.Errorf("look into the data folder %s: %w", dir, err)
	}
	return view, nil
}

// PrintTranscript writes the archived transcript of a contact, or a link to it.
func PrintTranscript(ctx context.Context, w io.Writer, c *config.Config, q files.TranscriptRequest) (err error) {
	db, err := look(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	url, err := endpointURL(c)
	if err != nil {
		return err
	}
	links, err := newLinks(ctx, db, clock.System(), func() string { return url })
	if err != nil {
		return err
	}
	bucket, err := archive.Open(ctx, filesLocation(c), archive.OpenOptions{ReadOnly: true, Links: links})
	if err != nil {
		return fmt.Errorf("open the files: %w", err)
	}
	defer func() { err = errors.Join(err, bucket.Close()) }()
	return files.WriteTranscript(ctx, w, db, bucket, q)
}
