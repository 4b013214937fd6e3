package attachment

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/chat"
)

// keepWithin is how long a file may take to be kept, once it is here.
const keepWithin = time.Minute

// memory is how much of the files that are on their way is kept at a time, so that many
// who send slowly do not fill the machine. It takes two of the largest.
const memory = 256 << 20

// queueFor is how long a file waits for room.
const queueFor = 30 * time.Second

// Door takes files in, from pages of any origin: the address is all the permission that
// there is. It answers PUT with 200 and OPTIONS; what is forged or expired gets 403, a
// body or header that is not the one announced 400, other bytes than those that have
// arrived before 409, and 503 while the bucket is away or too much is on its way.
type Door struct {
	box  *Box
	log  *slog.Logger
	room *semaphore.Weighted
}

// NewDoor makes a door to a box.
func NewDoor(box *Box, log *slog.Logger) *Door {
	return &Door{box: box, log: log, room: semaphore.NewWeighted(memory)}
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
	u, err := d.box.Uploads.verify(r.URL)
	switch {
	case err != nil:
		http.Error(w, "the address is not valid or no longer valid", http.StatusForbidden)
		return
	case r.Header.Get("Content-Type") != u.ContentType:
		http.Error(w, "the Content-Type is not the one that was announced", http.StatusBadRequest)
		return
	case r.ContentLength > u.Bytes:
		http.Error(w, "the file is larger than was announced", http.StatusBadRequest)
		return
	}
	waiting, stop := context.WithTimeout(r.Context(), queueFor)
	defer stop()
	if err := d.room.Acquire(waiting, u.Bytes); err != nil {
		d.refuse(w, r, fmt.Errorf("%w: too many files are on their way", archive.ErrAway))
		return
	}
	defer d.room.Release(u.Bytes)
	d.receive(w, r, u)
}

func (d *Door) receive(w http.ResponseWriter, r *http.Request, u chat.Upload) {
	// A large file on a slow line takes longer than other requests may.
	now := d.box.Uploads.Clock.Now()
	_ = http.NewResponseController(w).SetReadDeadline(now.Add(uploadLife))
	_ = http.NewResponseController(w).SetWriteDeadline(now.Add(uploadLife + keepWithin))
	body, err := io.ReadAll(io.LimitReader(r.Body, u.Bytes+1))
	switch {
	case err != nil: // whoever sent it is gone
		http.Error(w, "the file did not arrive whole", http.StatusBadRequest)
		return
	case int64(len(body)) != u.Bytes:
		http.Error(w, "the file is not as large as was announced", http.StatusBadRequest)
		return
	}
	switch err := d.box.Keep(r.Context(), u, body); {
	case errors.Is(err, errOther):
		http.Error(w, "another file has arrived under this address", http.StatusConflict)
	case err != nil:
		d.refuse(w, r, err)
	}
}

func (d *Door) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil {
		return // nobody is there to be told
	}
	if !errors.Is(err, archive.ErrAway) {
		d.log.Error("attachment not kept", slog.Any("error", err))
	}
	w.Header().Set("Retry-After", "5")
	http.Error(w, "the file cannot be kept now, try again", http.StatusServiceUnavailable)
}
