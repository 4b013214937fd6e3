package s3test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// Freeze stops the server in its tracks: the system accepts connections for it,
// and nothing comes back. When it returns the server does nothing more.
func (s *Server) Freeze(t testing.TB) {
	t.Helper()
	if err := s.signal(syscall.SIGSTOP, 'T'); err != nil {
		t.Fatalf("freeze the S3 server: %v", err)
	}
}

// Thaw lets a frozen server go on.
func (s *Server) Thaw(t testing.TB) {
	t.Helper()
	if err := s.signal(syscall.SIGCONT, 0); err != nil {
		t.Fatalf("thaw the S3 server: %v", err)
	}
}

// signal sends a signal to the server and waits until each of its threads is in
// a state, as the signal is taken in by one after another; 0 waits for none.
func (s *Server) signal(sig syscall.Signal, state byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.run == nil {
		return errors.New("it is stopped")
	}
	if err := s.run.Process.Signal(sig); err != nil || state == 0 {
		return err
	}
	again := clock.System().NewTimer(0)
	defer again.Stop()
	for deadline := clock.System().Now().Add(startWithin); clock.System().Now().Before(deadline); {
		<-again.C()
		if all, err := threadsAre(s.run.Process.Pid, state); err != nil || all {
			return err
		}
		again.Reset(pollEvery)
	}
	return fmt.Errorf("its threads are not in state %c within %v", state, startWithin)
}

// threadsAre reports whether all threads of a process are in a state of proc(5).
func threadsAre(pid int, state byte) (bool, error) {
	threads, err := filepath.Glob(filepath.Join("/proc", strconv.Itoa(pid), "task", "*", "stat"))
	if err != nil {
		return false, err
	}
	for _, name := range threads {
		stat, err := os.ReadFile(name)
		if err != nil {
			return false, err
		}
		// The name of the program stands before the state, in brackets.
		after := bytes.LastIndexByte(stat, ')') + 2
		if after >= len(stat) || stat[after] != state {
			return false, nil
		}
	}
	return len(threads) > 0, nil
}
