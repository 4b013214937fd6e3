package main

import (
	"context"
	"log/slog"

	"github.com/rejoin-chat/rejoin/internal/app"
)

// migrate brings the database to this program's version and ends. Every server
// does so when it starts; on its own it is for who wants to see it done first,
// or gives servers no right to change the schema.
func migrate(ctx context.Context, args []string) error {
	c, err := settings("migrate", args)
	if err != nil {
		return err
	}
	log, flush := newLog(c)
	defer flush()
	db, err := app.OpenDatabase(ctx, c, log)
	if err != nil {
		return err
	}
	log.Info("the database is up to date", slog.String("database", app.DatabaseName(c)))
	return db.Close()
}
