package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/rejoin-chat/rejoin/internal/flowadmin"
)

// flowTrace prints what flows did during a contact.
func flowTrace(ctx context.Context, args []string) error {
	fs := flowFlags("trace", "CONTACT")
	lines := fs.Bool("json", false, "write one JSON object a line, with everything that is known")
	follow := fs.Bool("follow", false, "go on until the contact has ended")
	data := dataFlag(fs)
	which, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(which) != 1 {
		return exit{exitUsage, errors.New("flow trace: name one contact by its id or ARN")}
	}
	client, err := flowClient(ctx, *data)
	if err != nil {
		return err
	}
	table := flowadmin.NewTraceTable(os.Stdout)
	write, finish := table.Write, table.End
	if *lines {
		write, finish = traceLines, func(flowadmin.TraceEnd) error { return nil }
	}
	end, err := client.Trace(ctx, which[0], flowadmin.TraceOptions{Follow: *follow}, write)
	if err != nil {
		return fmt.Errorf("flow trace: %w", err)
	}
	return finish(end)
}

// traceLines writes actions for programs.
func traceLines(page []flowadmin.Traced) error {
	e := json.NewEncoder(os.Stdout)
	e.SetEscapeHTML(false)
	for i := range page {
		if err := e.Encode(page[i]); err != nil {
			return err
		}
	}
	return nil
}
