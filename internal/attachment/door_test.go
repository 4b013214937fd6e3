package attachment

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock/clocktest"
)

var start = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// away is a bucket that fails when it is told to.
type away struct {
	archive.Bucket
	fails func(key string) bool
}

func (a *away) Put(ctx context.Context, key string, body []byte) error {
	if a.fails != nil && a.fails(key) {
		return archive.ErrAway
	}
	return a.Bucket.Put(ctx, key, body)
}

type site struct {
	t     *testing.T
	clock *clocktest.Manual
	box   *Box
	away  *away
	door  *Door
}

func newSite(t *testing.T) *site {
	t.Helper()
	d, err := archive.OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	s := &site{t: t, clock: clocktest.At(start), away: &away{Bucket: d}}
	base := func() string { return "http://chat.example.com" }
	s.box = &Box{
		Bucket:  s.away,
		Links:   archive.NewLinks(archive.LinkOptions{Secret: []byte("s"), Base: base, Clock: s.clock}),
		Uploads: &Uploads{Secret: []byte("s"), Base: base, Clock: s.clock},
	}
	s.door = NewDoor(s.box, slog.New(slog.DiscardHandler))
	return s
}

var file = chat.Upload{ID: chat.NewAttachmentID("s", "i"), Sender: "p", Name: "a.png", ContentType: "image/png", Bytes: 3}

func (s *site) address(u chat.Upload) string {
	s.t.Helper()
	address, headers, err := s.box.Address(u)
	if err != nil || len(headers) != 1 || headers["Content-Type"] != u.ContentType {
		s.t.Fatalf("got headers %v and error %v", headers, err)
	}
	return address
}

func (s *site) asks(method, address, contentType, body string) int {
	r := httptest.NewRequest(method, address, strings.NewReader(body))
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	w := httptest.NewRecorder()
	s.door.ServeHTTP(w, r)
	if w.Header().Get("Access-Control-Allow-Origin") != "*" {
		s.t.Errorf("%s: pages of other origins cannot read the answer", method)
	}
	return w.Code
}

func TestAFileIsKeptAsItWasAnnounced(t *testing.T) {
	s := newSite(t)
	if _, err := s.box.Kept(t.Context(), file.ID); !archive.IsLost(err) {
		t.Errorf("before: got %v, want that there is none", err)
	}
	for range 2 { // again is the same
		if got := s.asks(http.MethodPut, s.address(file), "image/png", "abc"); got != http.StatusOK {
			t.Fatalf("got %d, want 200", got)
		}
	}
	if got := s.asks(http.MethodPut, s.address(file), "image/png", "xyz"); got != http.StatusConflict {
		t.Errorf("other bytes: got %d, want 409", got)
	}
	if got, err := s.box.Kept(t.Context(), file.ID); got != file || err != nil {
		t.Errorf("got %+v and error %v, want %+v", got, err, file)
	}
	if body, err := s.away.Get(t.Context(), "Attachments/s/i", 3); string(body) != "abc" || err != nil {
		t.Errorf("got %q and error %v, want the file", body, err)
	}
	link, err := s.box.URL(file, time.Minute)
	at, _ := url.Parse(link)
	if key, l, failed := s.box.Links.Verify(at); err != nil || failed != nil || !Holds(key) || l.Name != "a.png" || l.ContentType != "image/png" {
		t.Errorf("got %s, %v, %v", link, err, failed)
	}
}

func TestWhatWasNotAnnouncedIsRefused(t *testing.T) {
	s := newSite(t)
	good := s.address(file)
	folder, signature := path.Split(good)
	other := file
	other.Bytes = 1 << 30
	otherFolder, _ := path.Split(s.address(other))
	for name, c := range map[string]struct {
		method, address, contentType, body string
		status                             int
	}{
		"without its type":   {http.MethodPut, good, "", "abc", http.StatusBadRequest},
		"of another type":    {http.MethodPut, good, "text/html", "abc", http.StatusBadRequest},
		"too large":          {http.MethodPut, good, "image/png", "abcd", http.StatusBadRequest},
		"too small":          {http.MethodPut, good, "image/png", "ab", http.StatusBadRequest},
		"by another method":  {http.MethodPost, good, "image/png", "abc", http.StatusMethodNotAllowed},
		"read":               {http.MethodGet, good, "", "", http.StatusMethodNotAllowed},
		"unsigned":           {http.MethodPut, folder, "image/png", "abc", http.StatusForbidden},
		"with another's":     {http.MethodPut, otherFolder + signature, "image/png", "abc", http.StatusForbidden},
		"with a signature +": {http.MethodPut, good + "A", "image/png", "abc", http.StatusForbidden},
		"with nonsense":      {http.MethodPut, "http://h" + UploadPath + "x/y", "image/png", "abc", http.StatusForbidden},
		"with nothing":       {http.MethodPut, "http://h" + UploadPath, "image/png", "abc", http.StatusForbidden},
	} {
		if got := s.asks(c.method, c.address, c.contentType, c.body); got != c.status {
			t.Errorf("%s: got %d, want %d", name, got, c.status)
		}
	}
	s.clock.Advance(uploadLife)
	if got := s.asks(http.MethodPut, good, "image/png", "abc"); got != http.StatusForbidden {
		t.Errorf("too late: got %d, want 403", got)
	}
	if _, err := s.box.Kept(t.Context(), file.ID); !archive.IsLost(err) {
		t.Errorf("got %v, want that nothing was kept", err)
	}
}

// A file counts as there once the note beside it is.
func TestAFileOfABucketThatIsAwayIsNotThere(t *testing.T) {
	s := newSite(t)
	for _, part := range []string{"", ".json"} {
		s.away.fails = func(key string) bool { return path.Ext(key) == part }
		if got := s.asks(http.MethodPut, s.address(file), "image/png", "abc"); got != http.StatusServiceUnavailable {
			t.Errorf("%q fails: got %d, want 503", part, got)
		}
		if _, err := s.box.Kept(t.Context(), file.ID); !archive.IsLost(err) {
			t.Errorf("%q fails: got %v, want that it is not there", part, err)
		}
	}
	s.away.fails = nil
	if got := s.asks(http.MethodPut, s.address(file), "image/png", "abc"); got != http.StatusOK {
		t.Errorf("got %d, want 200", got)
	}
}

// The longest that may be announced fits into what a client takes.
// spec: UploadMetadata, Url.
func TestAddressesFit(t *testing.T) {
	s := newSite(t)
	uuid := strings.Repeat("f", 36)
	u := chat.Upload{
		ID: chat.NewAttachmentID(chat.SessionID(uuid), chat.ItemID(uuid)), Sender: chat.ParticipantID(uuid),
		Name: strings.Repeat("\U0001F600", 252) + ".png", ContentType: fmt.Sprintf("image/%s", strings.Repeat("x", 121)), Bytes: chat.MaxAttachmentBytes,
	}
	if err := u.Check(chat.MaxAttachmentBytes); err != nil {
		t.Fatal(err)
	}
	if got := len(s.address(u)); got > 2000 {
		t.Errorf("got %d characters, want at most 2,000", got)
	}
}

// Those who send many files at a time wait, and are told when it takes too long.
func TestWhatIsOnItsWayIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		s.door.room = semaphore.NewWeighted(file.Bytes)
		read, write := io.Pipe()
		slow := httptest.NewRequest(http.MethodPut, s.address(file), read)
		slow.Header.Set("Content-Type", file.ContentType)
		arrived := make(chan int)
		go func() { // ends with the request
			w := httptest.NewRecorder()
			s.door.ServeHTTP(w, slow)
			arrived <- w.Code
		}()
		synctest.Wait()
		other := file
		other.ID = chat.NewAttachmentID("s", "other")
		began := time.Now()
		if got := s.asks(http.MethodPut, s.address(other), "image/png", "abc"); got != http.StatusServiceUnavailable || time.Since(began) != queueFor {
			t.Errorf("got %d after %v, want 503 after %v", got, time.Since(began), queueFor)
		}
		if _, err := io.WriteString(write, "abc"); err != nil {
			t.Fatal(err)
		}
		write.Close()
		if got := <-arrived; got != http.StatusOK {
			t.Errorf("the slow one: got %d, want 200", got)
		}
		if got := s.asks(http.MethodPut, s.address(other), "image/png", "abc"); got != http.StatusOK {
			t.Errorf("with room: got %d, want 200", got)
		}
	})
}
