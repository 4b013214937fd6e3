package archive

import (
	"context"
	"fmt"

	"golang.org/x/sync/singleflight"

	"github.com/rejoin-chat/rejoin/internal/chat"
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
}

const defaultCacheBytes = 64 << 20

// Archive writes and reads transcripts. Its methods may be called concurrently.
type Archive struct {
	bucket  Bucket
	account string
	cache   *cache
	// reads lets all who miss an object at one time wait for one read.
	reads singleflight.Group
}

// New makes an archive over a bucket.
func New(o Options) *Archive {
	if o.CacheBytes <= 0 {
		o.CacheBytes = defaultCacheBytes
	}
	return &Archive{bucket: o.Bucket, account: o.AccountID, cache: newCache(o.CacheBytes)}
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
func (a *Archive) Read(ctx context.Context, key string) ([]Entry, error) {
	if entries, ok := a.cache.get(key); ok {
		return entries, nil
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
		return nil, ctx.Err()
	}
}

func (a *Archive) load(ctx context.Context, key string) ([]Entry, error) {
	generation := a.cache.generation()
	body, err := a.bucket.Get(ctx, key, MaxTranscriptBytes)
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
