package archive

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// counted is a bucket in memory that counts reads and can hold them up.
type counted struct {
	Bucket
	mu      sync.Mutex
	objects map[string][]byte
	gets    int
	hold    chan struct{}
}

func (b *counted) Put(_ context.Context, key string, body []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.objects == nil {
		b.objects = map[string][]byte{}
	}
	b.objects[key] = body
	return nil
}

func (b *counted) Get(_ context.Context, key string, limit int64) ([]byte, error) {
	b.mu.Lock()
	b.gets++
	body, ok := b.objects[key]
	hold := b.hold
	b.mu.Unlock()
	if hold != nil {
		<-hold
	}
	switch {
	case !ok:
		return nil, ErrMissing
	case int64(len(body)) > limit:
		return nil, ErrTooLarge
	}
	return body, nil
}

func (b *counted) Delete(context.Context, string) error { return nil }

func (b *counted) SignedURL(context.Context, string, Link) (string, error) { return "", ErrLink }

func write(t *testing.T, a *Archive, key string) []Entry {
	t.Helper()
	c, people, entries := sample()
	c.Archive.Key = key
	if err := a.Write(t.Context(), c, people, entries); err != nil {
		t.Fatalf("Write: %v", err)
	}
	return entries
}

func TestTranscriptsReadBackFromDisk(t *testing.T) {
	a := New(Options{Bucket: openDir(t, t.TempDir())})
	want := write(t, a, "p/k.json")
	for range 2 {
		got, err := a.Read(t.Context(), "p/k.json")
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, error %v, want %+v", got, err, want)
		}
	}
}

func TestASecondReadIsFromMemory(t *testing.T) {
	b := &counted{}
	a := New(Options{Bucket: b})
	write(t, a, "k")
	for range 3 {
		if _, err := a.Read(t.Context(), "k"); err != nil {
			t.Fatal(err)
		}
	}
	if b.gets != 1 {
		t.Errorf("got %d reads of the bucket, want 1", b.gets)
	}
	write(t, a, "k")
	if _, err := a.Read(t.Context(), "k"); err != nil || b.gets != 2 {
		t.Errorf("after a new Write: got %d reads, error %v, want 2", b.gets, err)
	}
}

func TestTheCacheIsBoundedInBytes(t *testing.T) {
	b := &counted{}
	size := int64(len(encoded(t)))
	a := New(Options{Bucket: b, CacheBytes: 3*size + size/2})
	for n := range 10 {
		write(t, a, fmt.Sprint(n))
		if _, err := a.Read(t.Context(), fmt.Sprint(n)); err != nil {
			t.Fatal(err)
		}
		if a.cache.size > a.cache.limit {
			t.Fatalf("got %d bytes kept, want at most %d", a.cache.size, a.cache.limit)
		}
	}
	if n := a.cache.lru.Len(); n != 3 {
		t.Errorf("got %d objects kept, want 3", n)
	}
	b.gets = 0
	for _, key := range []string{"9", "8", "7", "6"} {
		if _, err := a.Read(t.Context(), key); err != nil {
			t.Fatal(err)
		}
	}
	if b.gets != 1 {
		t.Errorf("got %d reads for the newest three and one dropped, want 1", b.gets)
	}
}

func TestLostTranscripts(t *testing.T) {
	b := &counted{objects: map[string][]byte{
		"damaged": []byte("{"), "large": []byte(strings.Repeat(" ", MaxTranscriptBytes+1)),
	}}
	a := New(Options{Bucket: b})
	for key, want := range map[string]error{"missing": ErrMissing, "damaged": ErrDamaged, "large": ErrTooLarge} {
		_, err := a.Read(t.Context(), key)
		if !errors.Is(err, want) || !IsLost(err) {
			t.Errorf("%s: got %v, want %v, which is lost", key, err, want)
		}
	}
	if IsLost(context.Canceled) || IsLost(ErrKey) || IsLost(nil) {
		t.Error("an error that may pass counts as lost")
	}
	// A transcript that comes late is found: what is missing is not remembered.
	write(t, a, "missing")
	if _, err := a.Read(t.Context(), "missing"); err != nil {
		t.Errorf("after Write: %v", err)
	}
}

func TestOneMissCostsOneRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &counted{hold: make(chan struct{})}
		a := New(Options{Bucket: b})
		write(t, a, "k")
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if _, err := a.Read(t.Context(), "k"); err != nil {
					t.Errorf("Read: %v", err)
				}
			})
		}
		synctest.Wait()
		close(b.hold)
		wg.Wait()
		if b.gets != 1 {
			t.Errorf("got %d reads of the bucket, want 1", b.gets)
		}
	})
}

func TestACallerWhoGivesUpHarmsNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &counted{hold: make(chan struct{})}
		a := New(Options{Bucket: b})
		write(t, a, "k")
		first, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := a.Read(first, "k"); !errors.Is(err, context.Canceled) {
				t.Errorf("the first: got %v, want %v", err, context.Canceled)
			}
		})
		synctest.Wait()
		wg.Go(func() {
			if _, err := a.Read(t.Context(), "k"); err != nil {
				t.Errorf("the second: %v", err)
			}
		})
		synctest.Wait()
		cancel()
		synctest.Wait()
		close(b.hold)
		wg.Wait()
	})
}

func TestAReadThatAWriteOvertookIsNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &counted{hold: make(chan struct{})}
		a := New(Options{Bucket: b})
		write(t, a, "k")
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := a.Read(t.Context(), "k"); err != nil {
				t.Errorf("Read: %v", err)
			}
		})
		synctest.Wait()
		c := chat.Contact{ID: "c", SessionID: "s", Archive: chat.Archive{Key: "k"}}
		if err := a.Write(t.Context(), c, nil, nil); err != nil {
			t.Fatal(err)
		}
		close(b.hold)
		wg.Wait()
		got, err := a.Read(t.Context(), "k")
		if err != nil || len(got) != 0 {
			t.Errorf("got %d entries, error %v, want the new object's none", len(got), err)
		}
	})
}
