package token

import (
	"strings"
	"sync"
)

// opened remembers the claims of connection tokens that were found right, since a
// participant sends the same one with every call. What a token says does not
// change, so nothing ever has to be forgotten; that a token has expired is found
// out each time.
type opened struct {
	mu sync.RWMutex
	// Of the tokens used lately, those since the last turn and those from before.
	// At a turn the older are forgotten, which keeps the ones in use.
	newer, older map[string]Connection
}

// maxOpened bounds each half, and both to some 8 MB.
const maxOpened = 8192

func (o *opened) get(token string) (Connection, bool) {
	o.mu.RLock()
	c, found := o.newer[token]
	aged := false
	if !found {
		c, aged = o.older[token]
	}
	o.mu.RUnlock()
	if aged {
		o.put(token, c)
	}
	return c, found || aged
}

func (o *opened) put(token string, c Connection) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.newer == nil || len(o.newer) >= maxOpened {
		o.newer, o.older = make(map[string]Connection), o.newer
	}
	o.newer[strings.Clone(token)] = c // not a part of a request
}
