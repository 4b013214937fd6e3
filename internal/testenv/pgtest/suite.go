package pgtest

import (
	"fmt"
	"os"
	"sync"
	"testing"
)

// Shared is the server that the tests of a package share. It is started by the
// first test that asks for it.
type Shared struct {
	// Options are those of Start.
	Options Options

	mu     sync.Mutex
	server *Server
	err    error
}

// Main runs the tests of a package, for its TestMain, and ends the server.
func (s *Shared) Main(m *testing.M) (code int) {
	code = m.Run()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.server == nil {
		return code
	}
	if err := s.server.Close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return max(code, 1)
	}
	return code
}

// Server is the shared server. The test fails when there can be none.
func (s *Shared) Server(t testing.TB) *Server {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.server == nil && s.err == nil {
		s.server, s.err = Start(s.Options)
	}
	if s.err != nil {
		t.Fatal(s.err)
	}
	return s.server
}

// NewServer starts a server of the test's own, for tests that stop it.
func NewServer(t testing.TB, o Options) *Server {
	t.Helper()
	s, err := Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// NewDatabase makes an empty database, gone with the test, and returns its name.
func (s *Server) NewDatabase(t testing.TB) string {
	t.Helper()
	name, err := s.create()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.drop(name); err != nil {
			t.Log(err) // the server may have been stopped for good
		}
	})
	return name
}
