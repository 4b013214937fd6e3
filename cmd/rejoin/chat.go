package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/rejoin-chat/rejoin/internal/terminal"
)

// talk starts, resumes or rejoins a chat on the terminal.
func talk(ctx context.Context, args []string) error {
	var o terminal.Options
	fs := flag.NewFlagSet("rejoin chat", flag.ContinueOnError)
	fs.SetOutput(os.Stderr)
	o.Register(fs)
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return fmt.Errorf("chat: %w", err)
	}
	if fs.NArg() > 0 {
		return fmt.Errorf("chat: unexpected argument %q", fs.Arg(0))
	}
	o.Attach(os.Stdin, os.Stdout)
	return terminal.Run(ctx, o)
}
