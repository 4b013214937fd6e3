package login

import "sync"

// counter counts events and lets something be done only if none came meanwhile.
type counter struct {
	mu sync.Mutex
	n  int64
}

func (c *counter) now() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}

// count counts an event, which do carries out.
func (c *counter) count(do func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	do()
}

// unless does something if the count is still n.
func (c *counter) unless(n int64, do func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == n {
		do()
	}
}
