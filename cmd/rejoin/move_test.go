package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/sqlite"
	"github.com/rejoin-chat/rejoin/internal/testenv/pgtest"
)

// installed is a data folder that was served, with an ended chat of one item.
func installed(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	r := serving(t, program(t, "serve", "--listen", "127.0.0.1:0", "--data", dir))
	if code := r.interrupt(); code != 0 {
		t.Fatalf("serve: got exit code %d:\n%s", code, r.log)
	}
	rewrite(t, dir, "hello")
	files, err := archive.OpenDir(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	if err := files.Put(context.Background(), "key", []byte("{}")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// rewrite writes the folder's chat with what was said.
func rewrite(t *testing.T, dir, said string) {
	t.Helper()
	db, err := sqlite.Open(sqlite.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.ImportSession(t.Context(), store.SessionRecord{
		Session:  chat.Session{ID: "s", State: chat.SessionEnded},
		Contacts: []chat.Contact{{ID: "s", SessionID: "s", Archive: chat.Archive{Key: "key", Confirmed: true}}},
		Items:    []chat.Item{{ID: "i", SessionID: "s", Seq: 1, Time: time.UnixMilli(1e12).UTC(), Content: said}},
	}); err != nil {
		t.Fatal(err)
	}
}

func wantRun(t *testing.T, got result, code int, stdout, stderr string) {
	t.Helper()
	if got.code != code || !strings.Contains(got.stdout, stdout) || !strings.Contains(got.stderr, stderr) {
		t.Errorf("got code %d and %s\n%s\nwant %d and %s\n%s", got.code, got.stdout, got.stderr, code, stdout, stderr)
	}
}

func TestMoveCarriesAFolderOver(t *testing.T) {
	const again = "rejoin: the target holds this installation already: its move is finished: serve it, or compare it with --check\n"
	from, to := installed(t), filepath.Join(t.TempDir(), "new")
	ends := []string{"move", "--from", "sqlite://" + from, "--to", "sqlite://" + to}
	wantRun(t, run(t, program(t, ends...)), 0, "compared 1 items and 1 transcripts (0.0 MB) in 1 sessions: no difference\n", "")
	wantRun(t, run(t, program(t, append(ends, "--check")...)), 0, ": no difference\n", "")
	wantRun(t, run(t, program(t, ends...)), 1, "", again)

	rewrite(t, to, "hallo")
	wantRun(t, run(t, program(t, append(ends, "--check")...)), 1,
		"difference: session s: item 1 differs\n", "rejoin: source and target differ (1 found)\n")

	r := serving(t, program(t, "serve", "--listen", "127.0.0.1:0", "--data", to))
	wantRun(t, run(t, program(t, append(ends, "--check")...)), 1, "", "rejoin: --to: the data folder "+to+" is in use by another process\n")
	r.interrupt()
	wantRun(t, run(t, program(t, ends...)), 1, "", again) // with all that a server adds
	wantRun(t, run(t, program(t, "move", "--from", "sqlite://"+installed(t), "--to", "sqlite://"+to)), 1, "",
		"rejoin: the target is not empty: it holds another installation: name a new one\n")
}

// The transcripts stay in their folder, and the target is served with it.
func TestMoveCarriesAFolderToPostgreSQL(t *testing.T) {
	server := pgtest.NewServer(t, pgtest.Options{})
	url, from := server.URL(server.NewDatabase(t)), installed(t)
	ends := []string{"move", "--from", "sqlite://" + from, "--to", url}
	wantRun(t, run(t, program(t, ends...)), 0, "compared 1 items and 0 transcripts (0.0 MB) in 1 sessions: no difference\n", "")
	r := serving(t, program(t, "serve", "--listen", "127.0.0.1:0", "--database", url, "--files", filepath.Join(from, "files")))
	if code := r.interrupt(); code != 0 {
		t.Errorf("serve: got exit code %d:\n%s", code, r.log)
	}
	wantRun(t, run(t, program(t, append(ends, "--check")...)), 0, ": no difference\n", "")
	rewrite(t, from, "hallo")
	wantRun(t, run(t, program(t, append(ends, "--check")...)), 1, "difference: session s: item 1 differs\n", "")
}

func TestMovesThatAreRefused(t *testing.T) {
	dir, other := t.TempDir(), t.TempDir()
	for _, test := range []struct {
		name string
		args []string
		want string
	}{
		{"no ends", nil, "rejoin: move: name both --from and --to, see rejoin move --help\n"},
		{"one end", []string{"--from", "sqlite://x"}, "rejoin: move: name both --from and --to, see rejoin move --help\n"},
		{"an argument", []string{"sqlite://x"}, "rejoin: move: argument 1 is unexpected: options begin with --, and each but --check has one value\n"},
		{"the same folder", []string{"--from", "sqlite://" + dir, "--to", "sqlite://" + dir + "/."}, "rejoin: move: --from and --to are the same\n"},
		{"no URL", []string{"--from", "mysql://u:hidden@h/n", "--to", "sqlite://" + dir}, "rejoin: move: --from: want postgres://USER@HOST[:PORT]/NAME or sqlite://FOLDER\n"},
		{"no source", []string{"--from", "sqlite://" + dir + "/none", "--to", "sqlite://" + other}, "rejoin: --from: no such data folder: stat " + dir + "/none: no such file or directory\n"},
		{"a source that was never served", []string{"--from", "sqlite://" + dir, "--to", "sqlite://" + other, "--to-files", other, "--from-files", dir}, "rejoin: the source holds no installation\n"},
		{"nothing to compare with", []string{"--check", "--from", "sqlite://" + dir, "--to", "sqlite://" + dir + "/none"}, "rejoin: --to: no such data folder: stat " + dir + "/none: no such file or directory\n"},
		{"files of which nobody says where they are", []string{"--from", "postgres://u:hidden@h/n", "--to", "sqlite://" + dir}, "rejoin: move: name where the transcripts of the source lie with --from-files\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := run(t, program(t, append([]string{"move"}, test.args...)...))
			if got.code != 1 || got.stderr != test.want {
				t.Errorf("got code %d and %s, want 1 and %s", got.code, got.stderr, test.want)
			}
		})
	}
	if entries, err := os.ReadDir(filepath.Join(dir, "none")); err == nil {
		t.Errorf("a folder that was only named was made: %v", entries)
	}
}

func TestTranscriptsGoWithTheDatabase(t *testing.T) {
	dir := t.TempDir()
	const postgres = "postgres://u@h/n"
	for _, test := range []struct {
		args     []string
		from, to string
	}{
		{[]string{"--from", "sqlite://a", "--to", "sqlite://b"}, "a/files", "b/files"},
		{[]string{"--from", "sqlite://a", "--to", "sqlite://b", "--to-files", "s3://c"}, "a/files", "s3://c"},
		{[]string{"--from", "sqlite://a", "--to", "sqlite://b", "--from-files", dir, "--to-files", dir + "/."}, "", ""},
		{[]string{"--from", "sqlite://a", "--to", postgres}, "", ""},
		{[]string{"--from", "sqlite://a", "--to", postgres, "--to-files", "s3://c"}, "a/files", "s3://c"},
		{[]string{"--from", postgres, "--to", "sqlite://a", "--from-files", "s3://c"}, "s3://c", "a/files"},
		{[]string{"--from", postgres, "--to", "postgres://u@h/m"}, "", ""},
	} {
		s, err := parseMove(test.args, func(string) (string, bool) { return "", false })
		if err != nil || string(s.fromFiles) != test.from || string(s.toFiles) != test.to {
			t.Errorf("%q: got %q and %q, error %v, want %q and %q", test.args, s.fromFiles, s.toFiles, err, test.from, test.to)
		}
	}
}

func TestTheEnvironmentNamesTheEnds(t *testing.T) {
	env := map[string]string{"REJOIN_MOVE_FROM": "sqlite://a", "REJOIN_MOVE_TO": "postgres://u:hidden@h/n"}
	lookup := func(name string) (string, bool) { v, ok := env[name]; return v, ok }
	s, err := parseMove([]string{"--from", "sqlite://b"}, lookup)
	if got := fmt.Sprint(s.from, " ", s.to); err != nil || got != "sqlite://b postgres://u:xxxxx@h/n" {
		t.Errorf("got %s, error %v, want the argument before the environment", got, err)
	}
}

func TestAnUnfinishedMoveIsNotServed(t *testing.T) {
	dir := installed(t)
	db, err := sqlite.Open(sqlite.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.CreateResource(t.Context(), store.Resource{InstanceID: "rejoin", Kind: "move", ID: "unfinished"}); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	wantRun(t, run(t, program(t, "serve", "--listen", "127.0.0.1:0", "--data", dir)), 1, "",
		"rejoin: start store: the database holds an unfinished move: run the same move again to finish it\n")
}
