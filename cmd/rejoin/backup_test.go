package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/testenv/pgtest"
	"github.com/rejoin-chat/rejoin/internal/testenv/s3test"
)

// documented runs a block of docs/operations.md as it stands, in an empty folder.
func documented(t *testing.T, name string, env []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "operations.md"))
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)<!-- test: " + name + " -->\n```(sh|sql)\n(.*?)```").FindSubmatch(text)
	if block == nil {
		t.Fatalf("docs/operations.md has no block that is marked with test: %s", name)
	}
	command := []string{"bash", "-eu"}
	if string(block[1]) == "sql" {
		command = []string{"psql", "--quiet", "--set=ON_ERROR_STOP=1"}
	}
	shell := exec.Command("env", command...) // which finds it by the PATH of env
	shell.Dir, shell.Env, shell.Stdin = t.TempDir(), env, strings.NewReader(string(block[2]))
	if out, err := shell.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// says has a customer say something, and returns the contact, which has ended.
func (r *running) says(t *testing.T, what string) (contact string) {
	t.Helper()
	talk := program(t, "chat", "--name", "Ana", "--endpoint", "http://"+r.where(t))
	talk.Stdin = strings.NewReader(what + "\n")
	said := run(t, talk)
	found := regexp.MustCompile(`contact ([0-9a-f-]{36})`).FindStringSubmatch(said.stdout + said.stderr)
	if said.code != 0 || found == nil {
		t.Fatalf("the chat: got code %d, %s%s", said.code, said.stdout, said.stderr)
	}
	return found[1]
}

// remembers wants what was said in the history of who comes back.
func (r *running) remembers(t *testing.T, contact, what string) {
	t.Helper()
	again := program(t, "chat", "--name", "Ana", "--rejoin", contact, "--endpoint", "http://"+r.where(t))
	again.Stdin = strings.NewReader("It is me again.\n")
	if got := run(t, again); got.code != 0 || !strings.Contains(got.stdout, what) {
		t.Errorf("got code %d, %s%s, want the history", got.code, got.stdout, got.stderr)
	}
}

// programFolder is a folder with a program rejoin, which is this test's binary,
// and an aws that does nothing where there is none.
func programFolder(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	scripts := map[string]string{"rejoin": "GORACE=atexit_sleep_ms=0 " + asProgram + "=1 exec '" + self + "' \"$@\"\n"}
	if !hasAWS() {
		scripts["aws"] = "true\n"
	}
	for name, script := range scripts {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("#!/bin/sh\n"+script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// hasAWS reports whether the AWS CLI is here, with which buckets are copied.
func hasAWS() bool {
	_, err := exec.LookPath("aws")
	return err == nil
}

// The backup of docs/operations.md, taken while the server serves, holds what
// was said; a server of its own is what it is restored to.
func TestABackupIsAnInstallation(t *testing.T) {
	dir, backup := t.TempDir(), t.TempDir()
	r := serving(t, program(t, "serve", "--listen", "127.0.0.1:0", "--data", dir))
	contact := r.says(t, "Where is my parcel?")
	documented(t, "backup", append(os.Environ(), "DATA="+dir, "BACKUP="+backup))
	r.kill()

	restored := serving(t, program(t, "serve", "--listen", "127.0.0.1:0", "--data", backup))
	restored.remembers(t, contact, "Where is my parcel?")
}

// shared is what the nodes of docs/operations.md share: a database with the two
// roles that it makes, and a bucket.
type shared struct {
	database *pgtest.Server
	files    *s3test.Server
	bucket   string
}

// environ is that of who operates them, to whom also the block's other variables
// are given.
func (s shared) environ(t *testing.T, extra ...string) []string {
	env := slices.DeleteFunc(s.database.Environ("postgres"), func(v string) bool {
		return strings.HasPrefix(v, "REJOIN_") || strings.HasPrefix(v, "AWS_")
	})
	for i, v := range env {
		if path, ok := strings.CutPrefix(v, "PATH="); ok {
			env[i] = "PATH=" + programFolder(t) + string(os.PathListSeparator) + path
		}
	}
	for _, v := range s3test.Env() {
		if !strings.HasSuffix(v, "=") { // the AWS CLI takes an empty profile for one that is missing
			env = append(env, v)
		}
	}
	return append(append(env, "ENDPOINT="+s.files.Endpoint, "REGION="+s3test.Region, "BUCKET="+s.bucket), extra...)
}

// url is that of the nodes' role, with what only nodes understand.
func (s shared) url() string {
	return "postgres://rejoin_server:another-password@" + s.database.Address() + "/rejoin?sslmode=disable&pool_max_conns=8"
}

// node is a node with the role that may change no schema.
func (s shared) node(t *testing.T) *running {
	t.Helper()
	node := program(t, "serve", "--listen", "127.0.0.1:0")
	node.Env = append(append(node.Env, s3test.Env()...), "REJOIN_DATABASE="+s.url(), "REJOIN_FILES="+s.files.URL(s.bucket))
	return serving(t, node)
}

// newShared makes a database as documented, not migrated yet.
func newShared(t *testing.T, files *s3test.Server, bucket string) shared {
	t.Helper()
	s := shared{pgtest.NewServer(t, pgtest.Options{}), files, bucket}
	documented(t, "roles", s.environ(t))
	return s
}

// startFiles starts a server of files with its two buckets.
func startFiles(t *testing.T) *s3test.Server {
	t.Helper()
	files := s3test.Start(t)
	files.CreateBucket(t, "rejoin")
	files.CreateBucket(t, "restored")
	return files
}

// The statements of docs/operations.md let a node serve that may change no schema,
// also with tables that are younger than the statements.
func TestTheDocumentedRolesSuffice(t *testing.T) {
	s := newShared(t, startFiles(t), "rejoin")
	documented(t, "grants", s.environ(t))
	documented(t, "migrate", s.environ(t, "OWNER_PASSWORD=one-password"))
	node := s.node(t)
	node.remembers(t, node.says(t, "Where is my parcel?"), "Where is my parcel?")

	as := func(role, password, statement string) (string, error) {
		c := exec.Command("env", "psql", "--quiet", "--tuples-only", "--no-align", "--command="+statement)
		c.Env = s.environ(t, "PGDATABASE=rejoin", "PGUSER="+role, "PGPASSWORD="+password)
		out, err := c.CombinedOutput()
		return strings.TrimSpace(string(out)), err
	}
	if out, err := as("rejoin_owner", "one-password", "CREATE TABLE later (n integer PRIMARY KEY)"); err != nil {
		t.Fatalf("the owner: %v: %s", err, out)
	}
	if out, err := as("rejoin_server", "another-password",
		"INSERT INTO later VALUES (1); UPDATE later SET n = 2; SELECT n FROM later; DELETE FROM later"); err != nil || out != "2" {
		t.Errorf("got %q and error %v of a table made later, want all rights", out, err)
	}
	for _, statement := range []string{"CREATE TABLE own (n integer)", "DROP TABLE later", "TRUNCATE items", "ALTER TABLE items ADD COLUMN n integer"} {
		if out, err := as("rejoin_server", "another-password", statement); err == nil || !strings.Contains(out, "ERROR:") {
			t.Errorf("%s: got %q and error %v, want it refused", statement, out, err)
		}
	}
}

// The backup of docs/operations.md, taken while a node serves, restored to another
// server and another bucket, is the installation with all rights as they were.
func TestABackupOfManyMachinesIsAnInstallation(t *testing.T) {
	files, restored := startFiles(t), "restored"
	if !hasAWS() {
		restored = "rejoin" // which nobody could copy
	}
	s := newShared(t, files, "rejoin")
	documented(t, "grants", s.environ(t))
	documented(t, "migrate", s.environ(t, "OWNER_PASSWORD=one-password"))
	node, backup := s.node(t), "BACKUP="+t.TempDir()
	contact := node.says(t, "Where is my parcel?")
	documented(t, "dump", s.environ(t, backup, "PGDATABASE=rejoin", "PGUSER=rejoin_owner", "PGPASSWORD=one-password"))
	node.kill()

	other := newShared(t, files, restored)
	documented(t, "restore", other.environ(t, backup, "PGDATABASE=rejoin"))
	other.node(t).remembers(t, contact, "Where is my parcel?")
	documented(t, "migrate", other.environ(t, "OWNER_PASSWORD=one-password")) // its owner may still
}

// What docs/operations.md says moves one machine's installation to many.
func TestTheDocumentedMove(t *testing.T) {
	dir := t.TempDir()
	r := serving(t, program(t, "serve", "--listen", "127.0.0.1:0", "--data", dir))
	contact := r.says(t, "Where is my parcel?")
	r.interrupt()

	s := newShared(t, startFiles(t), "rejoin")
	documented(t, "grants", s.environ(t))
	documented(t, "migrate", s.environ(t, "OWNER_PASSWORD=one-password"))
	documented(t, "move", s.environ(t, "DATA="+dir, "REJOIN_DATABASE="+s.url(), "REJOIN_FILES="+s.files.URL(s.bucket)))
	s.node(t).remembers(t, contact, "Where is my parcel?")
}
