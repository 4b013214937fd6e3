package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/app"
	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/config"
	"github.com/rejoin-chat/rejoin/internal/move"
)

// moveEnds are both ends of a move, open.
type moveEnds struct {
	options move.Options
	open    []io.Closer
}

func openEnds(ctx context.Context, s moveSettings, log *slog.Logger) (_ *moveEnds, err error) {
	e := &moveEnds{}
	defer func() {
		if err != nil {
			err = errors.Join(err, e.close())
		}
	}()
	if e.options.From, err = e.database(ctx, s.from, true, log); err != nil {
		return nil, fmt.Errorf("--from: %w", err)
	}
	if e.options.To, err = e.database(ctx, s.to, s.check, log); err != nil {
		return nil, fmt.Errorf("--to: %w", err)
	}
	if s.toFiles == "" {
		return e, nil
	}
	if e.options.FromFiles, err = e.files(ctx, s.fromFiles, true, log); err != nil {
		return nil, fmt.Errorf("--from-files: %w", err)
	}
	if e.options.ToFiles, err = e.files(ctx, s.toFiles, s.check, log); err != nil {
		return nil, fmt.Errorf("--to-files: %w", err)
	}
	return e, nil
}

// database opens one end; one that must exist is not made.
func (e *moveEnds) database(ctx context.Context, where config.DatabaseURL, exists bool, log *slog.Logger) (move.Store, error) {
	if folder := where.Folder(); exists && folder != "" {
		if _, err := os.Stat(folder); err != nil {
			return nil, fmt.Errorf("no such data folder: %w", err)
		}
	}
	db, err := app.OpenDatabase(ctx, &config.Config{Database: where}, log)
	if err != nil {
		return nil, err
	}
	e.open = append(e.open, db)
	return db, nil
}

func (e *moveEnds) files(ctx context.Context, where config.FilesURL, readOnly bool, log *slog.Logger) (archive.Bucket, error) {
	files, err := archive.Open(ctx, string(where), archive.OpenOptions{ReadOnly: readOnly, Log: log})
	if err != nil {
		return nil, err
	}
	e.open = append(e.open, files)
	return files, nil
}

// close lets go of all, in the reverse order.
func (e *moveEnds) close() (err error) {
	for _, c := range slices.Backward(e.open) {
		err = errors.Join(err, c.Close())
	}
	return err
}
