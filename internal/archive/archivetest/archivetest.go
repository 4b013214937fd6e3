// Package archivetest is the one suite that every kind of bucket passes.
//
// A kind of bucket is given by a function that opens an empty one for a test; the
// suite asks only through the contract, archive.Bucket, and reads signed links
// with an ordinary HTTP client.
package archivetest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/archive"
)

// World is an empty bucket and what belongs to it.
type World struct {
	archive.Bucket
	// Pass lets time pass for signed links.
	Pass func(d time.Duration)
}

// Run holds a kind of bucket to the contract.
func Run(t *testing.T, open func(t *testing.T) World) {
	for _, c := range []struct {
		name string
		test func(t *testing.T, w World)
	}{
		{"objects read back", objectsReadBack},
		{"names are taken as they are", namesAreTakenAsTheyAre},
		{"a name may begin others", aNameMayBeginOthers},
		{"reading is bounded", readingIsBounded},
		{"parts of objects", partsOfObjects},
		{"large objects are whole", largeObjectsAreWhole},
		{"deleting", deleting},
		{"bad keys are refused", badKeysAreRefused},
		{"readers see whole objects", readersSeeWholeObjects},
		{"many write at once", manyWriteAtOnce},
		{"who gave up is not served", whoGaveUpIsNotServed},
		{"a link reads one object", aLinkReadsOneObject},
		{"a link tells name and type", aLinkTellsNameAndType},
		{"a link reads ranges", aLinkReadsRanges},
		{"a changed link is refused", aChangedLinkIsRefused},
		{"a link expires", aLinkExpires},
		{"impossible links are refused", impossibleLinksAreRefused},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

func (w World) put(t *testing.T, key string, body []byte) {
	t.Helper()
	if err := w.Put(t.Context(), key, body); err != nil {
		t.Fatalf("Put %q: %v", key, err)
	}
}

func (w World) holds(t *testing.T, key string, want []byte) {
	t.Helper()
	got, err := w.Get(t.Context(), key, 64<<20)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("Get %q: got %d bytes %.40q, error %v, want %d bytes %.40q", key, len(got), got, err, len(want), want)
	}
}

func (w World) lacks(t *testing.T, key string) {
	t.Helper()
	if _, err := w.Get(t.Context(), key, 1<<20); !errors.Is(err, archive.ErrMissing) || !archive.IsLost(err) {
		t.Errorf("Get %q: got %v, want %v", key, err, archive.ErrMissing)
	}
}

func objectsReadBack(t *testing.T, w World) {
	for _, body := range []string{"first", "", "third, longer", "4"} {
		w.put(t, "a/b.json", []byte(body))
		w.holds(t, "a/b.json", []byte(body))
	}
	w.lacks(t, "a/c.json")
	w.lacks(t, "b/b.json")
}

func namesAreTakenAsTheyAre(t *testing.T, w World) {
	keys := []string{
		"connect/rejoin/ChatTranscripts/2026/03/01/contact_20260301T23:05_UTC.json",
		"a b/c+d%2Fe", "a b/c d", "ü/日本語.json", "q?x=1&y#z", "it's (1)!*~", "__0a__", "a.b..c", "plain",
	}
	for _, key := range keys {
		w.put(t, key, []byte(key))
	}
	for _, key := range keys {
		w.holds(t, key, []byte(key))
	}
}

// The names of folders are no objects.
func aNameMayBeginOthers(t *testing.T, w World) {
	w.put(t, "a/b/c", []byte("x"))
	w.lacks(t, "a")
	w.lacks(t, "a/b")
	w.lacks(t, "a/b/c/d")
}

func readingIsBounded(t *testing.T, w World) {
	w.put(t, "k", make([]byte, 10))
	_, err := w.Get(t.Context(), "k", 9)
	if !errors.Is(err, archive.ErrTooLarge) || !archive.IsLost(err) {
		t.Errorf("got %v, want %v", err, archive.ErrTooLarge)
	}
	if got, err := w.Get(t.Context(), "k", 10); err != nil || len(got) != 10 {
		t.Errorf("at the limit: got %d bytes, error %v", len(got), err)
	}
}

func partsOfObjects(t *testing.T, w World) {
	w.put(t, "k", []byte("0123456789"))
	w.put(t, "empty", nil)
	for _, c := range []struct {
		key            string
		offset, length int64
		part           string
		size           int64
	}{
		{"k", 0, 4, "0123", 10}, {"k", 3, 4, "3456", 10}, {"k", 8, 4, "89", 10}, {"k", 0, 10, "0123456789", 10},
		{"k", 0, 99, "0123456789", 10}, {"k", 10, 4, "", 10}, {"k", 99, 4, "", 10}, {"empty", 0, 4, "", 0},
	} {
		part, size, err := w.Range(t.Context(), c.key, c.offset, c.length)
		if string(part) != c.part || size != c.size || err != nil {
			t.Errorf("%d bytes of %s from %d: got %q of %d, error %v, want %q of %d", c.length, c.key, c.offset, part, size, err, c.part, c.size)
		}
	}
	if _, _, err := w.Range(t.Context(), "none", 0, 4); !errors.Is(err, archive.ErrMissing) {
		t.Errorf("of nothing: got %v, want %v", err, archive.ErrMissing)
	}
}

func largeObjectsAreWhole(t *testing.T, w World) {
	body := make([]byte, 20<<20+7) // more than any part that an upload is cut into
	for i := range body {
		body[i] = byte(i >> 10)
	}
	w.put(t, "large", body)
	w.holds(t, "large", body)
}

func deleting(t *testing.T, w World) {
	w.put(t, "a/b", []byte("x"))
	w.put(t, "a/c", []byte("y"))
	for range 2 {
		if err := w.Delete(t.Context(), "a/b"); err != nil {
			t.Errorf("Delete: %v", err)
		}
		w.lacks(t, "a/b")
	}
	w.holds(t, "a/c", []byte("y"))
	w.put(t, "a/b", []byte("again"))
	w.holds(t, "a/b", []byte("again"))
}

// BadKeys are keys that no bucket takes.
func BadKeys() []string {
	return []string{
		"", "/", "/a", "a/", "a//b", ".", "..", "../secret", "a/../../secret", "a/./b", ".tmp/x", ".rejoin", "a/.hidden",
		"a../b", "a..", "k.attrs", "__0x2f__", "a\\b", "..\\secret", "a\x00b", "a\nb", "\xff",
		strings.Repeat("k", 256), strings.Repeat("k/", 600) + "k",
	}
}

func badKeysAreRefused(t *testing.T, w World) {
	for _, key := range BadKeys() {
		_, getErr := w.Get(t.Context(), key, 10)
		_, _, rangeErr := w.Range(t.Context(), key, 0, 10)
		_, linkErr := w.SignedURL(t.Context(), key, archive.Link{For: time.Minute})
		for call, err := range map[string]error{
			"Put": w.Put(t.Context(), key, nil), "Get": getErr, "Range": rangeErr, "Delete": w.Delete(t.Context(), key), "SignedURL": linkErr,
		} {
			if !errors.Is(err, archive.ErrKey) || archive.IsLost(err) {
				t.Errorf("%s(%q): got %v, want %v", call, key, err, archive.ErrKey)
			}
		}
	}
}

func readersSeeWholeObjects(t *testing.T, w World) {
	const size = 50_000
	body := func(n int) []byte { return bytes.Repeat([]byte{'0' + byte(n)}, size) }
	w.put(t, "k", body(0))
	var writers, readers sync.WaitGroup
	stop := make(chan struct{})
	for n := range 4 {
		writers.Go(func() {
			for range 10 {
				if err := w.Put(t.Context(), "k", body(n)); err != nil {
					t.Errorf("Put: %v", err)
				}
			}
		})
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				got, err := w.Get(t.Context(), "k", 1<<20)
				if err != nil || len(got) != size || strings.Trim(string(got), string(got[:1])) != "" {
					t.Errorf("got %d bytes, error %v, want one whole object", len(got), err)
				}
			}
		})
	}
	writers.Wait()
	close(stop)
	readers.Wait()
}

func manyWriteAtOnce(t *testing.T, w World) {
	var wg sync.WaitGroup
	key := func(n int) string { return fmt.Sprintf("day/%d/contact_%d.json", n%4, n) }
	for n := range 32 {
		wg.Go(func() {
			if err := w.Put(t.Context(), key(n), []byte(key(n))); err != nil {
				t.Errorf("Put: %v", err)
			}
		})
	}
	wg.Wait()
	for n := range 32 {
		w.holds(t, key(n), []byte(key(n)))
	}
}
