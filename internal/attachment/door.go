package attachment

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/rejoin-chat/rejoin/internal/archive"
)

// keepWithin is how long a file may take to be kept, once it is here.
const keepWithin = time.Minute

// Door takes files in, from pages of any origin: the address is all the permission that
// there is. It answers PUT with 200 and OPTIONS; what is forged or expired gets 403, a
// body or header that is not the one announced 400, and 503 while the bucket is away.
type Door struct {
	Box *Box
	Log *slog.Logger
}

// ServeHTTP implements http.Handler.
func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	switch r.Method {
	case http.MethodOptions:
		w.Header().Set("Access-Control-Allow-Methods", http.MethodPut)
		w.Header().Set("Access-Control-Allow-Headers", "Content-Type")
		w.Header().Set("Access-Control-Max-Age", "3600")
	case http.MethodPut:
		d.take(w, r)
	default:
		w.Header().Set("Allow", "PUT, OPTIONS")
		http.Error(w, "a file is sent with PUT", http.StatusMethodNotAllowed)
	}
}

func (d *Door) take(w http.ResponseWriter, r *http.Request) {
	u, err := d.Box.Uploads.verify(r.URL)
	if err != nil {
		http.Error(w, "the address is not valid or no longer valid", http.StatusForbidden)
		return
	}
	if got := r.Header.Get("Content-Type"); got != u.ContentType {
		http.Error(w, "the Content-Type is not the one that was announced", http.StatusBadRequest)
		return
	}
	// A large file on a slow line takes longer than other requests may.
	_ = http.NewResponseController(w).SetReadDeadline(d.Box.Uploads.Clock.Now().Add(uploadLife))
	_ = http.NewResponseController(w).SetWriteDeadline(d.Box.Uploads.Clock.Now().Add(uploadLife + keepWithin))
	if r.ContentLength > u.Bytes {
		http.Error(w, "the file is larger than was announced", http.StatusBadRequest)
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, u.Bytes+1))
	switch {
	case err != nil: // whoever sent it is gone
		http.Error(w, "the file did not arrive whole", http.StatusBadRequest)
		return
	case int64(len(body)) != u.Bytes:
		http.Error(w, "the file is not as large as was announced", http.StatusBadRequest)
		return
	}
	if err := d.Box.Keep(r.Context(), u, body); err != nil && r.Context().Err() == nil {
		d.refuse(w, err)
	}
}

func (d *Door) refuse(w http.ResponseWriter, err error) {
	if !errors.Is(err, archive.ErrAway) {
		d.Log.Error("attachment not kept", slog.Any("error", err))
	}
	w.Header().Set("Retry-After", "5")
	http.Error(w, "the file cannot be kept now, try again", http.StatusServiceUnavailable)
}
