package main

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// handed gives a command a listener, as a supervisor does, with more settings.
func handed(t *testing.T, c *exec.Cmd, l *net.TCPListener, env ...string) *exec.Cmd {
	t.Helper()
	f, err := l.File()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	c.ExtraFiles = []*os.File{f} // file 3
	c.Env = append(c.Env, env...)
	return c
}

func TestWhoCallsWhileTheServerIsDownWaitsForItsSuccessor(t *testing.T) {
	l := port(t)
	url, dir := "http://"+l.Addr().String(), t.TempDir()
	start := func() *running {
		return serving(t, handed(t, program(t, "serve", "--data", dir), l, "LISTEN_FDS=1"))
	}
	first := start()
	if status, body, err := get(url + "/readyz"); status != 200 {
		t.Fatalf("got %d %s %v, want 200", status, body, err)
	}
	first.kill()
	// The kernel takes the connection and what comes with it.
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "GET /readyz HTTP/1.1\r\nHost: rejoin\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	second := start()
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("got %v, want an answer of the successor", err)
	}
	resp.Body.Close()
	if resp.StatusCode != 200 {
		t.Errorf("got %d, want 200", resp.StatusCode)
	}
	if code := second.interrupt(); code != 0 {
		t.Errorf("got exit code %d after an interrupt, want 0:\n%s", code, second.log)
	}
}

func TestAListenerForAnotherProcessIsLeftAlone(t *testing.T) {
	l := port(t)
	r := serving(t, handed(t, program(t, "serve", "--listen", "127.0.0.1:0"), l, "LISTEN_FDS=1", "LISTEN_PID=1"))
	if strings.Contains(r.log.String(), l.Addr().String()) {
		t.Errorf("the server listens on %s, which was handed to another process:\n%s", l.Addr(), r.log)
	}
}

func TestHandoversThatTheServerCannotTake(t *testing.T) {
	for _, test := range []struct {
		name, fds, want string
	}{
		{"two sockets", "2", "rejoin: start listener: LISTEN_FDS: the server takes exactly one socket, it was handed 2\n"},
		{"no number", "x", "rejoin: start listener: LISTEN_FDS: the server takes exactly one socket, it was handed x\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := run(t, handed(t, program(t, "serve"), port(t), "LISTEN_FDS="+test.fds))
			if got.code != 1 || !strings.HasSuffix(got.stderr, test.want) {
				t.Errorf("got code %d and %s, want 1 and %s", got.code, got.stderr, test.want)
			}
		})
	}
	t.Run("a file that is no socket", func(t *testing.T) {
		c := program(t, "serve")
		f, err := os.Create(c.Dir + "/file")
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		c.ExtraFiles, c.Env = []*os.File{f}, append(c.Env, "LISTEN_FDS=1")
		if got := run(t, c); got.code != 1 || !strings.Contains(got.stderr, "rejoin: start listener: take over the inherited socket: ") {
			t.Errorf("got code %d and %s, want 1 and what was wrong with the socket", got.code, got.stderr)
		}
	})
}
