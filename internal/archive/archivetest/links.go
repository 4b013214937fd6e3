package archivetest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/archive"
)

func whoGaveUpIsNotServed(t *testing.T, w World) {
	w.put(t, "k", []byte("old"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, getErr := w.Get(ctx, "k", 10)
	for call, err := range map[string]error{"Put": w.Put(ctx, "k", []byte("new")), "Get": getErr, "Delete": w.Delete(ctx, "k")} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want %v", call, err, context.Canceled)
		}
	}
	w.holds(t, "k", []byte("old"))
}

func (w World) link(t *testing.T, key string, l archive.Link) string {
	t.Helper()
	u, err := w.SignedURL(t.Context(), key, l)
	if err != nil {
		t.Fatalf("SignedURL: %v", err)
	}
	return u
}

// fetch reads a URL as a browser that knows nothing of it.
func fetch(t *testing.T, link string, header ...string) (*http.Response, []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, link, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, body
}

func aLinkReadsOneObject(t *testing.T, w World) {
	for _, key := range []string{"a/contact_20260301T23:05_UTC.json", "a b/c+d%2Fe", "ü/q?x=1&y#z"} {
		w.put(t, key, []byte(key))
		answer, body := fetch(t, w.link(t, key, archive.Link{For: time.Minute}))
		if answer.StatusCode != http.StatusOK || string(body) != key {
			t.Errorf("%s: got status %d, %.200q", key, answer.StatusCode, body)
		}
	}
	if answer, _ := fetch(t, w.link(t, "nothing", archive.Link{For: time.Minute})); answer.StatusCode != http.StatusNotFound {
		t.Errorf("of nothing: got status %d, want %d", answer.StatusCode, http.StatusNotFound)
	}
}

func aLinkTellsNameAndType(t *testing.T, w World) {
	w.put(t, "k", []byte("{}"))
	name := `Überblick "1"; a=b.json`
	answer, _ := fetch(t, w.link(t, "k", archive.Link{For: time.Minute, Name: name, ContentType: "application/json"}))
	if got := answer.Header.Get("Content-Type"); got != "application/json" {
		t.Errorf("type: got %q", got)
	}
	kind, params, err := mime.ParseMediaType(answer.Header.Get("Content-Disposition"))
	if err != nil || kind != "attachment" || params["filename"] != name {
		t.Errorf("disposition: got %s %q, error %v, want attachment %q", kind, params["filename"], err, name)
	}
	answer, _ = fetch(t, w.link(t, "k", archive.Link{For: time.Minute}))
	if got := answer.Header.Get("Content-Disposition"); got != "" {
		t.Errorf("disposition without a name: got %q", got)
	}
}

func aLinkReadsRanges(t *testing.T, w World) {
	w.put(t, "k", []byte("0123456789"))
	answer, body := fetch(t, w.link(t, "k", archive.Link{For: time.Minute}), "Range", "bytes=3-5")
	if answer.StatusCode != http.StatusPartialContent || string(body) != "345" {
		t.Errorf("got status %d, %q, want %d, 345", answer.StatusCode, body, http.StatusPartialContent)
	}
}

// What a link says is what was signed: neither another object nor another time
// can be had with its signature.
func aChangedLinkIsRefused(t *testing.T, w World) {
	secret := []byte("another customer's")
	w.put(t, "a/mine", []byte("x"))
	w.put(t, "a/secret", secret)
	good := w.link(t, "a/mine", archive.Link{For: time.Minute, Name: "n.json"})
	u, err := url.Parse(good)
	if err != nil {
		t.Fatal(err)
	}
	changed := map[string]string{
		"another key":  strings.Replace(good, "mine", "secret", 1),
		"a way around": strings.Replace(good, "mine", "mine/../secret", 1),
		"an escape":    strings.Replace(good, "mine", "mine%2F..%2Fsecret", 1),
		"no signature": strings.TrimSuffix(good, "?"+u.RawQuery),
	}
	for name, values := range u.Query() {
		q := u.Query()
		q.Set(name, values[0]+"0")
		changed["another "+name] = strings.Replace(good, u.RawQuery, q.Encode(), 1)
	}
	for name, link := range changed {
		answer, body := fetch(t, link)
		if answer.StatusCode < 400 || answer.StatusCode >= 500 || bytes.Contains(body, secret) {
			t.Errorf("%s: got status %d for %s", name, answer.StatusCode, link)
		}
	}
}

func aLinkExpires(t *testing.T, w World) {
	w.put(t, "k", []byte("x"))
	long := w.link(t, "k", archive.Link{For: time.Hour})
	short := w.link(t, "k", archive.Link{For: time.Second})
	w.Pass(3 * time.Second)
	if answer, _ := fetch(t, short); answer.StatusCode != http.StatusForbidden {
		t.Errorf("expired: got status %d, want %d", answer.StatusCode, http.StatusForbidden)
	}
	if answer, _ := fetch(t, long); answer.StatusCode != http.StatusOK {
		t.Errorf("not expired: got status %d, want %d", answer.StatusCode, http.StatusOK)
	}
}

func impossibleLinksAreRefused(t *testing.T, w World) {
	for name, l := range map[string]archive.Link{
		"no time":         {},
		"past":            {For: -time.Second},
		"too long":        {For: archive.MaxLinkTime + time.Second},
		"a header's end":  {For: time.Minute, Name: "a\r\nSet-Cookie: x"},
		"a type's header": {For: time.Minute, ContentType: "text/html\r\nX: y"},
	} {
		if got, err := w.SignedURL(t.Context(), "k", l); !errors.Is(err, archive.ErrLink) {
			t.Errorf("%s: got %q, %v, want %v", name, got, err, archive.ErrLink)
		}
	}
}
