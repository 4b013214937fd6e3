package servicetest

import (
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// Clock tells the time that a test has set. Its timers are the system's: nothing
// that the services do waits.
type Clock struct {
	clock.Clock

	mu  sync.Mutex
	now time.Time
}

// Now implements clock.Clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the time on.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}
