package files

import (
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/clock"
)

// HandlerConfig is what a Handler needs.
type HandlerConfig struct {
	Bucket archive.Bucket
	// Links are those that the bucket signs with.
	Links *archive.Links
	// Clock is that of the machine.
	Clock clock.Clock
	Log   *slog.Logger
}

// Handler answers GET and HEAD of signed links below archive.LinkPath, whole or
// by ranges. What is forged or expired gets 403, what is signed and not there 404,
// and 503 while the bucket is away.
type Handler struct{ HandlerConfig }

// NewHandler makes a handler.
func NewHandler(c HandlerConfig) *Handler { return &Handler{c} }

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "a link is read with GET", http.StatusMethodNotAllowed)
		return
	}
	key, link, err := h.Links.Verify(r.URL)
	if err != nil {
		http.Error(w, "the link is not valid or no longer valid", http.StatusForbidden)
		return
	}
	body, err := newPieces(r.Context(), h.Bucket, key)
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	// A large file on a slow line takes longer than other answers may.
	_ = http.NewResponseController(w).SetWriteDeadline(h.Clock.Now().Add(patience(body.size)))
	describe(w.Header(), link)
	http.ServeContent(w, r, "", time.Time{}, body)
}

// patience is how long who reads an object may take.
func patience(size int64) time.Duration {
	const least, bytesPerSecond = 90 * time.Second, 64 << 10
	return least + time.Duration(size/bytesPerSecond)*time.Second
}

func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case r.Context().Err() != nil: // nobody is there to be told
	case errors.Is(err, archive.ErrMissing):
		http.Error(w, "the file is no longer there", http.StatusNotFound)
	default:
		h.Log.Error("file not handed out", slog.Any("error", err))
		w.Header().Set("Retry-After", "5")
		http.Error(w, "the file cannot be read now, try again", http.StatusServiceUnavailable)
	}
}

// describe sets what a link says of its object. Whatever the object is, a
// browser runs nothing of it in the name of this server, and keeps it no longer
// than the link.
func describe(h http.Header, link archive.Link) {
	kind := link.ContentType
	if kind == "" {
		kind = "application/octet-stream"
	}
	h.Set("Content-Type", kind)
	if d := link.Disposition(); d != "" {
		h.Set("Content-Disposition", d)
	}
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cache-Control", "private, max-age="+strconv.Itoa(int(link.For.Seconds())))
}
