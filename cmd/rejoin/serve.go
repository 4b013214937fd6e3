package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"

	"github.com/rejoin-chat/rejoin/internal/app"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/config"
	"github.com/rejoin-chat/rejoin/internal/login"
	"github.com/rejoin-chat/rejoin/internal/obs"
)

// settings reads the options that serve and env share. It has printed the help
// when it returns flag.ErrHelp.
func settings(name string, args []string) (*config.Config, error) {
	if err := config.CheckEnviron(os.Environ()); err != nil {
		return nil, err
	}
	c, err := config.Load(args, os.LookupEnv)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Printf("Usage: rejoin %s [OPTIONS]\n\n", name)
		return nil, errors.Join(err, config.Usage(os.Stdout))
	}
	return c, err
}

func serve(ctx context.Context, args []string) error {
	c, err := settings("serve", args)
	if err != nil {
		return err
	}
	if err := c.CheckServe(); err != nil {
		return err
	}
	log, flush := newLog(c)
	defer flush()
	for _, w := range c.Warnings() {
		log.Warn(w)
	}
	pacing, stopPacing := context.WithCancel(ctx)
	defer stopPacing()
	go paceCollector(pacing, clock.System())
	return app.Run(ctx, app.Options{
		Config: c, Version: version, Log: log, Env: os.LookupEnv,
		FirstAgents: func(made []login.Credentials) { tellAgents(log, made) },
		Ready: func(e config.Endpoints) {
			line := []any{slog.String("version", version), slog.String("url", e.HTTP),
				slog.String("websocket", e.Socket), slog.String("database", app.DatabaseName(c))}
			if c.HasCustomerPage() {
				line = append(line, slog.String("customer_page", e.HTTP+"/"))
			}
			line = append(line, slog.String("agents_page", e.HTTP+app.DeskPath))
			log.Info("rejoin is ready", line...)
		},
	})
}

// newLog makes the log on standard error. A person at a terminal sees every line
// at once; elsewhere lines are gathered. flush ends the gathering.
func newLog(c *config.Config) (log *slog.Logger, flush func()) {
	terminal := obs.IsTerminal(os.Stderr)
	options := obs.LogOptions{Level: c.LogLevel, Text: c.LogFormat.Text(terminal)}
	if terminal {
		return obs.NewLogger(os.Stderr, options), func() {}
	}
	buffer := obs.NewBuffer(os.Stderr)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	// Ended by flush, which waits for it.
	go func() {
		defer close(ended)
		_ = buffer.Run(ctx, clock.System())
	}()
	return buffer.Prompt(obs.NewLogger(buffer, options)), func() {
		stop()
		<-ended
	}
}

func env(ctx context.Context, args []string) error {
	c, err := settings("env", args)
	if err != nil {
		return err
	}
	return app.PrintEnv(ctx, os.Stdout, c)
}
