package pages

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

// index is the name of pages in their folders.
const index = "index.html"

// hashed is the folder of files whose names have the hashes of their contents: the
// bundler's.
const hashed = "assets/"

// Config is what the pages need.
type Config struct {
	// Files are served by their names below the root, each index.html as its folder.
	// Nil is none.
	Files fs.FS
	// Instead are the pages that stand in where Files lacks those of their names.
	Instead map[string][]byte
	// Replaced are pages that stand in for those of Files.
	Replaced map[string][]byte
	// Framed are pages, by name, that others may show in frames. They are there
	// without the slash at the end as well. client: amazon-connect-streams src/core.js,
	// ccpUrl. The function gives the sources of frame-ancestors.
	Framed map[string]func(ctx context.Context) string
	// Connect are the origins that pages may call besides their own: that of the
	// websocket, which has a scheme of its own.
	Connect []string
}

// Handler serves the pages.
type Handler struct {
	files  map[string]file // by path of the URL
	policy string          // without frame-ancestors
}

type file struct {
	content []byte
	// packed is the content compressed, or nil where that saves little. It is made
	// when it is first asked for, and once.
	packed      func() []byte
	contentType string
	etag        string
	cache       string
	// ancestors are the sources of frame-ancestors; nil is none.
	ancestors func(ctx context.Context) string
}

// types are the content types by extension; the system's own table differs from
// machine to machine.
var types = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".svg": "image/svg+xml", ".png": "image/png", ".woff2": "font/woff2",
}

// New reads all files. An error means a file that cannot be read, or one of a kind
// that browsers would have to guess.
func New(c Config) (*Handler, error) {
	h := &Handler{files: map[string]file{}, policy: policy(c.Connect)}
	for name, content := range c.Instead {
		h.add(name, content, c.Framed[name])
	}
	if c.Files != nil {
		if err := h.addAll(c); err != nil {
			return nil, fmt.Errorf("read the pages: %w", err)
		}
	}
	for name, content := range c.Replaced {
		h.add(name, content, c.Framed[name])
	}
	return h, nil
}

func (h *Handler) addAll(c Config) error {
	err := fs.WalkDir(c.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(c.Files, name)
		if err != nil {
			return err
		}
		if types[path.Ext(name)] == "" {
			return fmt.Errorf("%s is of a kind that has no content type", name)
		}
		h.add(name, content, c.Framed[name])
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil // there are no pages: others stand in
	}
	return err
}

func (h *Handler) add(name string, content []byte, ancestors func(context.Context) string) {
	sum := sha256.Sum256(content)
	f := file{
		content: content, packed: sync.OnceValue(func() []byte { return pack(content) }), contentType: types[path.Ext(name)], cache: "no-cache",
		etag: `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`, ancestors: ancestors,
	}
	if strings.HasPrefix(name, hashed) {
		f.cache = "public, max-age=31536000, immutable"
	}
	at := "/" + name
	if path.Base(name) == index {
		at = strings.TrimSuffix(at, index)
	}
	h.files[at] = f
	if ancestors != nil {
		h.files[strings.TrimSuffix(at, "/")] = f
	}
}

// policy is what the pages may do, for browsers to enforce.
func policy(connect []string) string {
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self'",
		"style-src 'self'",
		"img-src 'self'",
		"font-src 'self'",
		"connect-src " + strings.Join(append([]string{"'self'"}, connect...), " "),
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors ",
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
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	if f.ancestors == nil {
		header.Set("Content-Security-Policy", h.policy+"'none'")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
	} else {
		// The page that frames it also opens it as a window to sign in, and closes
		// that. client: amazon-connect-streams src/core.js, authenticate.
		header.Set("Content-Security-Policy", h.policy+f.ancestors(r.Context()))
	}
	content := f.content
	if packed := f.packed(); packed != nil && takesGzip(r) {
		header.Set("Content-Encoding", "gzip")
		header.Set("ETag", strings.TrimSuffix(f.etag, `"`)+`-gzip"`)
		content = packed
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}
