package main

import (
	"context"
	"errors"
	"flag"
	"os"

	"github.com/rejoin-chat/rejoin/internal/app"
	"github.com/rejoin-chat/rejoin/internal/files"
)

// transcript prints what a contact's archived transcript says, or a link to it.
func transcript(ctx context.Context, args []string) error {
	q, rest, err := files.ParseTranscriptRequest(args)
	if errors.Is(err, flag.ErrHelp) {
		rest, err = []string{"--help"}, nil
	}
	if err != nil {
		return err
	}
	c, err := settings("transcript "+files.TranscriptUsage, rest)
	if err != nil {
		return err
	}
	return app.PrintTranscript(ctx, os.Stdout, c, q)
}
