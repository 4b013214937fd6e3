package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/sigv4"
	"github.com/rejoin-chat/rejoin/internal/workload"
)

const benchUsage = `Usage: rejoin bench agents [OPTIONS]

Keeps a running server busy with agents and customers, over HTTP alone, and tells how
long contacts waited for an offer and what a signed-in agent costs. It fails if an offer
or a message was lost. The server is the one that rejoin env tells of:

  eval "$(rejoin env)" && rejoin bench agents

It makes a queue, a flow, a routing profile and users, and deletes only the users: give
it a server of its own.

`

// bench keeps a server busy.
func bench(ctx context.Context, args []string) error {
	o := workload.Options{Out: os.Stdout, Clock: clock.System()}
	fs := flag.NewFlagSet("rejoin bench agents", flag.ContinueOnError)
	fs.SetOutput(os.Stdout)
	fs.Usage = func() {
		fmt.Fprint(fs.Output(), benchUsage)
		fs.PrintDefaults()
	}
	fs.IntVar(&o.Agents, "agents", 1000, "how many agents are signed in")
	fs.IntVar(&o.Chats, "chats", 2000, "how many chats go on at once, at most nine for each agent")
	fs.DurationVar(&o.For, "for", 3*time.Minute, "how long chats begin")
	fs.DurationVar(&o.Talk, "talk", time.Minute, "how long a chat takes")
	if len(args) == 0 || args[0] != "agents" {
		fs.Usage()
		if len(args) > 0 && (args[0] == "--help" || args[0] == "-h" || args[0] == "help") {
			return nil
		}
		return exit{exitUsage, errors.New("bench: want agents; see rejoin bench --help")}
	}
	if err := fs.Parse(args[1:]); err != nil {
		return err
	}
	if err := checkBench(&o, fs.NArg()); err != nil {
		return exit{exitUsage, err}
	}
	return workload.Run(ctx, o)
}

// checkBench completes the options by the environment and refuses what cannot be.
func checkBench(o *workload.Options, more int) error {
	o.Endpoint, o.Instance = os.Getenv("AWS_ENDPOINT_URL"), os.Getenv("REJOIN_INSTANCE_ID")
	o.Signer = sigv4.Signer{
		Credentials: sigv4.Credentials{AccessKeyID: os.Getenv("AWS_ACCESS_KEY_ID"), SecretAccessKey: os.Getenv("AWS_SECRET_ACCESS_KEY")},
		Region:      os.Getenv("AWS_REGION"), Service: "connect",
	}
	switch {
	case more > 0:
		return errors.New("bench agents: want options only")
	case o.Agents < 1 || o.Chats < 1 || o.Chats > 9*o.Agents:
		return errors.New("bench agents: want at least one agent, and one chat to nine for each")
	case o.For <= 0 || o.For > workload.MaxFor || o.Talk <= 0:
		return fmt.Errorf("bench agents: --for and --talk want a length of time, --for at most %v", workload.MaxFor)
	case o.Endpoint == "" || o.Instance == "" || o.Signer.AccessKeyID == "":
		return errors.New(`bench agents: no server in the environment: eval "$(rejoin env)"`)
	}
	return nil
}
