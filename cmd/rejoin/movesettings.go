package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/rejoin-chat/rejoin/internal/config"
)

const moveUsage = `Usage: rejoin move --from URL --to URL [OPTIONS]

Carries a whole installation over to another database, with the archived
transcripts, and then compares every session and transcript. Stop the servers
of both first: a folder is locked meanwhile, PostgreSQL is not. The source is
only read, but its schema is brought to this version. A move that was cut short
goes on when the same command is run again; until it has ended well, servers
refuse the target.

  --from URL, --to URL  (REJOIN_MOVE_FROM, REJOIN_MOVE_TO)
        sqlite://FOLDER or postgres://USER:PASSWORD@HOST/NAME. The target is
        empty, or does not exist yet if it is a folder.
  --from-files URL, --to-files URL
        Where the transcripts lie and where they are to go: s3://BUCKET or a
        folder. With SQLite they are in the folder "files" of the data folder.
        To PostgreSQL without --to-files they stay where they are.
  --check
        Only compare; nothing is changed. The exit code is 1 if anything
        differs.
`

// moveSettings are the options of the move command.
type moveSettings struct {
	from, to           config.DatabaseURL
	fromFiles, toFiles config.FilesURL // both empty where the transcripts stay
	check              bool
}

func parseMove(args []string, env func(string) (string, bool)) (s moveSettings, err error) {
	fs := flag.NewFlagSet("rejoin move", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // what it would print may hold a password
	text := map[string]*string{}
	for _, name := range []string{"from", "to", "from-files", "to-files"} {
		text[name] = fs.String(name, "", "")
	}
	fs.BoolVar(&s.check, "check", false, "")
	if err := fs.Parse(args); errors.Is(err, flag.ErrHelp) {
		fmt.Print(moveUsage)
		return s, err
	} else if err != nil {
		return s, fmt.Errorf("move: %w", err)
	}
	if fs.NArg() > 0 {
		return s, fmt.Errorf("move: argument %d is unexpected: options begin with --, and each but --check has one value", len(args)-fs.NArg()+1)
	}
	for name, variable := range map[string]string{"from": "REJOIN_MOVE_FROM", "to": "REJOIN_MOVE_TO"} {
		if *text[name] == "" {
			*text[name], _ = env(variable)
		}
	}
	for _, o := range []struct {
		name string
		set  interface{ UnmarshalText([]byte) error }
	}{{"from", &s.from}, {"to", &s.to}, {"from-files", &s.fromFiles}, {"to-files", &s.toFiles}} {
		if *text[o.name] == "" {
			continue
		}
		if err := o.set.UnmarshalText([]byte(*text[o.name])); err != nil {
			return s, fmt.Errorf("move: --%s: %w", o.name, err)
		}
	}
	return s, s.complete()
}

// complete holds the rules between the options and fills in where the transcripts
// lie.
func (s *moveSettings) complete() error {
	switch {
	case s.from == "" || s.to == "":
		return errors.New("move: name both --from and --to, see rejoin move --help")
	case place(s.from.Folder()) == place(s.to.Folder()) && (s.from.Folder() != "" || s.from == s.to):
		return errors.New("move: --from and --to are the same")
	}
	if s.toFiles == "" {
		s.toFiles = filesOf(s.to)
	}
	if s.toFiles == "" {
		s.fromFiles = ""
		return nil
	}
	if s.fromFiles == "" {
		s.fromFiles = filesOf(s.from)
	}
	switch {
	case s.fromFiles == "":
		return errors.New("move: name where the transcripts of the source lie with --from-files")
	case place(string(s.fromFiles)) == place(string(s.toFiles)):
		s.fromFiles, s.toFiles = "", ""
	}
	return nil
}

// filesOf is where a data folder has its transcripts; "" for a database without
// one.
func filesOf(d config.DatabaseURL) config.FilesURL {
	if d.Postgres() {
		return ""
	}
	return config.FilesURL(filepath.Join(d.Folder(), "files"))
}

// place is the one name of a folder; what is no folder is left as it is.
func place(path string) string {
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return path
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	return path
}
