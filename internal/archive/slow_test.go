package archive

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// slowBucket takes its time for an empty transcript.
type slowBucket struct {
	Bucket
	mu    sync.Mutex
	takes time.Duration
	gets  int
}

func (s *slowBucket) Get(context.Context, string, int64) ([]byte, error) {
	s.mu.Lock()
	s.gets++
	takes := s.takes
	s.mu.Unlock()
	<-time.After(takes)
	return []byte(`{"Version":"2019-08-26","InitialContactId":"i","ContactId":"c","Transcript":[]}`), nil
}

func (s *slowBucket) slow(takes time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.takes = takes
}

// asked is how often the bucket was read.
func (s *slowBucket) asked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.gets
}

// A caller glances at a bucket that was slow, and what it did not wait for is in
// memory afterwards. One quick answer makes the bucket quick.
func TestReadersGlanceAtASlowBucket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &slowBucket{takes: 1500 * time.Millisecond}
		a := New(Options{Bucket: b})
		read := func(key string, wantErr error, want time.Duration) {
			t.Helper()
			began := time.Now()
			if _, err := a.Read(t.Context(), key); !errors.Is(err, wantErr) || time.Since(began) != want {
				t.Errorf("%s: got %v after %v, want %v after %v", key, err, time.Since(began), wantErr, want)
			}
		}
		read("first", nil, b.takes)
		read("second", ErrAway, glance)
		pass(2 * time.Second)
		read("second", nil, 0)
		b.slow(50 * time.Millisecond)
		read("third", nil, b.takes)
		b.slow(900 * time.Millisecond)
		read("fourth", nil, b.takes)
	})
}

func TestReadsOfASlowBucketAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &slowBucket{takes: 10 * time.Second}
		a := New(Options{Bucket: b})
		if _, err := a.Read(t.Context(), "first"); err != nil {
			t.Fatal(err)
		}
		for n := range 2 * slowReads {
			if _, err := a.Read(t.Context(), fmt.Sprint(n)); !errors.Is(err, ErrAway) {
				t.Errorf("got %v, want %v", err, ErrAway)
			}
		}
		pass(time.Minute)
		if got := b.asked(); got != 1+slowReads {
			t.Errorf("got %d reads, want %d and the first", got, slowReads)
		}
	})
}

// Whoever has given up gets what is in memory and begins nothing.
func TestWhoGaveUpReadsFromMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &slowBucket{takes: 50 * time.Millisecond}
		a := New(Options{Bucket: b})
		if _, err := a.Read(t.Context(), "known"); err != nil {
			t.Fatal(err)
		}
		over, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := a.Read(over, "known"); err != nil {
			t.Errorf("known: got %v, want none", err)
		}
		if _, err := a.Read(over, "unknown"); !errors.Is(err, context.Canceled) || b.asked() != 1 {
			t.Errorf("unknown: got %v and %d reads, want none begun", err, b.asked())
		}
	})
}
