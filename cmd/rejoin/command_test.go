package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestExitCodesAndMessages(t *testing.T) {
	for _, test := range []struct {
		name   string
		args   []string
		env    string
		code   int
		stdout string // what it begins with
		stderr string // what it ends with
	}{
		{"nothing", nil, "", 1, "", "rejoin: see rejoin help\n"},
		{"an unknown command", []string{"fly"}, "", 1, "", "rejoin: unknown command \"fly\", see rejoin help\n"},
		{"a setting for a command", []string{"postgres://me:secret@db/x"}, "", 1, "", "rejoin: what follows rejoin is no command, see rejoin help\n"},
		{"help", []string{"help"}, "", 0, "Rejoin is a chat contact centre", ""},
		{"--help", []string{"--help"}, "", 0, "Rejoin is a chat contact centre", ""},
		{"help on a command", []string{"serve", "--help"}, "", 0, "Usage: rejoin serve [OPTIONS]\n", ""},
		{"help on env", []string{"env", "-h"}, "", 0, "Usage: rejoin env [OPTIONS]\n", ""},
		{"the version", []string{"version"}, "", 0, "rejoin dev\n", ""},
		{"an unknown flag", []string{"serve", "--fly"}, "", 1, "", "rejoin: flag provided but not defined: -fly\n"},
		{"a flag with a bad value", []string{"serve", "--listen", "nowhere"}, "", 1, "", "rejoin: --listen \"nowhere\": want HOST:PORT, such as 127.0.0.1:8080 or :8080\n"},
		{"a bad setting of the environment", []string{"env"}, "REJOIN_MESSAGE_LIMIT=0", 1, "", "rejoin: REJOIN_MESSAGE_LIMIT \"0\": want at least 1\n"},
		{"an argument too many", []string{"serve", "now"}, "", 1, "", "rejoin: argument 1 is unexpected: options begin with --, and each has one value\n"},
		{"a chat's unknown flag", []string{"chat", "--fly"}, "", 1, "", "rejoin: chat: flag provided but not defined: -fly\n"},
		{"a bench of nothing", []string{"bench"}, "", exitUsage, "Usage: rejoin bench agents", "rejoin: bench: want agents; see rejoin bench --help\n"},
		{"help on a bench", []string{"bench", "--help"}, "", 0, "Usage: rejoin bench agents", ""},
		{"a bench of nobody", []string{"bench", "agents", "--agents", "0"}, "", exitUsage, "", "rejoin: bench agents: want at least one agent, and one chat to nine for each\n"},
		{"a bench without a server", []string{"bench", "agents"}, "AWS_ENDPOINT_URL=", exitUsage, "", "rejoin: bench agents: no server in the environment: eval \"$(rejoin env)\"\n"},
		{"a certificate that is not there", []string{"serve", "--listen", "127.0.0.1:0", "--tls-cert", "none.pem", "--tls-key", "none.key"}, "", 1, "", "no such file or directory\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := program(t, test.args...)
			if test.env != "" {
				c.Env = append(c.Env, test.env)
			}
			got := run(t, c)
			if got.code != test.code || !strings.HasPrefix(got.stdout, test.stdout) || !strings.HasSuffix(got.stderr, test.stderr) {
				t.Errorf("got code %d, stdout %q, stderr %q, want %d, %q…, …%q", got.code, got.stdout, got.stderr, test.code, test.stdout, test.stderr)
			}
			if test.code == 0 && got.stderr != "" {
				t.Errorf("got stderr %q of a success", got.stderr)
			}
		})
	}
}

func TestADataFolderAndAPortServeOneServer(t *testing.T) {
	dir := t.TempDir()
	r := serving(t, program(t, "serve", "--listen", "127.0.0.1:0", "--data", dir))
	url := regexp.MustCompile(`http://(127\.0\.0\.1:\d+)`).FindStringSubmatch(r.log.String())
	if url == nil {
		t.Fatalf("the log does not tell where the server is:\n%s", r.log)
	}
	for _, test := range []struct {
		name string
		args []string
		want string
	}{
		{"the folder is taken", []string{"--listen", "127.0.0.1:0", "--data", dir}, dir + " is in use by another process\n"},
		{"the port is taken", []string{"--listen", url[1]}, "bind: address already in use\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := run(t, program(t, append([]string{"serve"}, test.args...)...))
			if got.code != 1 || !strings.HasSuffix(got.stderr, test.want) {
				t.Errorf("got code %d and %s, want 1 and %s", got.code, got.stderr, test.want)
			}
		})
	}
}

func TestEnvTellsTheSameWhetherOrNotAServerRuns(t *testing.T) {
	dir := t.TempDir()
	env := func(args ...string) []string {
		t.Helper()
		got := run(t, program(t, append([]string{"env", "--data", dir}, args...)...))
		if got.code != 0 || got.stderr != "" {
			t.Fatalf("env: got code %d and %s, want 0", got.code, got.stderr)
		}
		return strings.Split(strings.TrimSpace(got.stdout), "\n")
	}
	before := env()
	for i, want := range []string{
		`AWS_ENDPOINT_URL=http://127\.0\.0\.1:8080`, `AWS_ACCESS_KEY_ID=AKIA[A-Z2-7]{16}`, `AWS_SECRET_ACCESS_KEY=[\w-]{40}`,
		`AWS_REGION=local-1`, `AWS_DEFAULT_REGION=local-1`, `REJOIN_INSTANCE_ID=[0-9a-f-]{36}`, `REJOIN_CONTACT_FLOW_ID=[0-9a-f-]{36}`,
	} {
		if i >= len(before) || !regexp.MustCompile("^export "+want+"$").MatchString(before[i]) {
			t.Fatalf("got %q, want line %d to be export %s", before, i, want)
		}
	}
	r := serving(t, program(t, "serve", "--listen", "127.0.0.1:0", "--data", dir))
	during := env()
	if !slices.Equal(during[1:], before[1:]) {
		t.Errorf("got other settings while the server runs than before")
	}
	if url := strings.TrimPrefix(during[0], "export AWS_ENDPOINT_URL="); url == during[0] || !strings.Contains(r.log.String(), url) {
		t.Errorf("got %s, want where the server is:\n%s", during[0], r.log)
	}
	if got, want := env("--public-url", "https://chat.example.com")[0], "export AWS_ENDPOINT_URL=https://chat.example.com"; got != want {
		t.Errorf("behind a proxy: got %s, want %s", got, want)
	}
	r.interrupt()
	if after := env(); !slices.Equal(after, during) {
		t.Errorf("got %q after the server has gone, want %q", after[0], during[0])
	}
}
