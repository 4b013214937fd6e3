package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flowadmin"
)

// flowLint tells what is wrong with files, without a server unless one is asked for.
// It ends with 0 when none has an error, with 1 when one has, and with 2 when it
// cannot tell.
func flowLint(ctx context.Context, args []string) error {
	var t flow.Type
	fs := flowFlags("lint", "FILE...")
	flowTypeFlag(fs, &t)
	write := flowadmin.WriteText
	fs.Func("format", "`FORMAT` of the findings: text, or json for one object a line (default: text)", func(text string) error {
		switch text {
		case "text":
			write = flowadmin.WriteText
		case "json":
			write = flowadmin.WriteJSON
		default:
			return errors.New("want text or json")
		}
		return nil
	})
	server := fs.Bool("server", false, "hold the flows against the modules of the server too; --data implies it")
	data := dataFlag(fs)
	names, err := parse(fs, args)
	if err != nil {
		return err
	}
	files, err := readFlows(names)
	if err != nil {
		return err
	}
	var client *flowadmin.Client
	if *server || *data != "" {
		if client, err = flowClient(ctx, *data); err != nil {
			return exit{exitUsage, fmt.Errorf("flow lint: %w", err)}
		}
	}
	findings, err := flowadmin.Lint(ctx, files, t, client)
	if err != nil {
		return exit{exitUsage, fmt.Errorf("flow lint: %w", err)}
	}
	if err := write(os.Stdout, findings); err != nil {
		return err
	}
	if flowadmin.Failed(findings) {
		return exit{exitProblems, nil}
	}
	return nil
}
