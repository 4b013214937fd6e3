package restjson

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
)

// Handler serves one API. It answers every request it gets; Match tells whether
// a request is meant for it.
type Handler struct {
	api     API
	options Options
	root    tree
	buffers sync.Pool
	// contentType is the header of answers.
	contentType []string
}

// New returns the handler of an API. It fails when two routes collide.
func New(api API, options Options) (*Handler, error) {
	h := &Handler{
		api:     api,
		options: options.withDefaults(),
		buffers: sync.Pool{New: func() any { return new(bytes.Buffer) }},
	}
	h.contentType = []string{h.options.ContentType}
	for _, route := range api.Routes {
		if err := h.root.add(&routed{Route: route, labels: labelNames(route.Path)}); err != nil {
			return nil, err
		}
	}
	return h, nil
}

// Match reports whether the request belongs to the API: its path is that of an
// operation, whatever the verb, or begins with one of Options.Prefixes.
func (h *Handler) Match(r *http.Request) bool {
	path := r.URL.EscapedPath()
	for _, prefix := range h.options.Prefixes {
		if strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return h.root.find(path, new(labels)) != nil
}

// exchange is one request on its way through the pipeline.
type exchange struct {
	w       http.ResponseWriter
	r       *http.Request
	id      string
	route   *routed // nil when no operation has the path and the verb
	found   labels
	invoked bool // the operation has been called

	request    Request
	violations Violations
	// body holds the request's body and, when that is used up, the answer's.
	body  *bytes.Buffer
	event Event
}

// StatusCallerGone is the status of an event whose caller hung up before the answer.
// Nobody sees it as an answer; it keeps what is no fault of the server out of the
// errors that operators are woken for.
const StatusCallerGone = 499

// abandoned reports whether the request failed because its caller has gone.
func (x *exchange) abandoned() bool {
	return x.event.Status >= http.StatusInternalServerError &&
		errors.Is(x.event.Err, context.Canceled) && x.r.Context().Err() != nil
}

// ServeHTTP takes one request through the pipeline.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := h.options.Clock.Now()
	x := &exchange{w: w, r: r, id: newRequestID()}
	w.Header()[HeaderRequestID] = []string{x.id}
	if h.options.CORS != nil && h.options.CORS.apply(w, r) {
		return
	}
	x.body = h.buffers.Get().(*bytes.Buffer)
	defer h.done(x, start)
	if problem := h.perform(x); problem != nil {
		h.refuse(x, problem)
		return
	}
	x.event.Status = http.StatusOK
	h.write(w, http.StatusOK, x.body.Bytes())
}
