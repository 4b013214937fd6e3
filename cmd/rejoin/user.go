package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/rejoin-chat/rejoin/internal/app"
	"github.com/rejoin-chat/rejoin/internal/login"
	"github.com/rejoin-chat/rejoin/internal/obs"
)

const userUsage = `Usage: rejoin user COMMAND [OPTIONS] [SETTINGS]

  add NAME [--profile NAME] [--routing NAME] [--password-stdin]
                  make a user: an agent, or with --profile Admin an administrator
  passwd NAME [--password-stdin]
                  replace a password, and sign the user out everywhere
  list            list the users
  sessions NAME   list where a user is signed in
  revoke NAME [SESSION]
                  sign a user out of one session, or of all
  release NAME    let another account at the identity provider be the user: the next
                  one that signs in there under the name

Without --password-stdin a password is made, printed, and changed by the user at the
next sign-in. --json prints for programs. The settings are those of rejoin serve, such
as --data; the server may be running.
`

// userCommand is what the arguments ask for.
type userCommand struct {
	login.Request
	json, stdin bool
}

// users manages who may sign in.
func users(ctx context.Context, args []string) error {
	q, rest, err := parseUser(args)
	if errors.Is(err, flag.ErrHelp) {
		_, err := fmt.Print(userUsage)
		return err
	}
	if err != nil {
		return exit{exitUsage, err}
	}
	c, err := settings("user COMMAND", rest)
	if err != nil {
		return err
	}
	if q.stdin {
		if q.Password, err = readPassword(os.Stdin); err != nil {
			return err
		}
	}
	a, err := app.Administer(ctx, c, q.Request)
	if err != nil {
		return err
	}
	return printAnswer(os.Stdout, q, a)
}

// userArguments are how many names follow each command, at least and at most.
var userArguments = map[string][2]int{
	login.DoAdd: {1, 1}, login.DoPassword: {1, 1}, login.DoList: {0, 0}, login.DoSessions: {1, 1}, login.DoRevoke: {1, 2},
	login.DoRelease: {1, 1},
}

// parseUser reads the command's own arguments and gives back the others, which are
// settings.
func parseUser(args []string) (q userCommand, rest []string, err error) {
	if len(args) == 0 || slices.ContainsFunc(args, func(a string) bool { return slices.Contains([]string{"-h", "-help", "--help", "help"}, a) }) {
		return q, nil, flag.ErrHelp
	}
	q.Do = args[0]
	want, known := userArguments[q.Do]
	if !known {
		return q, nil, errors.New("user: want add, passwd, list, sessions, revoke or release; see rejoin user --help")
	}
	var names []string
	for args = args[1:]; len(args) > 0 && !strings.HasPrefix(args[0], "-"); args = args[1:] {
		names = append(names, args[0])
	}
	if len(names) < want[0] || len(names) > want[1] {
		return q, nil, fmt.Errorf("user %s: want %s; see rejoin user --help", q.Do, wanted(want))
	}
	for i, to := range []*string{&q.Name, &q.Login} {
		if i < len(names) {
			*to = names[i]
		}
	}
	rest, err = q.options(args)
	return q, rest, err
}

func wanted(want [2]int) string {
	switch want {
	case [2]int{0, 0}:
		return "no name"
	case [2]int{1, 1}:
		return "one user name before the options"
	}
	return "a user name, and a session or none, before the options"
}

// options takes the command's own options out of the arguments.
func (q *userCommand) options(args []string) (rest []string, err error) {
	texts := map[string]*string{}
	flags := map[string]*bool{"json": &q.json}
	switch q.Do {
	case login.DoAdd:
		texts["profile"], texts["routing"], flags["password-stdin"] = &q.Profile, &q.Routing, &q.stdin
	case login.DoPassword:
		flags["password-stdin"] = &q.stdin
	}
	for i := 0; i < len(args); i++ {
		name, value, given := strings.Cut(strings.TrimLeft(args[i], "-"), "=")
		if to := flags[name]; to != nil && strings.HasPrefix(args[i], "-") && !given {
			*to = true
			continue
		}
		to := texts[name]
		if to == nil || !strings.HasPrefix(args[i], "-") {
			rest = append(rest, args[i])
			continue
		}
		if !given {
			if i++; i == len(args) {
				return nil, fmt.Errorf("user %s: --%s needs a value", q.Do, name)
			}
			value = args[i]
		}
		*to = value
	}
	return rest, nil
}

// readPassword reads a password from the first line: on a command line others would
// see it.
func readPassword(r io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(r, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the password: %w", err)
	}
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return "", errors.New("standard input has no password")
	}
	return line, nil
}

// printAnswer writes what became of a request.
func printAnswer(w io.Writer, q userCommand, a login.Answer) error {
	if q.json {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(a)
	}
	var err error
	switch q.Do {
	case login.DoAdd, login.DoPassword:
		if a.Password != "" {
			_, err = fmt.Fprintf(w, "%s signs in with the one-time password %s\n", q.Name, a.Password)
		}
	case login.DoRevoke:
		_, err = fmt.Fprintf(w, "sessions ended: %d\n", a.Revoked)
	case login.DoList:
		var rows [][]string
		for _, u := range a.Users {
			rows = append(rows, []string{u.Name, u.ID, strings.Join(u.Profiles, ", "), u.Password})
		}
		err = printTable(w, []string{"USER", "ID", "SECURITY PROFILES", "PASSWORD"}, rows)
	case login.DoSessions:
		var rows [][]string
		for _, s := range a.Sessions {
			rows = append(rows, []string{s.ID, s.Created, s.Used, s.Expires})
		}
		err = printTable(w, []string{"SESSION", "SIGNED IN", "USED", "ENDS"}, rows)
	}
	return err
}

func printTable(w io.Writer, head []string, rows [][]string) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{head}, rows...) {
		if _, err := fmt.Fprintln(t, strings.Join(row, "\t")); err != nil {
			return err
		}
	}
	return t.Flush()
}

// tellAgents tells the agents of a new installation and their passwords once, to
// somebody at a terminal. What is printed elsewhere may be kept as a log is, where
// passwords have no place.
func tellAgents(log *slog.Logger, made []login.Credentials) {
	if obs.IsTerminal(os.Stdout) {
		printAgents(os.Stdout, made)
		return
	}
	log.Info("this installation is new and has agents without a known password: rejoin user list names them, rejoin user passwd NAME makes a password")
}

func printAgents(w io.Writer, made []login.Credentials) {
	fmt.Fprint(w, "This installation is new. Its agents sign in with passwords that they change then:\n")
	for _, m := range made {
		fmt.Fprintf(w, "  %-8s %s\n", m.Name, m.Password)
	}
	fmt.Fprint(w, "They are not shown again; rejoin user passwd NAME makes another.\n")
}
