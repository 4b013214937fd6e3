package main

import (
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

// where is the address of a server, from its log.
func (r *running) where(t *testing.T) string {
	t.Helper()
	found := regexp.MustCompile(`http://(127\.0\.0\.1:\d+)`).FindStringSubmatch(r.log.String())
	if found == nil {
		t.Fatalf("the log does not tell where the server is:\n%s", r.log)
	}
	return found[1]
}

func TestReadyAsksTheServer(t *testing.T) {
	r := serving(t, program(t, "serve", "--listen", "127.0.0.1:0"))
	ask := func(address string) result { return run(t, program(t, "ready", "--listen", address)) }
	if got := ask(r.where(t)); got.code != 0 || got.stdout != "ok\n" {
		t.Errorf("got code %d, %q, %q, want 0 and ok", got.code, got.stdout, got.stderr)
	}
	other := httptest.NewServer(nil) // answers 404
	defer other.Close()
	if got := ask(strings.TrimPrefix(other.URL, "http://")); got.code != 1 || !strings.HasSuffix(got.stderr, "is no rejoin: 404 Not Found\n") {
		t.Errorf("another server: got code %d, %q, want 1, no rejoin", got.code, got.stderr)
	}
	r.kill()
	if got := ask(r.where(t)); got.code != 1 || !strings.HasPrefix(got.stderr, "rejoin: the server does not answer: ") {
		t.Errorf("no server: got code %d, %q, want 1, does not answer", got.code, got.stderr)
	}
}

func TestMigrateMakesTheDatabaseAndEnds(t *testing.T) {
	dir := t.TempDir()
	got := run(t, program(t, "migrate", "--data", dir))
	if got.code != 0 || !strings.Contains(got.stderr, "up to date") || !strings.Contains(got.stderr, dir) {
		t.Errorf("got code %d and %s, want 0 and a line about %s", got.code, got.stderr, dir)
	}
	serving(t, program(t, "serve", "--listen", "127.0.0.1:0", "--data", dir))
	if got := run(t, program(t, "migrate", "--data", dir)); got.code != 1 || !strings.HasSuffix(got.stderr, "is in use by another process\n") {
		t.Errorf("beside a server: got code %d and %s, want 1, in use", got.code, got.stderr)
	}
}

func TestATranscriptIsPrintedAndLinkedTo(t *testing.T) {
	dir := t.TempDir()
	r := serving(t, program(t, "serve", "--listen", "127.0.0.1:0", "--data", dir))
	talk := program(t, "chat", "--name", "Ana", "--endpoint", "http://"+r.where(t))
	talk.Stdin = strings.NewReader("Where is my parcel?\n")
	said := run(t, talk)
	contact := regexp.MustCompile(`contact ([0-9a-f-]{36})`).FindStringSubmatch(said.stdout + said.stderr)
	if said.code != 0 || contact == nil {
		t.Fatalf("the chat: got code %d, %s%s", said.code, said.stdout, said.stderr)
	}
	ask := func(args ...string) result {
		return run(t, program(t, append([]string{"transcript"}, append(args, "--data", dir)...)...))
	}
	got := ask(contact[1])
	for got.code != 0 && strings.Contains(got.stderr, "is not archived yet") && t.Context().Err() == nil {
		got = ask(contact[1]) // transcripts are written when the chat is over already
	}
	if got.code != 0 || !strings.Contains(got.stdout, `"Where is my parcel?"`) {
		t.Errorf("got code %d, %s%s, want the transcript", got.code, got.stdout, got.stderr)
	}
	got = ask(contact[1], "--link", "--for", "1m")
	if got.code != 0 {
		t.Fatalf("--link: got code %d, %s", got.code, got.stderr)
	}
	link := strings.TrimSpace(got.stdout)
	if status, body, err := get(link); err != nil || status != 200 || !strings.Contains(body, `"Where is my parcel?"`) {
		t.Errorf("%s: got %d %s, error %v, want the transcript", link, status, body, err)
	}
	if status, _, err := get(link + "0"); err != nil || status != 403 {
		t.Errorf("a forged link: got %d, error %v, want 403", status, err)
	}
	if got := ask("nobody"); got.code != 1 || got.stderr != "rejoin: there is no contact nobody\n" {
		t.Errorf("an unknown contact: got code %d, %q", got.code, got.stderr)
	}
	if got := ask(); got.code != 1 || !strings.Contains(got.stderr, "name a contact") {
		t.Errorf("no contact: got code %d, %q", got.code, got.stderr)
	}
}
