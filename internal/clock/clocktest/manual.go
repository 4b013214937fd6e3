// Package clocktest is a clock for tests that decide what time it is. It owns no
// waiting: where what is tested waits by its clock, testing/synctest moves the
// system's.
//
// It imports internal/clock only.
package clocktest

import (
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// Manual is a clock that stands still until it is moved. Its timers are the
// system's and take no part in that. It may be used from many goroutines.
type Manual struct {
	clock.Clock

	mu  sync.Mutex
	now time.Time
}

// At is a clock that shows a time.
func At(now time.Time) *Manual { return &Manual{Clock: clock.System(), now: now} }

// Now implements clock.Clock.
func (m *Manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// Advance moves the clock on; a d below zero moves it back.
func (m *Manual) Advance(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d)
}
