package pages

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

// index is the page at the root.
const index = "index.html"

// hashed is the folder of files whose names have the hashes of their contents: the
// bundler's.
const hashed = "assets/"

// Config is what the pages need.
type Config struct {
	// Files are served by their names below the root; index.html is its folder's. Nil
	// is none, and so are files without an index.html at the root.
	Files fs.FS
	// Without are the paths of those that are not served.
	Without []string
	// Instead are the pages, by path, that are served where Files has none.
	Instead map[string][]byte
	// Framed is the folder whose pages may be framed, "" for none. Its own page is there
	// without the slash at the end too. client: amazon-connect-streams src/core.js, ccpUrl.
	Framed string
	// Ancestors are the sources of frame-ancestors for those, at each request.
	Ancestors func(context.Context) string
	// Connect are the origins that pages may call besides their own: that of the
	// websocket, which has a scheme of its own, and that of addresses for files, which
	// is another where a page was asked for by another name than the server's own.
	Connect []string
}

// Handler serves the pages.
type Handler struct {
	Config
	files map[string]file // by path of the URL
}

type file struct {
	content []byte
	// packed is the content compressed, or nil where that saves little. It is made
	// when it is first asked for, and once.
	packed      func() []byte
	contentType string
	etag        string
	cache       string
}

// types are the content types by extension; the system's own table differs from
// machine to machine.
var types = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".svg": "image/svg+xml", ".png": "image/png", ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8",
}

// New reads all files. An error means a file that cannot be read, or one of a kind
// that browsers would have to guess.
func New(c Config) (*Handler, error) {
	h := &Handler{Config: c, files: map[string]file{}}
	for at, page := range c.Instead {
		h.add(at, index, page)
	}
	if err := h.addFiles(); err != nil {
		return nil, fmt.Errorf("read the pages: %w", err)
	}
	if f, ok := h.files[c.Framed]; ok {
		h.files[strings.TrimSuffix(c.Framed, "/")] = f
	}
	return h, nil
}

// addFiles adds what is built.
func (h *Handler) addFiles() error {
	c := &h.Config
	if c.Files == nil {
		return nil
	}
	if _, err := fs.Stat(c.Files, index); err != nil {
		return nil // there are no pages: the others are served
	}
	return fs.WalkDir(c.Files, ".", func(name string, d fs.DirEntry, err error) error {
		at := "/" + strings.TrimSuffix(name, index)
		if err != nil || d.IsDir() || slices.Contains(c.Without, at) {
			return err
		}
		content, err := fs.ReadFile(c.Files, name)
		if err != nil {
			return err
		}
		if types[path.Ext(name)] == "" {
			return fmt.Errorf("%s is of a kind that has no content type", name)
		}
		h.add(at, name, content)
		return nil
	})
}

func (h *Handler) add(at, name string, content []byte) {
	sum := sha256.Sum256(content)
	f := file{
		content: content, packed: sync.OnceValue(func() []byte { return pack(content) }), contentType: types[path.Ext(name)], cache: "no-cache",
		etag: `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`,
	}
	if strings.HasPrefix(name, hashed) {
		f.cache = "public, max-age=31536000, immutable"
	}
	h.files[at] = f
}

// framed reports whether a path is one of a page that may be framed.
func (h *Handler) framed(path string) bool {
	return h.Framed != "" && strings.HasPrefix(path+"/", h.Framed)
}

// policy is what the pages may do, for browsers to enforce, and who may frame them.
func policy(connect []string, ancestors string) string {
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self'",
		"style-src 'self'",
		"img-src 'self'",
		"font-src 'self'",
		"worker-src 'self'",
		"connect-src " + strings.Join(append([]string{"'self'"}, connect...), " "),
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors " + ancestors,
	}, "; ")
}

// Match reports whether a request is for a page or one of its files.
func (h *Handler) Match(r *http.Request) bool {
	_, ok := h.files[r.URL.Path]
	return ok && (r.Method == http.MethodGet || r.Method == http.MethodHead)
}

// ServeHTTP answers a request that matches.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := h.files[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	header := w.Header()
	header.Set("Content-Type", f.contentType)
	header.Set("Cache-Control", f.cache)
	header.Set("ETag", f.etag)
	header.Set("Vary", "Accept-Encoding")
	ancestors := "'none'"
	if h.framed(r.URL.Path) {
		// Who opened it in a window has to be able to close that.
		ancestors = h.Ancestors(r.Context())
	} else {
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
	}
	header.Set("Content-Security-Policy", policy(h.Connect, ancestors))
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	content := f.content
	if packed := f.packed(); packed != nil && takesGzip(r) {
		header.Set("Content-Encoding", "gzip")
		header.Set("ETag", strings.TrimSuffix(f.etag, `"`)+`-gzip"`)
		content = packed
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}
