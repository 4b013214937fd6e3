package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/testenv/synced"
)

// asProgram, in the environment, makes the test binary be the program.
const asProgram = "REJOIN_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// program is the command with arguments, not started yet.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	c := exec.CommandContext(ctx, self, args...)
	c.Dir = t.TempDir()
	// The race detector would make each exit take a second.
	c.Env = append(cleanEnviron(), asProgram+"=1", "GORACE=atexit_sleep_ms=0")
	return c
}

// cleanEnviron is this process's environment without settings of the program.
func cleanEnviron() []string {
	var env []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "REJOIN_") && !strings.HasPrefix(v, "LISTEN_") {
			env = append(env, v)
		}
	}
	return env
}

// result is how a run of the program ended.
type result struct {
	code           int
	stdout, stderr string
}

func run(t *testing.T, c *exec.Cmd) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	err := c.Run()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		t.Fatal(err)
	}
	return result{c.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// running is a server in a process of its own.
type running struct {
	*exec.Cmd
	log  *ready
	once sync.Once
}

// serving starts a server and waits until it is ready.
func serving(t *testing.T, c *exec.Cmd) *running {
	t.Helper()
	r := &running{Cmd: c, log: &ready{seen: make(chan struct{})}}
	c.Stderr = r.log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.kill)
	select {
	case <-r.log.seen:
	case <-time.After(30 * time.Second):
		t.Fatalf("the server was not ready in time:\n%s", r.log)
	}
	return r
}

// kill ends the process at once, as a crash does.
func (r *running) kill() {
	r.once.Do(func() {
		_ = r.Process.Kill()
		_ = r.Wait() // it was killed
	})
}

// interrupt stops the server as a supervisor does and gives the exit code.
func (r *running) interrupt() (code int) {
	r.once.Do(func() {
		_ = r.Process.Signal(os.Interrupt)
		_ = r.Wait() // the code tells
		code = r.ProcessState.ExitCode()
	})
	return code
}

// ready collects a log and tells when it says that the server is.
type ready struct {
	synced.Buffer
	once sync.Once
	seen chan struct{}
}

func (l *ready) Write(p []byte) (int, error) {
	n, err := l.Buffer.Write(p)
	if strings.Contains(l.String(), "rejoin is ready") {
		l.once.Do(func() { close(l.seen) })
	}
	return n, err
}

// get reads a page over a connection of its own.
func get(url string) (int, string, error) {
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 30 * time.Second}
	resp, err := client.Get(url)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(body), err
}

// port is a listener on a free port.
func port(t *testing.T) *net.TCPListener {
	t.Helper()
	l, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}
