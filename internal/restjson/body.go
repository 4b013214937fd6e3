package restjson

import (
	"errors"
	"net/http"
	"strconv"
	"time"
)

// keptBuffer is the capacity in bytes up to which a buffer is used again. The
// few large bodies shall not stay in memory.
const keptBuffer = 64 << 10

// readBody reads the whole body, up to the limit. The route is known, if there is
// one.
func (h *Handler) readBody(x *exchange) error {
	if x.r.Body == nil || x.r.Body == http.NoBody {
		return nil
	}
	_, err := x.body.ReadFrom(http.MaxBytesReader(x.w, x.r.Body, h.options.MaxBody))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return h.tooLarge(x, "the body has more than "+strconv.FormatInt(tooLarge.Limit, 10)+" bytes")
	}
	if err != nil {
		return serialization("the body could not be read")
	}
	return nil
}

// tooLarge is the error for a body over the limit: where there is an operation, its
// error for input that breaks a constraint, as no input that keeps all of them is
// as long. The front door's own is in no model, so clients have no type for it.
//
// spec: error names, Participant service: everything is ValidationException
func (h *Handler) tooLarge(x *exchange, message string) error {
	if x.route != nil {
		if modelled := h.invalid(&x.route.Operation, message); modelled != nil {
			return modelled
		}
	}
	return &FrontDoorError{Status: http.StatusRequestEntityTooLarge, Code: CodeBodyTooLarge, Message: message}
}

// done gives the buffer back and tells the observer.
func (h *Handler) done(x *exchange, start time.Time) {
	if x.body.Cap() <= keptBuffer {
		x.body.Reset()
		h.buffers.Put(x.body)
	}
	x.event.RequestID = x.id
	x.event.Duration = h.options.Clock.Now().Sub(start)
	if x.abandoned() {
		x.event.Status, x.event.ErrorCode = StatusCallerGone, ""
	}
	h.options.Observe(x.event)
}
