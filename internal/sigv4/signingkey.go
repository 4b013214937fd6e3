package sigv4

import (
	"crypto/hmac"
	"crypto/sha256"
	"sync"
)

// maxCachedKeys bounds the cache. One entry is used per access key, region and
// day, so an installation that reaches it has hundreds of active access keys.
const maxCachedKeys = 1024

type signingKey [sha256.Size]byte

// derive chains the secret through the parts of the scope, so that a leaked
// signing key is good for one day, region and service only.
func derive(secret string, s scope) signingKey {
	key := []byte("AWS4" + secret)
	for _, part := range []string{s.date, s.region, s.service, terminator} {
		key = sum(key, []byte(part))
	}
	return signingKey(key)
}

func sum(key, data []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(data)
	return mac.Sum(nil)
}

// keyCache remembers derived keys. The secret is part of the index, so a key
// whose secret was replaced is never served from here.
type keyCache struct {
	mu   sync.RWMutex
	keys map[cacheIndex]signingKey
}

type cacheIndex struct {
	secret string
	scope  scope
}

func (c *keyCache) get(secret string, s scope) signingKey {
	c.mu.RLock()
	key, ok := c.keys[cacheIndex{secret, s}]
	c.mu.RUnlock()
	if ok {
		return key
	}
	return derive(secret, s)
}

// put remembers a key that has just verified a signature; only such keys, lest
// a caller without the secret fill the cache by trying regions. A full cache is
// emptied: that costs each key in use one derivation and rids it of past days.
func (c *keyCache) put(secret string, s scope, key signingKey) {
	index := cacheIndex{secret, s}
	c.mu.RLock()
	_, known := c.keys[index]
	c.mu.RUnlock()
	if known {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.keys == nil || len(c.keys) >= maxCachedKeys {
		c.keys = make(map[cacheIndex]signingKey)
	}
	c.keys[index] = key
}
