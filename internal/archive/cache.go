package archive

import (
	"math"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// cache keeps the transcripts read last, bounded by their bytes.
type cache struct {
	limit int64

	mu   sync.Mutex
	lru  *simplelru.LRU[string, cached]
	size int64
	// writes counts replaced objects, so that one read before its replacement
	// is not kept after it.
	writes int
}

type cached struct {
	entries []Entry
	size    int64
}

func newCache(limit int64) *cache {
	c := &cache{limit: limit}
	// The bound is on bytes, not on number; a positive size is never refused.
	c.lru, _ = simplelru.NewLRU(math.MaxInt, func(_ string, e cached) { c.size -= e.size })
	return c
}

func (c *cache) get(key string) ([]Entry, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.lru.Get(key)
	return e.entries, ok
}

func (c *cache) generation() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.writes
}

// add keeps an object that was read in the given generation, if it fits at all.
func (c *cache) add(key string, entries []Entry, size int64, generation int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if generation != c.writes || size > c.limit {
		return
	}
	c.lru.Remove(key)
	c.lru.Add(key, cached{entries, size})
	c.size += size
	for c.size > c.limit {
		c.lru.RemoveOldest()
	}
}

func (c *cache) replaced(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.writes++
	c.lru.Remove(key)
}
