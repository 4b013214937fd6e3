package main

import (
	"fmt"
	"net"
	"os"
	"regexp"
	"strings"
	"testing"
)

func TestTheClockOfADataFolderIsMoved(t *testing.T) {
	dir := t.TempDir()
	ask := func(args ...string) result {
		t.Helper()
		return run(t, program(t, append(append([]string{"clock"}, args...), "--data", dir)...))
	}
	check := func(what string, got result, code int, stdout, stderr string) {
		t.Helper()
		if got.code != code || !regexp.MustCompile(stdout).MatchString(got.stdout) || !strings.HasSuffix(got.stderr, stderr) {
			t.Errorf("%s: got code %d, %q, %q, want %d, %s, …%s", what, got.code, got.stdout, got.stderr, code, stdout, stderr)
		}
	}
	const instant = `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`
	serve := []string{"serve", "--listen", "127.0.0.1:0", "--data", dir}

	plain := serving(t, program(t, serve...))
	check("a plain server", ask("advance", "1h"), 1, "^$", "rejoin: the server's clock is the machine's: start it with --clock manual\n")
	plain.interrupt()

	manual := serving(t, program(t, append(serve, "--clock", "manual")...))
	check("the time", ask(), 0, instant+`\n$`, "")
	manual.interrupt()
	// Asking is no move.
	serving(t, program(t, serve...)).interrupt()

	manual = serving(t, program(t, append(serve, "--clock", "manual")...))
	check("a move", ask("advance", "1d1h"), 0, instant+`, 0 timers fired\n$`, "")
	check("for programs", ask("advance", "1h", "--json"), 0, `^{"time":"[^"]+","fired":0,"reached":true}\n$`, "")
	check("back", ask("advance", "-1h"), 1, "^$", `advance "-1h": want a length of time, such as 90s, 25h, 7d or 1d12h30m`+"\n")
	manual.kill()
	check("no server", ask("advance", "1h"), 1, "^$", "connection refused\n")

	const moved = "the clock of this installation was moved ahead: serve it with --clock manual, or begin with a new data folder\n"
	check("served without", run(t, program(t, serve...)), 1, "^$", moved)
}

func TestAManualClockIsRefusedWhereOthersReachIt(t *testing.T) {
	refused := func(args ...string) {
		t.Helper()
		got := run(t, program(t, append([]string{"serve", "--clock", "manual"}, args...)...))
		if got.code != 1 || !strings.HasPrefix(got.stderr, "rejoin: --clock manual is for ") || strings.Count(got.stderr, "\n") != 1 {
			t.Errorf("%q: got code %d and %q, want 1 and one line", args, got.code, got.stderr)
		}
	}
	refused("--listen", ":0")
	refused("--listen", "0.0.0.0:0")
	refused("--database", "postgres://127.0.0.1:1/x", "--files", "/nowhere")
}

// A supervisor's socket is judged by where it is, not by --listen.
func TestAManualClockIsRefusedOnASocketThatIsHandedOver(t *testing.T) {
	for host, refused := range map[string]bool{"0.0.0.0": true, "127.0.0.1": false} {
		l, err := net.Listen("tcp", host+":0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		f, err := l.(*net.TCPListener).File()
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		c := program(t, "serve", "--clock", "manual")
		c.ExtraFiles, c.Env = []*os.File{f}, append(c.Env, "LISTEN_FDS=1")
		if !refused {
			serving(t, c)
			continue
		}
		want := fmt.Sprintf("--clock manual is for tests on this machine: the socket at %s is not on loopback\n", l.Addr())
		if got := run(t, c); got.code != 1 || !strings.HasSuffix(got.stderr, strings.Replace(want, "0.0.0.0", "[::]", 1)) && !strings.HasSuffix(got.stderr, want) {
			t.Errorf("got code %d and %s, want 1 and %s", got.code, got.stderr, want)
		}
	}
}
