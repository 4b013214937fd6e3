package main

import (
	"context"
	"errors"
	"flag"
	"os"

	"github.com/rejoin-chat/rejoin/internal/app"
	"github.com/rejoin-chat/rejoin/internal/timeshift"
)

// moveClock tells the time of a server whose clock is manual, or moves it.
func moveClock(ctx context.Context, args []string) error {
	q, rest, err := timeshift.ParseRequest(args)
	if errors.Is(err, flag.ErrHelp) {
		rest, err = []string{"--help"}, nil
	}
	if err != nil {
		return err
	}
	c, err := settings("clock "+timeshift.Usage, rest)
	if err != nil {
		return err
	}
	return app.MoveClock(ctx, os.Stdout, c, q)
}
