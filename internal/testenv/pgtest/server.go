package pgtest

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"

	"github.com/rejoin-chat/rejoin/internal/testenv/port"
)

const (
	host     = "127.0.0.1"
	owner    = "rejoin"
	password = "a password of tests"
)

// Options change how a server is set up.
type Options struct {
	// Settings are added to the server's configuration. Without, it is that of
	// production: fsync and synchronous_commit are on.
	Settings map[string]string
}

// Server is one PostgreSQL server. Its methods are not for concurrent use,
// except for NewDatabase, URL and SQL.
type Server struct {
	programs programs
	dir      string
	port     int
	settings map[string]string
	process  *process
	standbys []*Server
	standby  bool

	mu        sync.Mutex
	databases int
}

// Start makes and starts a server. ErrMissing when PostgreSQL is not installed.
func Start(o Options) (_ *Server, err error) {
	s, err := newServer(o.Settings)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	pwfile := filepath.Join(s.dir, "password")
	if err := os.WriteFile(pwfile, []byte(password), 0o644); err != nil {
		return nil, err
	}
	if _, err := s.programs.run(s.dir, "initdb", "--pgdata="+s.data(), "--username="+owner,
		"--auth=scram-sha-256", "--pwfile="+pwfile, "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"); err != nil {
		return nil, err
	}
	return s, s.Resume()
}

func newServer(settings map[string]string) (*Server, error) {
	p, err := findPrograms()
	if err != nil {
		return nil, err
	}
	dir, err := p.folderFor("pgtest-")
	if err != nil {
		return nil, err
	}
	free, err := port.Free()
	return &Server{programs: p, dir: dir, port: free, settings: settings}, err
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// Resume starts a server that was stopped or killed, on its port and data.
func (s *Server) Resume() (err error) {
	args := []string{"-D", s.data()}
	for _, name := range slices.Sorted(maps.Keys(s.configuration())) {
		args = append(args, "-c", name+"="+s.configuration()[name])
	}
	ready := "database system is ready to accept connections"
	if s.standby {
		ready = "started streaming WAL"
	}
	s.process, err = launch(s.programs.command(s.dir, "postgres", args...), ready)
	return err
}

func (s *Server) configuration() map[string]string {
	c := map[string]string{
		"listen_addresses": host, "port": strconv.Itoa(s.port), "unix_socket_directories": s.dir,
		"max_connections": "300", "shared_buffers": "128MB", "dynamic_shared_memory_type": "mmap",
		"logging_collector": "off", "log_destination": "stderr", "log_min_messages": "info",
		"lc_messages": "C", "timezone": "UTC", "wal_retrieve_retry_interval": "100ms",
	}
	maps.Copy(c, s.settings)
	return c
}

// Stop ends the server in order: what has been asked is broken off.
func (s *Server) Stop() error { return s.process.signal(syscall.SIGINT) }

// StopImmediately ends the server without a checkpoint and without a farewell to
// its clients: pg_ctl's -m immediate.
func (s *Server) StopImmediately() error { return s.process.signal(syscall.SIGQUIT) }

// Kill ends all processes of the server at one time, as a power cut does.
func (s *Server) Kill() error { return s.process.kill() }

// RestartImmediately is StopImmediately and Resume.
func (s *Server) RestartImmediately() error {
	if err := s.StopImmediately(); err != nil {
		return err
	}
	return s.Resume()
}

// Close kills the server and its standbys and removes their data.
func (s *Server) Close() (err error) {
	for _, standby := range s.standbys {
		err = errors.Join(err, standby.Close())
	}
	if s.process != nil {
		err = errors.Join(err, s.process.kill())
	}
	return errors.Join(err, os.RemoveAll(s.dir))
}

// Address is where the server listens: host:port.
func (s *Server) Address() string { return port.Address(s.port) }

// URL is how to connect to a database.
func (s *Server) URL(database string) string { return URL(database, s.Address()) }

// URL is how to connect to a database of one of several servers, or through
// something in between.
func URL(database string, addresses ...string) string {
	hosts := ""
	for i, a := range addresses {
		if i > 0 {
			hosts += ","
		}
		hosts += a
	}
	u := url.URL{Scheme: "postgres", User: url.UserPassword(owner, password), Host: hosts, Path: database}
	return u.String() + "?sslmode=disable"
}

// Environ is the environment in which PostgreSQL's own programs work in a database
// and are found.
func (s *Server) Environ(database string) []string {
	return append(os.Environ(), "PGHOST="+host, "PGPORT="+strconv.Itoa(s.port), "PGUSER="+owner, "PGPASSWORD="+password,
		"PGDATABASE="+database, "PGSSLMODE=disable", "PGOPTIONS=", "PSQLRC=/dev/null",
		"PATH="+s.programs.folder+string(os.PathListSeparator)+os.Getenv("PATH"))
}

// SQL runs statements in a database and returns what they answer, one row a
// line, columns separated by a bar.
func (s *Server) SQL(database, statements string) (string, error) {
	return s.programs.run(s.dir, "psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align",
		"--set=ON_ERROR_STOP=1", "--host="+s.dir, "--port="+strconv.Itoa(s.port), "--username="+owner,
		"--dbname="+database, "--command="+statements)
}

// create makes an empty database and returns its name.
func (s *Server) create() (string, error) {
	s.mu.Lock()
	s.databases++
	name := fmt.Sprint("test", s.databases)
	s.mu.Unlock()
	_, err := s.SQL("postgres", "CREATE DATABASE "+name)
	return name, err
}

func (s *Server) drop(name string) error {
	_, err := s.SQL("postgres", "DROP DATABASE "+name+" WITH (FORCE)")
	return err
}
