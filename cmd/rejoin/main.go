// Command rejoin is a chat contact centre that speaks Amazon Connect Chat: the
// server, the settings for AWS clients, and a chat client for the terminal.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"syscall"
)

// version is set by the build.
var version = "dev"

// command is one of the program's commands.
type command struct {
	name, summary string
	run           func(ctx context.Context, args []string) error
}

func commands() []command {
	return []command{
		{"serve", "run the server", serve},
		{"env", "print the settings that point AWS clients at the server", env},
		{"migrate", "bring the database to this version's schema, as serve does when it starts", migrate},
		{"move", "carry an installation over to another database, and compare", carryOver},
		{"ready", "ask the server whether it can work, for health checks", askReady},
		{"flow", "check, import, export and trace contact flows", flows},
		{"chat", "talk as a customer, from the terminal", talk},
		{"bot", "serve a bot's file as the Lex V2 runtime does, to try it", serveBot},
		{"transcript", "print a contact's archived transcript, or a link to it", transcript},
		{"user", "manage who signs in: add, passwd, list, sessions, revoke, release", users},
		{"bench", "keep a server busy with agents and customers, and measure it", bench},
		{"clock", "tell or move the time of a server with a manual clock", moveClock},
		{"version", "print the version", func(context.Context, []string) error {
			_, err := fmt.Println("rejoin " + version)
			return err
		}},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := dispatch(ctx, os.Args[1:])
	stop()
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return
	}
	if err.Error() != "" {
		fmt.Fprintln(os.Stderr, "rejoin:", err)
	}
	ending := exit{code: 1}
	errors.As(err, &ending)
	os.Exit(ending.code)
}

// errUsage says that the program was called without a command that it knows.
var errUsage = errors.New("see rejoin help")

// word is what a command may be called.
var word = regexp.MustCompile(`^-{0,2}[a-z-]{1,20}$`)

func dispatch(ctx context.Context, args []string) error {
	if len(args) == 0 {
		usage(os.Stderr)
		return errUsage
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return c.run(ctx, args[1:])
		}
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		usage(os.Stdout)
		return nil
	}
	usage(os.Stderr)
	if !word.MatchString(args[0]) { // it may be a setting with a password
		return fmt.Errorf("what follows rejoin is no command, %w", errUsage)
	}
	return fmt.Errorf("unknown command %q, %w", args[0], errUsage)
}

func usage(w io.Writer) {
	fmt.Fprint(w, "Rejoin is a chat contact centre that speaks Amazon Connect Chat.\n\nUsage: rejoin COMMAND [OPTIONS]\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-10s %s\n", c.name, c.summary)
	}
	fmt.Fprint(w, "\nrejoin COMMAND --help tells the options of a command.\n")
}
