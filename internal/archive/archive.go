package archive

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
)

// MaxTranscriptBytes is the largest transcript that is read back.
// spec: feature specifications, past transcript file.
const MaxTranscriptBytes = 5 << 20

// Options say where transcripts lie and what they carry.
type Options struct {
	Bucket Bucket
	// AccountID is the AWSAccountId of the transcripts.
	AccountID string
	// CacheBytes bounds the objects kept in memory, by their size as JSON; 0
	// means 64 MiB. In memory an object takes about twice that.
	CacheBytes int64
	// Clock is the system's when nil.
	Clock clock.Clock
}

const defaultCacheBytes = 64 << 20

const (
	// slowAfter is how long a read may take, besides the time that its bytes
	// take, before the bucket counts as slow.
	slowAfter = time.Second
	// glance is how long a reader waits for a bucket that was slow last.
	glance = 100 * time.Millisecond
	// slowReads is how many reads of a slow bucket are under way at one time.
	slowReads = 32
)

// errSlow says that nobody waited for a bucket that was slow.
var errSlow = fmt.Errorf("%w: it was slow of late", ErrAway)

// Archive writes and reads transcripts. Its methods may be called concurrently.
type Archive struct {
	bucket  Bucket
	account string
	cache   *cache
	// reads lets all who miss an object at one time wait for one read.
	reads singleflight.Group
	clock clock.Clock
	// underWay counts reads, and slow tells how the last one went.
	underWay atomic.Int64
	slow     atomic.Bool
}

// New makes an archive over a bucket.
func New(o Options) *Archive {
	if o.CacheBytes <= 0 {
		o.CacheBytes = defaultCacheBytes
	}
	if o.Clock == nil {
		o.Clock = clock.System()
	}
	return &Archive{bucket: o.Bucket, account: o.AccountID, cache: newCache(o.CacheBytes), clock: o.Clock}
}

// Write stores the transcript of a contact under contact.Archive.Key. The
// entries are those of the contact in order of their numbers; unlisted ones are
// left out. When it returns nil the object is durable.
func (a *Archive) Write(ctx context.Context, contact chat.Contact, participants []chat.Participant, entries []Entry) error {
	body, err := encode(a.account, &contact, participants, entries)
	if err != nil {
		return fmt.Errorf("encode transcript of contact %s: %w", contact.ID, err)
	}
	err = a.bucket.Put(ctx, contact.Archive.Key, body)
	a.cache.replaced(contact.Archive.Key)
	return err
}

// Read returns the items of a transcript in order, from memory when it can. The
// slice is shared: it must not be changed. The error of a transcript that is
// not to be had is one of which IsLost is true; it is not remembered.
//
// A read goes on after its caller has given up, so that whoever asks next finds
// the transcript in memory. While the bucket is slow a caller gives up after
// a glance, ErrAway: whoever has another way to the past is to take it.
func (a *Archive) Read(ctx context.Context, key string) ([]Entry, error) {
	if entries, ok := a.cache.get(key); ok {
		return entries, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if a.slow.Load() {
		if a.underWay.Load() >= slowReads {
			return nil, errSlow
		}
		hurried, cancel := context.WithTimeoutCause(ctx, glance, errSlow)
		defer cancel()
		ctx = hurried
	}
	// The read goes on for the others when the first caller gives up.
	shared := context.WithoutCancel(ctx)
	result := a.reads.DoChan(key, func() (any, error) { return a.load(shared, key) })
	select {
	case r := <-result:
		if r.Err != nil {
			return nil, r.Err
		}
		return r.Val.([]Entry), nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func (a *Archive) load(ctx context.Context, key string) ([]Entry, error) {
	generation := a.cache.generation()
	body, err := a.fetch(ctx, key)
	if err != nil {
		return nil, err
	}
	entries, err := decode(body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", key, err)
	}
	a.cache.add(key, entries, int64(len(body)), generation)
	return entries, nil
}

// fetch reads an object and learns how slow the bucket is.
func (a *Archive) fetch(ctx context.Context, key string) ([]byte, error) {
	a.underWay.Add(1)
	defer a.underWay.Add(-1)
	began := a.clock.Now()
	body, err := a.bucket.Get(ctx, key, MaxTranscriptBytes)
	a.slow.Store(a.clock.Now().Sub(began) > slowAfter+transfer(int64(len(body))))
	return body, err
}
