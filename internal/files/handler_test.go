package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/clock"
)

// bucket holds one object, and fails when it is told to.
type bucket struct {
	archive.Bucket
	links *archive.Links
	key   string
	body  string
	fails error
	most  int64 // that was asked for at once
}

func (b *bucket) Range(_ context.Context, key string, offset, length int64) ([]byte, int64, error) {
	switch {
	case b.fails != nil:
		return nil, 0, b.fails
	case key != b.key:
		return nil, 0, archive.ErrMissing
	}
	b.most = max(b.most, length)
	size := int64(len(b.body))
	return []byte(b.body[min(offset, size):min(offset+length, size)]), size, nil
}

func (b *bucket) Get(ctx context.Context, key string, limit int64) ([]byte, error) {
	body, _, err := b.Range(ctx, key, 0, limit)
	return body, err
}

func (b *bucket) SignedURL(_ context.Context, key string, l archive.Link) (string, error) {
	return b.links.Sign(key, l)
}

func newBucket() (*bucket, *Handler) {
	b := &bucket{key: "a/k.json", body: `{"a":1}`, links: archive.NewLinks(archive.LinkOptions{
		Secret: []byte("s"), Base: func() string { return "http://chat.example.com" }, Clock: clock.System(),
	})}
	return b, NewHandler(HandlerConfig{Bucket: b, Links: b.links, Clock: clock.System(), Log: slog.New(slog.DiscardHandler)})
}

func answer(h http.Handler, method, link string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, link, nil))
	return w
}

func TestAnswersOfTheHandler(t *testing.T) {
	b, h := newBucket()
	good, err := b.links.Sign(b.key, archive.Link{For: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	other, err := b.links.Sign("other", archive.Link{For: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		method, link string
		fails        error
		status       int
		body         string
	}{
		"read":             {http.MethodGet, good, nil, http.StatusOK, b.body},
		"head":             {http.MethodHead, good, nil, http.StatusOK, ""},
		"written":          {http.MethodPut, good, nil, http.StatusMethodNotAllowed, "a link is read with GET\n"},
		"forged":           {http.MethodGet, good + "0", nil, http.StatusForbidden, "the link is not valid or no longer valid\n"},
		"unsigned":         {http.MethodGet, "http://h/files/a/k.json", nil, http.StatusForbidden, "the link is not valid or no longer valid\n"},
		"a way out":        {http.MethodGet, "http://h/files/../../etc/passwd", nil, http.StatusForbidden, "the link is not valid or no longer valid\n"},
		"gone":             {http.MethodGet, other, nil, http.StatusNotFound, "the file is no longer there\n"},
		"bucket away":      {http.MethodGet, good, archive.ErrAway, http.StatusServiceUnavailable, "the file cannot be read now, try again\n"},
		"forged, and away": {http.MethodGet, good + "0", archive.ErrAway, http.StatusForbidden, "the link is not valid or no longer valid\n"},
	} {
		b.fails = c.fails
		w := answer(h, c.method, c.link)
		if w.Code != c.status || w.Body.String() != c.body {
			t.Errorf("%s: got %d %q, want %d %q", name, w.Code, w.Body, c.status, c.body)
		}
	}
}

// Whatever lies in an archive, a browser runs nothing of it as this server's.
func TestFilesAreInert(t *testing.T) {
	b, h := newBucket()
	link, err := b.links.Sign(b.key, archive.Link{For: time.Minute, Name: "a.html", ContentType: "text/html"})
	if err != nil {
		t.Fatal(err)
	}
	got := answer(h, http.MethodGet, link).Header()
	for name, want := range map[string]string{
		"Content-Type": "text/html", "Content-Disposition": "attachment; filename=a.html",
		"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'",
	} {
		if got.Get(name) != want {
			t.Errorf("%s: got %q, want %q", name, got.Get(name), want)
		}
	}
	if age := got.Get("Cache-Control"); !strings.HasPrefix(age, "private, max-age=") {
		t.Errorf("Cache-Control: got %q, want it private", age)
	}
}

func TestWhoIsGoneIsToldNothing(t *testing.T) {
	b, h := newBucket()
	link, err := b.links.Sign(b.key, archive.Link{For: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	b.fails = errors.Join(archive.ErrAway, ctx.Err())
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, link, nil).WithContext(ctx))
	if w.Body.Len() != 0 {
		t.Errorf("got %q, want nothing", w.Body)
	}
}

// Who reads slowly, or often at a time, costs a piece of the object and not all of it.
func TestLargeFilesAreReadInPieces(t *testing.T) {
	b, h := newBucket()
	large := make([]byte, 3*pieceBytes+5)
	for i := range large {
		large[i] = byte(i >> 8)
	}
	b.body = string(large)
	link, err := b.links.Sign(b.key, archive.Link{For: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	if w := answer(h, http.MethodGet, link); w.Code != http.StatusOK || w.Body.String() != b.body {
		t.Errorf("got %d and %d bytes, want the %d of the object", w.Code, w.Body.Len(), len(large))
	}
	from, to := pieceBytes-3, 2*pieceBytes+3
	r := httptest.NewRequest(http.MethodGet, link, nil)
	r.Header.Set("Range", fmt.Sprintf("bytes=%d-%d", from, to))
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, r); w.Code != http.StatusPartialContent || w.Body.String() != b.body[from:to+1] {
		t.Errorf("of a range: got %d and %d bytes, want %d", w.Code, w.Body.Len(), to+1-from)
	}
	if b.most > pieceBytes {
		t.Errorf("%d bytes were in memory at once, want at most %d", b.most, pieceBytes)
	}
}

// An object that is another one in the middle is not handed out as if it were one.
func TestAnObjectThatChangesIsNotMixed(t *testing.T) {
	b, _ := newBucket()
	b.body = strings.Repeat("a", 2*pieceBytes)
	p, err := newPieces(t.Context(), b, b.key)
	if err != nil {
		t.Fatal(err)
	}
	b.body = strings.Repeat("b", pieceBytes+1)
	if got, err := io.ReadAll(p); !errors.Is(err, archive.ErrDamaged) || len(got) != pieceBytes {
		t.Errorf("got %d bytes and error %v, want %v after the first piece", len(got), err, archive.ErrDamaged)
	}
}
