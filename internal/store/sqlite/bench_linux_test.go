package sqlite_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/store/sqlite"
	"github.com/rejoin-chat/rejoin/internal/store/storetest"
)

// BenchmarkAppend measures acknowledged, synced appends to 2,000 sessions at 1,
// 16 and 128 callers, beside the limit of the machine in the same run: the same
// callers appending as many bytes to one file with grouped fdatasync.
//
//	go test -run - -bench Append -benchtime 5s ./internal/store/sqlite
func BenchmarkAppend(b *testing.B) {
	for _, callers := range []int{1, 16, 128} {
		b.Run(fmt.Sprintf("callers=%d/sqlite", callers), func(b *testing.B) {
			storetest.BenchAppend(b, benchStore(b), callers)
		})
		b.Run(fmt.Sprintf("callers=%d/file", callers), func(b *testing.B) {
			f := newGroupFile(b)
			line := []byte(strings.Repeat("x", 350))
			storetest.BenchCalls(b, callers, func(int) error { return f.append(line) })
		})
	}
}

// BenchmarkUpdate measures what a step of a conversation costs.
func BenchmarkUpdate(b *testing.B) {
	for name, trace := range map[string]string{"plain": "", "traced": storetest.BenchTrace} {
		b.Run(name, func(b *testing.B) { storetest.BenchUpdate(b, benchStore(b), trace) })
	}
}

func benchStore(b *testing.B) *sqlite.Store {
	b.Helper()
	s, err := sqlite.Open(sqlite.Options{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	storetest.SeedBench(b, s)
	return s
}

// groupFile is the least that a durable append can cost.
type groupFile struct {
	queue chan groupLine
}

type groupLine struct {
	data []byte
	done chan error
}

func newGroupFile(b *testing.B) *groupFile {
	b.Helper()
	f, err := os.Create(filepath.Join(b.TempDir(), "raw"))
	if err != nil {
		b.Fatal(err)
	}
	g := &groupFile{queue: make(chan groupLine, 1024)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		var buf []byte
		var group []groupLine
		for first := range g.queue {
			buf, group = append(buf[:0], first.data...), append(group[:0], first)
			for len(g.queue) > 0 {
				l := <-g.queue
				buf, group = append(buf, l.data...), append(group, l)
			}
			_, err := f.Write(buf)
			if err == nil {
				err = syscall.Fdatasync(int(f.Fd()))
			}
			for _, l := range group {
				l.done <- err
			}
		}
	}()
	b.Cleanup(func() {
		close(g.queue)
		<-ended
		if err := f.Close(); err != nil {
			b.Error(err)
		}
	})
	return g
}

func (g *groupFile) append(data []byte) error {
	done := make(chan error, 1)
	g.queue <- groupLine{data, done}
	return <-done
}
