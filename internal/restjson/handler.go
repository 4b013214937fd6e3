package restjson

import (
	"bytes"
	"context"
	"net/http"
	"runtime/debug"
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
}

// New returns the handler of an API. It fails when two routes collide.
func New(api API, options Options) (*Handler, error) {
	h := &Handler{
		api:     api,
		options: options.withDefaults(),
		buffers: sync.Pool{New: func() any { return new(bytes.Buffer) }},
	}
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
	output, err := h.perform(x)
	h.answer(x, output, err)
}

// perform runs the pipeline up to the operation's result. A panic on the way
// becomes an error, so that it is answered like any other.
func (h *Handler) perform(x *exchange) (output any, err error) {
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			err = &panicError{value: p, stack: debug.Stack()}
		}
	}()
	if err := h.readBody(x); err != nil {
		return nil, err
	}
	// The route is looked up early, because authentication may depend on the
	// operation, but its absence is told only to those who may know.
	node := h.root.find(x.r.URL.EscapedPath(), &x.found)
	if node != nil {
		x.route = node.verbs[x.r.Method]
	}
	if x.route != nil {
		x.event.Operation = x.route.Name
	}
	ctx, err := h.authenticate(x)
	if err != nil {
		return nil, err
	}
	if x.route == nil {
		return nil, notRouted(x, node)
	}
	in, err := h.input(x)
	if err != nil {
		return nil, err
	}
	x.invoked = true
	return x.route.Method.call(context.WithValue(ctx, requestIDKey{}, x.id), in)
}

func (h *Handler) authenticate(x *exchange) (context.Context, error) {
	if h.options.Authenticate == nil {
		return x.r.Context(), nil
	}
	return h.options.Authenticate(x.r, x.event.Operation, x.body.Bytes())
}

// input decodes and validates.
func (h *Handler) input(x *exchange) (Input, error) {
	in := x.route.Method.newInput()
	x.request = Request{http: x.r, body: x.body.Bytes(), names: x.route.labels, found: &x.found}
	in.Decode(&x.request)
	if x.request.err != nil {
		return nil, x.request.err
	}
	in.Validate(&x.violations)
	if len(x.violations) > 0 {
		return nil, h.violated(&x.route.Operation, x.violations)
	}
	return in, nil
}
