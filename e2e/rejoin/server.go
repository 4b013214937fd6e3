// Package rejoin runs the program under test: it builds it, starts it on ports
// and data of its own, kills it, stops it and starts it again.
//
// It knows two modes, which the variable REJOIN_MODE chooses. A server is one
// process with a data folder in the embedded mode, which is the default; in the
// scaled mode it is two processes behind a load balancer, with a database and a
// bucket of their own (backing.go). Tests see no difference, and there should be
// none.
//
// It knows the program by its command line, its probes and what `rejoin env`
// prints, as an operator does. It imports no internal package but those that run
// the servers which the program needs.
package rejoin

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/balance"
)

// Options say what is not as in a plain `rejoin serve`.
type Options struct {
	// Args are further arguments of the command.
	Args []string
	// NodeEnv gives each node variables of its own; nodes are counted from 0.
	NodeEnv func(node int) []string
	// PublicURL is where clients reach the server through something in between.
	PublicURL string
	// KeepListener lets clients wait while the server restarts, instead of being
	// refused: the test is the supervisor that holds the listening socket, or the
	// load balancer waits for a node.
	// spec: systemd sd_listen_fds.
	KeepListener bool
	// TLS gives the server, or its load balancer, a certificate that it signed
	// itself. Clients have to be told to trust it: see Server.Certificate.
	TLS bool
}

func (o *Options) nodeEnv(node int) []string {
	if o.NodeEnv == nil {
		return nil
	}
	return o.NodeEnv(node)
}

// Server is one server with its data, running or not.
type Server struct {
	// URL is where clients reach it.
	URL string
	// Settings are the variables that `rejoin env` exports.
	Settings map[string]string

	folder   string
	options  Options
	tls      *certificate // nil without TLS
	nodes    []*Node
	balancer *balance.Balancer // nil in the embedded mode
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
	folder, err := os.MkdirTemp("", "rejoin-e2e-")
	if err != nil {
		return nil, err
	}
	s := &Server{folder: folder, options: o}
	if o.TLS {
		s.tls, err = certify(folder)
	}
	if err == nil && Scaled() {
		err = s.scale()
	} else if err == nil {
		err = s.embed()
	}
	return s.first(err)
}

// Parts are what a server of the scaled mode is assembled of.
type Parts struct {
	// Folder holds the logs.
	Folder string
	// Args are further arguments of the nodes.
	Args []string
	// Environments are those of the nodes, see Environment.
	Environments [][]string
	// Hold lets clients wait while no node takes connections.
	Hold bool
}

// Assemble runs a server of given parts in the scaled mode, whatever REJOIN_MODE
// says, until Remove.
func Assemble(p Parts) (*Server, error) {
	s := &Server{folder: p.Folder, options: Options{Args: p.Args, KeepListener: p.Hold}}
	return s.first(s.assemble(p.Environments))
}

// first starts a server for the first time, unless it could not be made.
func (s *Server) first(err error) (*Server, error) {
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

// Nodes are the server's processes.
func (s *Server) Nodes() []*Node { return s.nodes }

// Balancer is what stands in front of the nodes; nil in the embedded mode.
func (s *Server) Balancer() *balance.Balancer { return s.balancer }

// embed makes the one node of the embedded mode.
func (s *Server) embed() error {
	o := NodeOptions{
		Log: filepath.Join(s.folder, "log"), Args: []string{"--data", filepath.Join(s.folder, "data")},
		Keep: s.options.KeepListener,
	}
	if s.options.PublicURL != "" {
		o.Args = append(o.Args, "--public-url", s.options.PublicURL)
	}
	if s.tls != nil {
		o.Scheme, o.Client = "https", s.tls.client
		o.Args = append(o.Args, "--tls-cert", s.tls.file, "--tls-key", s.tls.key)
	}
	o.Args = append(o.Args, s.options.Args...)
	o.Env = s.options.nodeEnv(0)
	n, err := NewNode(o)
	if err != nil {
		return err
	}
	s.nodes, s.URL = []*Node{n}, n.URL
	return nil
}

// Up starts the server, on the same port and data as ever, and waits until it is
// ready.
func (s *Server) Up() error {
	ups := make([]error, len(s.nodes))
	var starting sync.WaitGroup
	for i, n := range s.nodes {
		starting.Go(func() { ups[i] = n.Up() })
	}
	starting.Wait()
	if err := errors.Join(ups...); err != nil || s.balancer == nil {
		return err
	}
	return s.balancer.Open()
}

// Kill ends the server as a power cut does.
func (s *Server) Kill() {
	for _, n := range s.nodes {
		n.Kill()
	}
	s.refuse()
}

// Stop asks the server to end and waits until it has. The error is about exit
// codes.
func (s *Server) Stop() error {
	stops := make([]error, len(s.nodes))
	var stopping sync.WaitGroup
	for i, n := range s.nodes {
		stopping.Go(func() { stops[i] = n.Stop() })
	}
	stopping.Wait()
	s.refuse()
	return errors.Join(stops...)
}

// refuse makes a load balancer whose nodes have ended as deaf as they are.
func (s *Server) refuse() {
	if s.balancer != nil && !s.options.KeepListener {
		s.balancer.Close()
	}
}

// Remove ends the server and deletes its data.
func (s *Server) Remove() {
	if s.balancer != nil {
		s.balancer.Close()
	}
	for _, n := range s.nodes {
		n.Remove()
	}
	os.RemoveAll(s.folder)
}

// client is one that trusts the server.
func (s *Server) client() *http.Client {
	if s.tls != nil {
		return s.tls.client
	}
	return http.DefaultClient
}

// env is what a shell has after eval "$(rejoin env)".
func (s *Server) env() (map[string]string, error) {
	path, err := binary()
	if err != nil {
		return nil, err
	}
	arguments := append([]string{path, "env"}, s.nodes[0].options.Args...)
	shell := exec.Command("bash", append([]string{"-euc", `exports=$("$0" "$@"); eval "$exports"; env -0`}, arguments...)...)
	shell.Env = append([]string{"PATH=" + os.Getenv("PATH")}, s.nodes[0].options.Env...)
	output, err := shell.Output()
	if err != nil {
		return nil, fmt.Errorf("rejoin env: %w", err)
	}
	return settingsOf(string(output), shell.Env), nil
}

// settingsOf reads what `env -0` printed, leaving out what was there before.
func settingsOf(output string, before []string) map[string]string {
	settings := make(map[string]string)
	for _, variable := range strings.Split(output, "\x00") {
		name, value, _ := strings.Cut(variable, "=")
		exported := strings.HasPrefix(name, "AWS_") || strings.HasPrefix(name, "REJOIN_")
		if exported && !slices.Contains(before, variable) {
			settings[name] = value
		}
	}
	return settings
}

// Environment is Settings in the form NAME=value.
func (s *Server) Environment() []string {
	var env []string
	for name, value := range s.Settings {
		env = append(env, name+"="+value)
	}
	return env
}

// InstanceID is the instance of a new installation.
func (s *Server) InstanceID() string { return s.Settings["REJOIN_INSTANCE_ID"] }

// FlowID is the sample inbound flow.
func (s *Server) FlowID() string { return s.Settings["REJOIN_CONTACT_FLOW_ID"] }

// Log is all that the server wrote so far, one process after the other.
func (s *Server) Log() []byte {
	var all []byte
	for _, n := range s.nodes {
		all = append(all, n.Log()...)
	}
	return all
}

// LogTail is the end of each process's log.
func (s *Server) LogTail() string {
	var b bytes.Buffer
	for _, n := range s.nodes {
		fmt.Fprintln(&b, n.LogTail())
	}
	return b.String()
}
