package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The backup of docs/operations.md, taken while the server serves, holds what
// was said; a server of its own is what it is restored to.
func TestABackupIsAnInstallation(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "operations.md"))
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)<!-- test: backup -->\n```sh\n(.*?)```").FindSubmatch(text)
	if block == nil {
		t.Fatal("docs/operations.md has no block that is marked with test: backup")
	}
	dir, backup := t.TempDir(), t.TempDir()
	r := serving(t, program(t, "serve", "--listen", "127.0.0.1:0", "--data", dir))
	talk := program(t, "chat", "--name", "Ana", "--endpoint", "http://"+r.where(t))
	talk.Stdin = strings.NewReader("Where is my parcel?\n")
	said := run(t, talk)
	contact := regexp.MustCompile(`contact ([0-9a-f-]{36})`).FindStringSubmatch(said.stdout + said.stderr)
	if contact == nil {
		t.Fatalf("the chat: got code %d, %s%s", said.code, said.stdout, said.stderr)
	}
	shell := exec.Command("bash", "-eu", "-c", string(block[1]))
	shell.Env = append(os.Environ(), "DATA="+dir, "BACKUP="+backup)
	if out, err := shell.CombinedOutput(); err != nil {
		t.Fatalf("the backup: %v\n%s", err, out)
	}
	r.kill()

	restored := serving(t, program(t, "serve", "--listen", "127.0.0.1:0", "--data", backup))
	again := program(t, "chat", "--name", "Ana", "--rejoin", contact[1], "--endpoint", "http://"+restored.where(t))
	again.Stdin = strings.NewReader("It is me again.\n")
	if got := run(t, again); got.code != 0 || !strings.Contains(got.stdout, "Where is my parcel?") {
		t.Errorf("got code %d, %s%s, want the history", got.code, got.stdout, got.stderr)
	}
}
