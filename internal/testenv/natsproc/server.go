// Package natsproc runs NATS servers as processes of their own, alone or as a
// cluster on free ports of loopback, so that tests can kill them. It owns their
// start, their end and where their program comes from.
//
// It imports the standard library only, so that the tests of any module can use
// it, and knows nothing of package testing: who starts a server ends it.
package natsproc

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
)

// Program returns the path of the server's program; root is the repository's
// folder. The first call on a machine builds it, which takes a minute.
func Program(ctx context.Context, root string) (string, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, "go", "tool", "-modfile="+filepath.Join(root, "tools", "go.mod"), "-n", "nats-server")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			err = fmt.Errorf("%w: %s", err, exit.Stderr)
		}
		return "", fmt.Errorf("natsproc: no program: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}

// Server is one server. Its methods are for one goroutine.
type Server struct {
	program string
	args    []string // besides addresses
	// client and route are the addresses, free ports before the first start.
	client, route string
	routes        []string // addresses of the cluster's others

	cmd  *exec.Cmd
	done chan struct{} // closed when the process is gone and its log read
}

const anyPort = "127.0.0.1:-1"

// Start runs a server and returns when it takes connections. Arguments are its
// own, such as --user. When ctx ends it is killed.
func Start(ctx context.Context, program string, args ...string) (*Server, error) {
	s := &Server{program: program, args: args, client: anyPort}
	return s, s.Restart(ctx)
}

// URL is where clients connect. It does not change with a restart.
func (s *Server) URL() string { return "nats://" + s.client }

// Address is the host and port of URL.
func (s *Server) Address() string { return s.client }

// Kill ends the server with SIGKILL and waits until it is gone.
func (s *Server) Kill() error {
	if s.cmd == nil {
		return nil
	}
	err := s.cmd.Process.Kill()
	<-s.done
	s.cmd = nil
	return err
}

// Restart starts a server that was killed, on the ports that it had.
func (s *Server) Restart(ctx context.Context) error {
	if s.cmd != nil {
		return errors.New("natsproc: the server runs")
	}
	host, port, _ := strings.Cut(s.client, ":")
	args := append([]string{"--addr", host, "--port", port}, s.args...)
	if s.route != "" {
		args = append(args, "--cluster", "nats://"+s.route, "--cluster_name", "rejoin")
	}
	if len(s.routes) > 0 {
		args = append(args, "--routes", strings.Join(s.routes, ","))
	}
	cmd := exec.CommandContext(ctx, s.program, args...)
	logged, err := cmd.StderrPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	s.cmd, s.done = cmd, make(chan struct{})
	log := newLog()
	done := s.done
	// Ends when the process has.
	go func() {
		defer close(done)
		log.read(logged)
		_ = cmd.Wait() // the log says why
	}()
	return s.awaitReady(log)
}

// awaitReady reads from the log on which ports the server listens, and that it
// has found another one of its cluster.
func (s *Server) awaitReady(log *serverLog) error {
	var err error
	s.client, err = log.await(listensForClients, s.client)
	if err == nil && s.route != "" {
		s.route, err = log.await(listensForRoutes, s.route)
	}
	if err == nil && len(s.routes) > 0 {
		_, err = log.await(foundAnother, "")
	}
	if err != nil {
		return errors.Join(err, s.Kill())
	}
	return nil
}

var (
	listensForClients = regexp.MustCompile(`Listening for client connections on (\S+)`)
	listensForRoutes  = regexp.MustCompile(`Listening for route connections on (\S+)`)
	foundAnother      = regexp.MustCompile(`(Route connection created)`)
)

// maxKept is how many lines of a server's log are kept for an error.
const maxKept = 200

// serverLog is the first lines that a server has logged.
type serverLog struct {
	mu    sync.Mutex
	lines []string
	ended bool
	more  *sync.Cond
}

func newLog() *serverLog {
	l := &serverLog{}
	l.more = sync.NewCond(&l.mu)
	return l
}

// read reads until the server closes its end.
func (l *serverLog) read(from io.Reader) {
	lines := bufio.NewScanner(from)
	for lines.Scan() {
		l.note(lines.Text(), false)
	}
	l.note("", true)
	_, _ = io.Copy(io.Discard, from) // a line too long for the scanner
}

func (l *serverLog) note(line string, ended bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.lines) < maxKept {
		l.lines = append(l.lines, line)
	}
	l.ended = ended
	l.more.Broadcast()
}

// await waits for a line and returns the part that the expression names, or the
// known one.
func (l *serverLog) await(line *regexp.Regexp, known string) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for at := 0; ; at++ {
		for at == len(l.lines) && !l.ended && at < maxKept {
			l.more.Wait()
		}
		if at == len(l.lines) {
			return known, fmt.Errorf("natsproc: the server is not ready; it logged:\n%s", strings.Join(l.lines, "\n"))
		}
		if found := line.FindStringSubmatch(l.lines[at]); found != nil {
			return found[1], nil
		}
	}
}
