package archive_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/testenv/s3test"
)

// took measures a call.
func took(call func()) time.Duration {
	start := clock.System().Now()
	call()
	return clock.System().Now().Sub(start)
}

func openWithin(t *testing.T, d time.Duration, where string) error {
	t.Helper()
	var err error
	if got := took(func() {
		var f archive.Files
		if f, err = archive.Open(t.Context(), where, archive.OpenOptions{}); err == nil {
			t.Errorf("%s: got a bucket, want an error", where)
			_ = f.Close()
		}
	}); got > d {
		t.Errorf("%s: took %v, want at most %v", where, got, d)
	}
	return err
}

// What keeps a bucket from being opened is one line that names it and where it
// was looked for, and nothing secret.
func TestABucketThatCannotBeOpened(t *testing.T) {
	server := startS3(t)
	stopped := s3test.Start(t)
	stopped.Stop(t)
	frozen := s3test.Start(t)
	frozen.CreateBucket(t, "frozen")
	frozen.Freeze(t)
	none := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(none.Close)
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("<html>Welcome</html>"))
	}))
	t.Cleanup(page.Close)
	for _, c := range []struct{ where, want string }{
		{server.URL("missing"), "bucket missing: " + server.Endpoint + " has no bucket of that name"},
		{stopped.URL("away"), "bucket away: " + stopped.Endpoint + " cannot be reached: dial tcp"},
		{frozen.URL("frozen"), "bucket frozen: " + frozen.Endpoint + " does not answer within 9s"},
		{"s3://none?endpoint=" + none.URL, "bucket none: " + none.URL + " answers NotFound"},
		{"s3://page?endpoint=" + page.URL, "bucket page: " + page.URL + " does not answer like S3: what is written does not come back"},
		{"s3://nowhere", "bucket nowhere: no region is known"},
	} {
		err := openWithin(t, 15*time.Second, c.where)
		if err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v, want one line that begins with %q", err, c.want)
		}
	}
}

func TestABucketThatRefusesUs(t *testing.T) {
	server := startS3(t)
	server.CreateBucket(t, "locked")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "not-the-secret")
	err := openWithin(t, 5*time.Second, server.URL("locked"))
	if want := "bucket locked: " + server.Endpoint + " answers SignatureDoesNotMatch"; err == nil || !strings.HasPrefix(err.Error(), want) ||
		strings.Contains(err.Error(), "not-the-secret") {
		t.Errorf("got %v, want %q", err, want)
	}
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	err = openWithin(t, 5*time.Second, server.URL("locked"))
	if want := "bucket locked: no credentials are found: set AWS_ACCESS_KEY_ID"; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got %v, want %q", err, want)
	}
}

func wantAway(t *testing.T, call string, err error) {
	t.Helper()
	if !errors.Is(err, archive.ErrAway) || archive.IsLost(err) {
		t.Errorf("%s: got %v, want %v, which is not lost", call, err, archive.ErrAway)
	}
}

func TestAServiceThatIsAwayLosesNothing(t *testing.T) {
	server := startS3(t)
	server.CreateBucket(t, "bucket")
	f, ctx := open(t, server.URL("bucket"), archive.OpenOptions{}), t.Context()
	if err := f.Put(ctx, "k", []byte("x")); err != nil {
		t.Fatal(err)
	}
	server.Stop(t)
	for range 5 {
		if d := took(func() {
			_, err := f.Get(ctx, "k", 10)
			wantAway(t, "Get", err)
			wantAway(t, "Put", f.Put(ctx, "k", []byte("y")))
		}); d > 3*time.Second {
			t.Errorf("refused connections: took %v, want at most 3s", d)
		}
	}
	server.Restart(t)
	if got, err := f.Get(ctx, "k", 10); err != nil || string(got) != "x" {
		t.Errorf("when it is back: got %q, error %v", got, err)
	}
	server.RemoveBucket(t, "bucket")
	_, err := f.Get(ctx, "k", 10)
	wantAway(t, "Get from a bucket that is gone", err)
	wantAway(t, "Put to a bucket that is gone", f.Put(ctx, "k", nil))
}

// A service that hangs holds up those who are with it, once and for seconds;
// all others are sent away at once until it answers again.
func TestAServiceThatHangsIsLeftAlone(t *testing.T) {
	server := startS3(t)
	server.CreateBucket(t, "bucket")
	f, ctx := open(t, server.URL("bucket"), archive.OpenOptions{}), t.Context()
	if err := f.Put(ctx, "k", []byte("x")); err != nil {
		t.Fatal(err)
	}
	server.Freeze(t)
	var wg sync.WaitGroup
	if d := took(func() {
		for range 20 {
			wg.Go(func() { wantAway(t, "Put", f.Put(ctx, "k", []byte("y"))) })
			wg.Go(func() {
				_, err := f.Get(ctx, "k", 10)
				wantAway(t, "Get", err)
			})
		}
		wg.Wait()
	}); d > 10*time.Second {
		t.Errorf("calls while it hangs: took %v, want a few seconds", d)
	}
	if d := took(func() {
		for range 1000 {
			wantAway(t, "Put", f.Put(ctx, "k", []byte("y")))
		}
	}); d > 2*time.Second {
		t.Errorf("a thousand calls after those: took %v, want no time", d)
	}
	server.Thaw(t)
	again := clock.System().NewTimer(0)
	defer again.Stop()
	for range 1000 {
		<-again.C()
		if err := f.Put(ctx, "k", []byte("z")); err == nil {
			break
		}
		again.Reset(20 * time.Millisecond)
	}
	if got, err := f.Get(ctx, "k", 10); err != nil || string(got) != "z" {
		t.Errorf("when it answers again: got %q, error %v, want z", got, err)
	}
}

// through puts a proxy before a server, which shows requests and connections.
func through(t *testing.T, server *s3test.Server, look func(*http.Request), connection func(net.Conn, http.ConnState)) string {
	t.Helper()
	target, err := url.Parse(server.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	forward := httputil.NewSingleHostReverseProxy(target)
	proxy := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		look(r)
		forward.ServeHTTP(w, r)
	}))
	proxy.Config.ConnState = connection
	proxy.Start()
	t.Cleanup(proxy.Close)
	return "s3://bucket?region=" + s3test.Region + "&endpoint=" + proxy.URL
}

// The service is told the hash of what it gets, so that nothing else is stored.
func TestUploadsAreChecked(t *testing.T) {
	server := startS3(t)
	server.CreateBucket(t, "bucket")
	var mu sync.Mutex
	hashes := map[string]string{}
	where := through(t, server, func(r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		hashes[r.Method+" "+r.URL.Path] = r.Header.Get("X-Amz-Content-Sha256")
	}, nil)
	f := open(t, where, archive.OpenOptions{})
	if err := f.Put(t.Context(), "k", []byte("x")); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte("x"))
	mu.Lock()
	defer mu.Unlock()
	if got, want := hashes["PUT /bucket/k"], hex.EncodeToString(sum[:]); got != want {
		t.Errorf("got hash %q, want %q", got, want)
	}
}

// One connection serves calls that follow each other, and none is left when the
// bucket is closed.
func TestConnectionsAreKeptAndClosed(t *testing.T) {
	server := startS3(t)
	server.CreateBucket(t, "bucket")
	opened, closed := make(chan net.Conn, 100), make(chan net.Conn, 100)
	where := through(t, server, func(*http.Request) {}, func(c net.Conn, s http.ConnState) {
		switch s {
		case http.StateNew:
			opened <- c
		case http.StateClosed:
			closed <- c
		}
	})
	f, err := archive.Open(t.Context(), where, archive.OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		if err := f.Put(t.Context(), "k", []byte("x")); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Get(t.Context(), "k", 10); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	n := len(opened)
	if n < 1 || n > 3 {
		t.Errorf("got %d connections for 40 calls one after another, want one or few", n)
	}
	late := clock.System().NewTimer(10 * time.Second)
	defer late.Stop()
	for range n {
		select {
		case <-closed:
		case <-late.C():
			t.Fatal("a connection is left open")
		}
	}
}

// Links name the service as the outside reaches it, and are signed for that.
func TestLinksNameThePublicEndpoint(t *testing.T) {
	server := startS3(t)
	server.CreateBucket(t, "bucket")
	outside := strings.Replace(server.Endpoint, "127.0.0.1", "localhost", 1)
	f := open(t, server.URL("bucket")+"&public_endpoint="+outside, archive.OpenOptions{})
	if err := f.Put(t.Context(), "k", []byte("x")); err != nil {
		t.Fatal(err)
	}
	link, err := f.SignedURL(t.Context(), "k", archive.Link{For: time.Minute})
	if err != nil || !strings.HasPrefix(link, outside+"/bucket/k?") {
		t.Fatalf("got %q, error %v, want a link to %s", link, err, outside)
	}
	answer, err := http.Get(link)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("got status %d, want %d", answer.StatusCode, http.StatusOK)
	}
}

// Who only reads need not be allowed to write, and writes nothing.
func TestAReaderWritesNoProof(t *testing.T) {
	server := startS3(t)
	server.CreateBucket(t, "bucket")
	f := open(t, server.URL("bucket"), archive.OpenOptions{ReadOnly: true})
	if err := f.Put(t.Context(), "k", nil); !errors.Is(err, archive.ErrReadOnly) {
		t.Errorf("got %v, want %v", err, archive.ErrReadOnly)
	}
	if left := server.Objects(t, "bucket"); len(left) != 0 {
		t.Errorf("got objects %q, want none", left)
	}
	open(t, server.URL("bucket"), archive.OpenOptions{})
	if left := server.Objects(t, "bucket"); len(left) != 1 || left[0] != ".rejoin" {
		t.Errorf("got objects %q, want the proof", left)
	}
}
