package sqlite_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/sqlite"
)

// BenchmarkAppend measures acknowledged, synced appends to 2,000 sessions at 1,
// 16 and 128 callers, beside the limit of the machine in the same run: the same
// callers appending as many bytes to one file with grouped fdatasync.
//
//	go test -run - -bench Append -benchtime 5s ./internal/store/sqlite
func BenchmarkAppend(b *testing.B) {
	for _, callers := range []int{1, 16, 128} {
		b.Run(fmt.Sprintf("callers=%d/sqlite", callers), func(b *testing.B) {
			s := benchStore(b)
			each(b, callers, func(i int) error {
				_, _, err := s.Append(b.Context(), benchItem(rand.IntN(benchSessions), i))
				return err
			})
		})
		b.Run(fmt.Sprintf("callers=%d/file", callers), func(b *testing.B) {
			f := newGroupFile(b)
			line := []byte(strings.Repeat("x", 350))
			each(b, callers, func(int) error { return f.append(line) })
		})
	}
}

// BenchmarkUpdate measures what a step of a conversation costs: a session read,
// an item added, the session saved, at 128 callers.
func BenchmarkUpdate(b *testing.B) {
	s := benchStore(b)
	each(b, 128, func(i int) error {
		item := benchItem(rand.IntN(benchSessions), i)
		return s.Update(b.Context(), item.SessionID, func(tx store.Tx) error {
			have, err := tx.Session(item.SessionID)
			if err != nil {
				return err
			}
			if _, _, err := tx.Append(item); err != nil {
				return err
			}
			have.Contacts++
			return tx.SaveSession(have)
		})
	})
}

const benchSessions = 2000

func benchSession(n int) chat.SessionID {
	return chat.SessionID(fmt.Sprintf("bbbbbbbb-0000-4000-8000-%012d", n))
}

func benchPerson(n int) chat.ParticipantID {
	return chat.ParticipantID(fmt.Sprintf("cccccccc-0000-4000-8000-%012d", n))
}

var benchContent = `{"text":"` + strings.Repeat("x", 190) + `"}`

func benchItem(session, i int) chat.Item {
	var u [16]byte
	binary.BigEndian.PutUint64(u[:8], rand.Uint64())
	binary.BigEndian.PutUint64(u[8:], uint64(i))
	return chat.Item{
		ID:        chat.ItemID(fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])),
		SessionID: benchSession(session), Time: time.UnixMilli(1_780_000_000_000),
		Type: chat.TypeMessage, ContentType: chat.ContentJSON, Content: benchContent,
		ParticipantID: benchPerson(session), Role: chat.RoleCustomer, DisplayName: "Ada Lovelace",
	}
}

func benchStore(b *testing.B) *sqlite.Store {
	b.Helper()
	s, err := sqlite.Open(sqlite.Options{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	err = s.Update(b.Context(), "all", func(tx store.Tx) error {
		for n := range benchSessions {
			id := benchSession(n)
			if err := tx.CreateSession(chat.Session{ID: id, State: chat.SessionActive, ContactID: id.Initial()}); err != nil {
				return err
			}
			if err := tx.SaveParticipant(chat.Participant{ID: benchPerson(n), SessionID: id, ConnectedAt: time.UnixMilli(1)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// each runs b.N calls from a number of callers and reports their rate and the
// processor time of each.
func each(b *testing.B, callers int, call func(i int) error) {
	b.Helper()
	var next atomic.Int64
	var wg sync.WaitGroup
	before := processorTime(b)
	b.ResetTimer()
	for range callers {
		wg.Go(func() {
			for {
				i := int(next.Add(1))
				if i > b.N {
					return
				}
				if err := call(i); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	spent := processorTime(b) - before
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "appends/s")
	b.ReportMetric(float64(spent.Nanoseconds())/1e3/float64(b.N), "cpu-µs/append")
}

func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
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
