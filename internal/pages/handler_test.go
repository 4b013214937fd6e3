package pages_test

import (
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rejoin-chat/rejoin/internal/pages"
)

var built = fstest.MapFS{
	"index.html":             {Data: []byte("<p>page")},
	"icon.svg":               {Data: []byte("<svg/>")},
	"assets/index-a1b2c3.js": {Data: []byte("run()")},
	"desk/index.html":        {Data: []byte("<p>desk")},
}

func newHandler(t *testing.T, c pages.Config) *pages.Handler {
	t.Helper()
	h, err := pages.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func get(h http.Handler, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestFilesAreServedWithTheirHeaders(t *testing.T) {
	h := newHandler(t, pages.Config{Files: built, Connect: []string{"ws://127.0.0.1:8080"}})
	for path, want := range map[string]struct{ body, kind, cache string }{
		"/":                       {"<p>page", "text/html; charset=utf-8", "no-cache"},
		"/desk/":                  {"<p>desk", "text/html; charset=utf-8", "no-cache"},
		"/icon.svg":               {"<svg/>", "image/svg+xml", "no-cache"},
		"/assets/index-a1b2c3.js": {"run()", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"},
	} {
		w := get(h, path)
		if w.Code != 200 || w.Body.String() != want.body || w.Header().Get("Content-Type") != want.kind || w.Header().Get("Cache-Control") != want.cache {
			t.Errorf("%s: got %d %q %v, want %+v", path, w.Code, w.Body, w.Header(), want)
		}
		if w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: the content type may be guessed", path)
		}
		policy := w.Header().Get("Content-Security-Policy")
		for _, rule := range []string{"default-src 'none'", "script-src 'self'", "connect-src 'self' ws://127.0.0.1:8080", "frame-ancestors 'none'"} {
			if !strings.Contains(policy+";", rule+";") {
				t.Errorf("%s: got policy %q, want %s", path, policy, rule)
			}
		}
		if again := get(h, path, "If-None-Match", w.Header().Get("ETag")); again.Code != 304 || again.Body.Len() != 0 {
			t.Errorf("%s: got %d when asked again, want 304", path, again.Code)
		}
	}
}

func TestBrowsersGetLongFilesCompressed(t *testing.T) {
	script := strings.Repeat("run();", 1000)
	h := newHandler(t, pages.Config{Files: fstest.MapFS{"index.html": {Data: []byte("<p>")}, "assets/a-1.js": {Data: []byte(script)}}})
	for accepted, want := range map[string]string{"gzip, deflate, br": "gzip", "br,gzip": "gzip", "": "", "br": "", "gzip;q=0": "", "x-gzip": ""} {
		w := get(h, "/assets/a-1.js", "Accept-Encoding", accepted)
		if got := w.Header().Get("Content-Encoding"); w.Code != 200 || got != want || w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: got %d and encoding %q, want %q", accepted, w.Code, got, want)
		}
		var body io.Reader = w.Body
		if want == "gzip" {
			var err error
			if body, err = gzip.NewReader(w.Body); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := io.ReadAll(body); err != nil || string(got) != script {
			t.Errorf("%q: got %d bytes, %v, want the script", accepted, len(got), err)
		}
		if again := get(h, "/assets/a-1.js", "Accept-Encoding", accepted, "If-None-Match", w.Header().Get("ETag")); again.Code != 304 {
			t.Errorf("%q: got %d when asked again, want 304", accepted, again.Code)
		}
	}
	if w := get(h, "/", "Accept-Encoding", "gzip"); w.Header().Get("Content-Encoding") != "" {
		t.Error("a few bytes are compressed")
	}
}

func TestNothingElseIsServed(t *testing.T) {
	h := newHandler(t, pages.Config{Files: built})
	for _, path := range []string{"/assets/", "/assets", "/index.html", "/desk", "/desk/index.html", "/../index.html", "/assets/../icon.svg", "/nothing"} {
		r := httptest.NewRequest("GET", "/", nil)
		r.URL.Path = path
		if h.Match(r) {
			t.Errorf("%s matches, want it to be somebody else's", path)
		}
	}
	for method, want := range map[string]bool{"GET": true, "HEAD": true, "POST": false, "OPTIONS": false} {
		if got := h.Match(httptest.NewRequest(method, "/", nil)); got != want {
			t.Errorf("%s /: got %t, want %t", method, got, want)
		}
	}
}

func TestWithoutPagesAnotherStandsIn(t *testing.T) {
	instead := map[string][]byte{"/": []byte("build it")}
	for name, c := range map[string]pages.Config{
		"none":      {Instead: instead},
		"not built": {Files: fstest.MapFS{}, Instead: instead},
	} {
		if w := get(newHandler(t, c), "/"); w.Code != 200 || w.Body.String() != "build it" || w.Header().Get("Cache-Control") != "no-cache" {
			t.Errorf("%s: got %d %q, want the page that says so", name, w.Code, w.Body)
		}
	}
}

// A page that is switched off is as if it were not built, and the others stay.
func TestPagesAreLeftOut(t *testing.T) {
	h := newHandler(t, pages.Config{
		Files: built, Without: []string{"/"}, Instead: map[string][]byte{"/": []byte("off"), "/desk/": []byte("build it")},
	})
	for path, want := range map[string]string{"/": "off", "/desk/": "<p>desk"} {
		if w := get(h, path); w.Code != 200 || w.Body.String() != want {
			t.Errorf("%s: got %d %q, want %q", path, w.Code, w.Body, want)
		}
	}
}

// Who may frame a page is asked each time, and a window with one can be closed by who
// opened it.
func TestPagesThatMayBeFramed(t *testing.T) {
	approved := "'self' https://crm.example"
	h := newHandler(t, pages.Config{
		Files: built, Framed: "/desk/", Ancestors: func(context.Context) string { return approved },
	})
	for path, want := range map[string]string{"/desk/": approved, "/desk": approved, "/": "'none'", "/assets/index-a1b2c3.js": "'none'"} {
		w := get(h, path)
		if policy := w.Header().Get("Content-Security-Policy"); !strings.HasSuffix(policy, "; frame-ancestors "+want) {
			t.Errorf("%s: got policy %q, want ancestors %s", path, policy, want)
		}
		if opener := w.Header().Get("Cross-Origin-Opener-Policy"); (opener == "") != strings.HasPrefix(path, "/desk") {
			t.Errorf("%s: got opener policy %q", path, opener)
		}
	}
	approved = "'self'"
	if w := get(h, "/desk/"); strings.Contains(w.Header().Get("Content-Security-Policy"), "crm") {
		t.Error("an origin that is no longer approved may frame")
	}
}

func TestAFileOfNoKindIsAnError(t *testing.T) {
	_, err := pages.New(pages.Config{Files: fstest.MapFS{"index.html": {}, "secret.env": {}}})
	if err == nil || !strings.Contains(err.Error(), "secret.env") {
		t.Errorf("got %v, want it to name the file", err)
	}
}
