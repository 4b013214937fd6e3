package customerdoor

import (
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// How often chats are started: a few in a row, and then one every so often. What
// all callers share is more than a person at a desk starts by hand in a day, and
// less than fills a disk in an hour.
var (
	ofOne = rate{burst: 10, every: 6 * time.Second}
	ofAll = rate{burst: 200, every: 50 * time.Millisecond}
)

// callersKept bounds the memory for callers. Who is forgotten starts anew, but not
// faster than all together may.
const callersKept = 10_000

// rate is a token bucket's: how much it holds and how fast it fills.
type rate struct {
	burst int
	every time.Duration
}

// limits says who has started too many chats of late.
type limits struct {
	clock clock.Clock

	mu      sync.Mutex
	all     bucket
	callers *simplelru.LRU[string, *bucket]
}

func newLimits(c clock.Clock) *limits {
	callers, err := simplelru.NewLRU[string, *bucket](callersKept, nil)
	if err != nil {
		panic(err) // the size is not positive
	}
	return &limits{clock: c, callers: callers}
}

// allow takes one of the caller's starts, and one of everybody's, if both have any.
func (l *limits) allow(who string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	own, ok := l.callers.Get(who)
	if !ok {
		own = new(bucket)
		l.callers.Add(who, own)
	}
	now := l.clock.Now()
	// Who has had theirs takes nothing from the others.
	return own.take(now, ofOne) && l.all.take(now, ofAll)
}

// bucket says by the time at which it will be full how full it is: an empty value
// is a full bucket.
type bucket struct{ full time.Time }

func (b *bucket) take(now time.Time, r rate) bool {
	from := b.full
	if from.Before(now) {
		from = now
	}
	next := from.Add(r.every)
	if next.Sub(now) > time.Duration(r.burst)*r.every {
		return false
	}
	b.full = next
	return true
}
