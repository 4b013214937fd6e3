// Package rejoin runs the program under test: it builds it, starts it on a port
// and a data folder of its own, kills it, stops it and starts it again.
//
// It knows the program by its command line, its probes and what `rejoin env`
// prints, as an operator does. It imports no internal package.
package rejoin

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// startWithin is how long the server may take to become ready, on a machine that
// runs other tests at the same time.
const startWithin = 30 * time.Second

// Options say what is not as in a plain `rejoin serve`.
type Options struct {
	// Args are further arguments of the command.
	Args []string
	// PublicURL is where clients reach the server through something in between.
	PublicURL string
	// KeepListener makes the test the supervisor that holds the listening socket
	// while the server restarts, so that clients wait instead of being refused.
	// spec: systemd sd_listen_fds.
	KeepListener bool
	// TLS gives the server a certificate that it signed itself. Clients have to be
	// told to trust it: see Server.Certificate.
	TLS bool
}

// Server is one server with its data, running or not.
type Server struct {
	// URL is where it listens.
	URL string
	// Data is its folder.
	Data string
	// Settings are the variables that `rejoin env` exports.
	Settings map[string]string

	port    int
	options Options
	tls     *certificate // nil without TLS
	process *exec.Cmd
	exited  chan struct{}
	log     *os.File
	kept    *os.File // the listening socket, with KeepListener
}

// Start runs a server that ends with the test, which fails if the server logs an
// error. When the test fails, the end of the server's log is part of the output.
func Start(t testing.TB, o Options) *Server {
	t.Helper()
	s, err := Launch(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, line := range s.Complaints() {
			t.Errorf("the server complains: %s", line)
		}
		if t.Failed() {
			t.Logf("the server's log:\n%s", s.LogTail())
		}
		s.Remove()
	})
	return s
}

// Launch runs a server that ends with Remove.
func Launch(o Options) (*Server, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	data, err := os.MkdirTemp("", "rejoin-e2e-")
	if err != nil {
		return nil, err
	}
	s := &Server{URL: "http://" + address(port), Data: filepath.Join(data, "data"), port: port, options: o}
	s.log, err = os.Create(filepath.Join(data, "log"))
	if err == nil && o.TLS {
		s.URL = "https://" + address(port)
		s.tls, err = certify(data)
	}
	if err == nil && o.KeepListener {
		s.kept, err = listener(port)
	}
	if err == nil {
		err = s.Up()
	}
	if err == nil {
		s.Settings, err = s.env()
	}
	if err != nil {
		err = fmt.Errorf("%w\nthe server's log:\n%s", err, s.LogTail())
		s.Remove()
		return nil, err
	}
	return s, nil
}

// Up starts the server, on the same port and data as ever, and waits until it is
// ready.
func (s *Server) Up() error {
	path, err := binary()
	if err != nil {
		return err
	}
	args := []string{"serve", "--listen", address(s.port), "--data", s.Data}
	if s.options.PublicURL != "" {
		args = append(args, "--public-url", s.options.PublicURL)
	}
	if s.tls != nil {
		args = append(args, "--tls-cert", s.tls.file, "--tls-key", s.tls.key)
	}
	s.process = exec.Command(path, append(args, s.options.Args...)...)
	s.process.Stdout, s.process.Stderr = s.log, s.log
	if s.kept != nil {
		s.process.ExtraFiles = []*os.File{s.kept}
		s.process.Env = append(os.Environ(), "LISTEN_FDS=1")
	}
	if err := s.process.Start(); err != nil {
		return err
	}
	exited := make(chan struct{})
	process := s.process
	// Ends with the process.
	go func() {
		process.Wait()
		close(exited)
	}()
	s.exited = exited
	return s.ready()
}

// ready waits for the readiness probe.
func (s *Server) ready() error {
	ctx, cancel := context.WithTimeout(context.Background(), startWithin)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/readyz", nil)
		if err != nil {
			return err
		}
		if response, err := s.client().Do(request); err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-again.C:
		case <-s.exited:
			return errors.New("the server ended instead of becoming ready")
		case <-ctx.Done():
			return fmt.Errorf("the server is not ready after %s", startWithin)
		}
	}
}

// Kill ends the server as a power cut does.
func (s *Server) Kill() {
	s.process.Process.Kill()
	<-s.exited
}

// Stop asks the server to end and waits until it has. The error is about its
// exit code.
func (s *Server) Stop() error {
	if err := s.process.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	<-s.exited
	if code := s.process.ProcessState.ExitCode(); code != 0 {
		return fmt.Errorf("got exit code %d after SIGTERM, want 0", code)
	}
	return nil
}

// Remove ends the server and deletes its data.
func (s *Server) Remove() {
	if s.exited != nil {
		s.Kill()
	}
	if s.kept != nil {
		s.kept.Close()
	}
	s.log.Close()
	os.RemoveAll(filepath.Dir(s.Data))
}

// env is what a shell has after eval "$(rejoin env)".
func (s *Server) env() (map[string]string, error) {
	path, err := binary()
	if err != nil {
		return nil, err
	}
	shell := exec.Command("bash", "-euc", `exports=$("$0" env --data "$1"); eval "$exports"; env -0`, path, s.Data)
	shell.Env = []string{"PATH=" + os.Getenv("PATH")}
	output, err := shell.Output()
	if err != nil {
		return nil, fmt.Errorf("rejoin env: %w", err)
	}
	settings := make(map[string]string)
	for _, variable := range strings.Split(string(output), "\x00") {
		name, value, _ := strings.Cut(variable, "=")
		if strings.HasPrefix(name, "AWS_") || strings.HasPrefix(name, "REJOIN_") {
			settings[name] = value
		}
	}
	return settings, nil
}

// Environment is Settings in the form NAME=value.
func (s *Server) Environment() []string {
	var env []string
	for name, value := range s.Settings {
		env = append(env, name+"="+value)
	}
	return env
}

// InstanceID is the instance of a new data folder.
func (s *Server) InstanceID() string { return s.Settings["REJOIN_INSTANCE_ID"] }

// FlowID is the sample inbound flow.
func (s *Server) FlowID() string { return s.Settings["REJOIN_CONTACT_FLOW_ID"] }

// Log is all that the server wrote so far.
func (s *Server) Log() []byte {
	log, _ := os.ReadFile(s.log.Name())
	return log
}

// LogTail is the end of the log.
func (s *Server) LogTail() string {
	lines := bytes.Split(bytes.TrimSpace(s.Log()), []byte("\n"))
	return string(bytes.Join(lines[max(0, len(lines)-20):], []byte("\n")))
}
