//go:build unix

package sqlite

import (
	"syscall"
	"testing"
)

// A process that is being made has all files of the one that makes it for a moment; the
// folder is free even then.
func TestAFolderIsFreeOnceItsStoreIsClosed(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	child, err := syscall.Dup(int(s.lock.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(child)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(Options{Dir: dir}); err != nil {
		t.Fatalf("Open after Close: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
