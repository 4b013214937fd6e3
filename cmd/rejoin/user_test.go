package main

import (
	"bytes"
	"errors"
	"flag"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/login"
)

func TestWhatIsAskedOfUsersIsRead(t *testing.T) {
	for _, c := range []struct {
		args string
		want userCommand
		rest string
		err  string
	}{
		{"list", userCommand{Request: login.Request{Do: "list"}}, "", ""},
		{"list --json --data x", userCommand{Request: login.Request{Do: "list"}, json: true}, "--data x", ""},
		{"add zoe --data x --profile Admin --routing=Second", userCommand{Request: login.Request{Do: "add", Name: "zoe", Profile: "Admin", Routing: "Second"}}, "--data x", ""},
		{"passwd zoe --password-stdin", userCommand{Request: login.Request{Do: "passwd", Name: "zoe"}, stdin: true}, "", ""},
		{"revoke zoe abc --data profile", userCommand{Request: login.Request{Do: "revoke", Name: "zoe", Login: "abc"}}, "--data profile", ""},
		{"revoke zoe --profile x", userCommand{Request: login.Request{Do: "revoke", Name: "zoe"}}, "--profile x", ""},
		{"add", userCommand{}, "", "want one user name before the options"},
		{"add --profile Admin zoe", userCommand{}, "", "want one user name before the options"},
		{"add zoe max", userCommand{}, "", "want one user name before the options"},
		{"list zoe", userCommand{}, "", "want no name"},
		{"revoke a b c", userCommand{}, "", "and a session or none"},
		{"add zoe --profile", userCommand{}, "", "--profile needs a value"},
		{"promote zoe", userCommand{}, "", "want add, passwd, list, sessions, revoke or release"},
	} {
		got, rest, err := parseUser(strings.Fields(c.args))
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%s: got %v, want …%s…", c.args, err, c.err)
			}
			continue
		}
		if err != nil || got != c.want || strings.Join(rest, " ") != c.rest {
			t.Errorf("%s: got %+v, %q, %v; want %+v, %q", c.args, got, rest, err, c.want, c.rest)
		}
	}
	for _, args := range [][]string{nil, {"--help"}, {"add", "-h"}, {"help"}} {
		if _, _, err := parseUser(args); !errors.Is(err, flag.ErrHelp) {
			t.Errorf("%q: got %v, want the help", args, err)
		}
	}
}

// Users are managed while nobody serves the folder, and while somebody does.
func TestUsersAreManagedWithAndWithoutAServer(t *testing.T) {
	dir := t.TempDir()
	user := func(input string, args ...string) result {
		t.Helper()
		c := program(t, append(append([]string{"user"}, args...), "--data", dir)...)
		c.Stdin = strings.NewReader(input)
		return run(t, c)
	}
	check := func(what string, got result, code int, stdout, stderr string) {
		t.Helper()
		if got.code != code || !regexp.MustCompile(`\A`+stdout+`\z`).MatchString(got.stdout) || !strings.HasSuffix(got.stderr, stderr) {
			t.Errorf("%s: got code %d, %q, %q, want %d, %s, …%s", what, got.code, got.stdout, got.stderr, code, stdout, stderr)
		}
	}
	const password = "[a-z2-7]{5}-[a-z2-7]{5}-[a-z2-7]{5}"
	check("a user", user("", "add", "zoe"), 0, "zoe signs in with the one-time password "+password+"\n", "")
	check("the same again", user("", "add", "zoe"), 1, "", "rejoin: Username: another user has this name\n")
	check("a chosen password", user("my own password\n", "passwd", "zoe", "--password-stdin"), 0, "", "")
	check("none", user("", "passwd", "zoe", "--password-stdin"), 1, "", "rejoin: standard input has no password\n")
	check("a short one", user("short\n", "passwd", "zoe", "--password-stdin"), 1, "", "rejoin: password: has 8 to 64 characters and is not the user name\n")

	r := serving(t, program(t, "serve", "--listen", "127.0.0.1:0", "--data", dir))
	check("beside a server", user("", "add", "max", "--profile", "Admin"), 0, "max signs in with the one-time password "+password+"\n", "")
	check("the list", user("", "list"), 0, `USER +ID +SECURITY PROFILES +PASSWORD\nmax +\S+ +Admin +once\nzoe +\S+ +Agent +set\n`, "")
	check("for programs", user("", "list", "--json"), 0, `(?s)\{\n  "users": \[.*"name": "zoe".*\]\n\}\n`, "")
	check("no session", user("", "revoke", "zoe", "0123456789ab"), 1, "", "rejoin: login: the user has no such session\n")
	check("nobody", user("", "sessions", "eve"), 1, "", "rejoin: the user does not exist\n")
	check("a mistake", user("", "fly"), 2, "", "see rejoin user --help\n")
	if r.interrupt() != 0 || strings.Contains(r.log.String(), "password") {
		t.Errorf("the log of a folder that has users tells of passwords: %s", r.log)
	}
}

// Where nobody sees what is printed, no password is.
func TestTheAgentsOfANewFolderAreToldToPeopleOnly(t *testing.T) {
	c := program(t, "serve", "--listen", "127.0.0.1:0", "--data", t.TempDir())
	var stdout bytes.Buffer
	c.Stdout = &stdout
	r := serving(t, c)
	r.interrupt()
	if stdout.Len() > 0 || !strings.Contains(r.log.String(), "rejoin user passwd NAME makes a password") {
		t.Errorf("got %q and the log %s, want a hint in the log", stdout.String(), r.log)
	}
	var told bytes.Buffer
	printAgents(&told, []login.Credentials{{Name: "alice", Password: "one"}, {Name: "bob", Password: "two"}})
	if lines := strings.Split(told.String(), "\n"); !slices.Contains(lines, "  alice    one") || !slices.Contains(lines, "  bob      two") {
		t.Errorf("got %s, want both agents", &told)
	}
	if _, err := readPassword(strings.NewReader("\n")); err == nil {
		t.Error("an empty input: got no error")
	}
}
