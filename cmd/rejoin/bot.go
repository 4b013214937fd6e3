package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"time"

	"github.com/rejoin-chat/rejoin/internal/bot"
	"github.com/rejoin-chat/rejoin/internal/bot/builtin"
	"github.com/rejoin-chat/rejoin/internal/bot/lex"
	"github.com/rejoin-chat/rejoin/internal/clock"
)

const botUsage = `Usage: rejoin bot [--listen HOST:PORT] FILE

Serves the bot of a file as the Lex V2 runtime does, under any bot id and alias,
so that it can be tried with every client of AWS. No signature is checked, so it
listens on this machine only. What the file may say is in docs/bots.md.

  --listen HOST:PORT
        Address to listen on. Port 0 takes a free one. Default: 127.0.0.1:8090.
`

// botHeaderWithin is how long a client may take to say what it wants.
const botHeaderWithin = 10 * time.Second

// serveBot serves a bot's file until ctx ends.
func serveBot(ctx context.Context, args []string) error {
	fs := flag.NewFlagSet("bot", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // main prints errors
	listen := fs.String("listen", "127.0.0.1:8090", "")
	if err := fs.Parse(args); errors.Is(err, flag.ErrHelp) {
		fmt.Print(botUsage)
		return err
	} else if err != nil {
		return fmt.Errorf("bot: %w", err)
	}
	if fs.NArg() != 1 {
		return errors.New("bot: want one file, see rejoin bot --help")
	}
	script, err := builtin.Load(fs.Arg(0))
	if err != nil {
		return err
	}
	listener, err := listenHere(ctx, *listen)
	if err != nil {
		return err
	}
	bots := bot.New(map[string]bot.Provider{"": builtin.Provider{Script: script, Now: clock.System().Now}})
	whichever := func(string, string) (string, bool) { return "", true }
	server := &http.Server{Handler: lex.NewRuntime(bots, whichever), ReadHeaderTimeout: botHeaderWithin}
	fmt.Fprintf(os.Stdout, "http://%s\n", listener.Addr())
	// Ends once the server is closed, at the latest when ctx ends.
	stop := context.AfterFunc(ctx, func() { _ = server.Close() }) // there is nothing to finish
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// listenHere listens on an address of this machine that no other can reach.
func listenHere(ctx context.Context, address string) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("--listen: %w", err)
	}
	at, err := netip.ParseAddrPort(listener.Addr().String())
	if err != nil || !at.Addr().Unmap().IsLoopback() {
		_ = listener.Close() // nobody has called
		return nil, fmt.Errorf("--listen %s: the bot is served to this machine only, such as on 127.0.0.1:8090", address)
	}
	return listener, nil
}
