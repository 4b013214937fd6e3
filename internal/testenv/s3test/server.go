package s3test

import (
	"bytes"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// The credentials and the region of every server.
const (
	AccessKey = "AKIAREJOINTEST000000"
	SecretKey = "rejoin/test+secret"
	Region    = "eu-west-1"
)

// startWithin bounds how long a server may take until it answers, and pollEvery
// is how often it is asked.
const (
	startWithin = 30 * time.Second
	pollEvery   = 20 * time.Millisecond
)

// Server is one server with its data.
type Server struct {
	// Endpoint is its URL, the same through all restarts.
	Endpoint string
	address  string
	folder   string
	aside    string // what it notes about objects

	mu     sync.Mutex
	output bytes.Buffer // the process writes; read once it has ended
	run    *exec.Cmd    // nil while it is stopped
	ended  chan error
}

// Start runs a server until the test ends. It fails the test when it cannot.
func Start(t testing.TB) *Server {
	t.Helper()
	address, err := freeAddress()
	if err != nil {
		t.Fatalf("find a port for the S3 server: %v", err)
	}
	s := &Server{Endpoint: "http://" + address, address: address, folder: t.TempDir(), aside: t.TempDir()}
	s.Restart(t)
	t.Cleanup(s.kill)
	return s
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// CreateBucket makes a bucket. The server may be running or not.
func (s *Server) CreateBucket(t testing.TB, name string) {
	t.Helper()
	if err := os.Mkdir(filepath.Join(s.folder, name), 0o700); err != nil { // its buckets are folders
		t.Fatalf("create the bucket: %v", err)
	}
}

// RemoveBucket removes a bucket with all that is in it.
func (s *Server) RemoveBucket(t testing.TB, name string) {
	t.Helper()
	if err := os.RemoveAll(filepath.Join(s.folder, name)); err != nil {
		t.Fatalf("remove the bucket: %v", err)
	}
}

// URL names a bucket as --files wants it.
func (s *Server) URL(bucket string) string {
	return "s3://" + bucket + "?" + url.Values{"endpoint": {s.Endpoint}, "region": {Region}}.Encode()
}

// Env is the environment that gives a process the server's credentials, and none
// of the machine's.
func Env() []string {
	return []string{
		"AWS_ACCESS_KEY_ID=" + AccessKey, "AWS_SECRET_ACCESS_KEY=" + SecretKey, "AWS_SESSION_TOKEN=", "AWS_PROFILE=",
		"AWS_REGION=", "AWS_DEFAULT_REGION=", "AWS_ENDPOINT_URL=", "AWS_ENDPOINT_URL_S3=",
		"AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null", "AWS_EC2_METADATA_DISABLED=true",
	}
}

// Stop kills the server; connections to it are refused.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	s.kill()
}

// Restart starts a server that was stopped, on the same port and data, and waits
// until it answers.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.run != nil {
		t.Fatal("the S3 server is running")
	}
	// With notes of its own it needs no extended attributes, which not every disk has.
	run := exec.Command(path, "--port", s.address, "--region", Region, "--keep-alive", "--quiet",
		"posix", "--sidecar", s.aside, s.folder)
	run.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+AccessKey, "ROOT_SECRET_KEY="+SecretKey)
	run.Stdout, run.Stderr = &s.output, &s.output
	if err := run.Start(); err != nil {
		t.Fatalf("start the S3 server: %v", err)
	}
	ended := make(chan error, 1)
	// Ends with the process, which kill ends.
	go func() { ended <- run.Wait() }()
	s.run, s.ended = run, ended
	if err := s.answers(); err != nil {
		t.Fatal(err)
	}
}

// answers waits until the server answers anybody at all.
func (s *Server) answers() error {
	deadline := clock.System().NewTimer(startWithin)
	defer deadline.Stop()
	again := clock.System().NewTimer(pollEvery)
	defer again.Stop()
	for {
		answer, err := http.Get(s.Endpoint)
		if err == nil {
			return answer.Body.Close()
		}
		select {
		case err := <-s.ended:
			s.run = nil
			return fmt.Errorf("the S3 server ended: %w\n%s", err, s.output.String())
		case <-deadline.C():
			return fmt.Errorf("the S3 server does not answer: %w", err)
		case <-again.C():
			again.Reset(pollEvery)
		}
	}
}

func (s *Server) kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.run == nil {
		return
	}
	_ = s.run.Process.Kill() // it may have ended by itself
	<-s.ended
	s.run = nil
}

// Objects lists the keys of a bucket's objects.
func (s *Server) Objects(t testing.TB, bucket string) []string {
	t.Helper()
	var keys []string
	root := os.DirFS(filepath.Join(s.folder, bucket))
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			keys = append(keys, name)
		}
		return err
	})
	if err != nil {
		t.Fatalf("list the bucket: %v", err)
	}
	return keys
}
