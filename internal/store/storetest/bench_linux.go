package storetest

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// BenchAppend measures acknowledged appends to the sessions of SeedBench at a
// number of callers, and returns how many there were in a second.
func BenchAppend(b *testing.B, s store.Store, callers int) float64 {
	b.Helper()
	return BenchCalls(b, callers, func(i int) error {
		_, _, err := s.Append(b.Context(), BenchItem(rand.IntN(BenchSessions), i))
		return err
	})
}

// BenchUpdate measures what a step of a conversation costs: a session of
// SeedBench read, an item added, the session saved, at 128 callers; and, unless
// trace is empty, what a flow did kept with it.
func BenchUpdate(b *testing.B, s store.Store, trace string) {
	b.Helper()
	BenchCalls(b, 128, func(i int) error {
		item := BenchItem(rand.IntN(BenchSessions), i)
		return s.Update(b.Context(), item.SessionID, func(tx store.Tx) error {
			have, err := tx.Session(item.SessionID)
			if err != nil {
				return err
			}
			if _, _, err := tx.Append(item); err != nil {
				return err
			}
			if trace != "" {
				step := chat.TraceStep{SessionID: have.ID, ContactID: have.ContactID, Time: item.Time, Data: []byte(trace)}
				if err := tx.AppendTrace(step); err != nil {
					return err
				}
			}
			have.Contacts++
			return tx.SaveSession(have)
		})
	})
}

// BenchCalls runs b.N calls, each an append, from a number of callers. It
// reports and returns how many there were in a second, and reports the processor
// time of each in this process.
func BenchCalls(b *testing.B, callers int, call func(i int) error) float64 {
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
	rate := float64(b.N) / b.Elapsed().Seconds()
	spent := processorTime(b) - before
	b.ReportMetric(rate, "appends/s")
	b.ReportMetric(float64(spent.Nanoseconds())/1e3/float64(b.N), "cpu-µs/append")
	return rate
}

func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
