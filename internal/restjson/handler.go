package restjson

import (
	"bytes"
	"context"
	"errors"
	"fmt"
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
	labels  map[string][]string
	buffers sync.Pool
}

// New returns the handler of an API. It fails when two routes collide.
func New(api API, options Options) (*Handler, error) {
	h := &Handler{
		api:     api,
		options: options.withDefaults(),
		labels:  make(map[string][]string, len(api.Routes)),
		buffers: sync.Pool{New: func() any { return new(bytes.Buffer) }},
	}
	for i := range api.Routes {
		route := &api.Routes[i]
		if err := h.root.add(route); err != nil {
			return nil, err
		}
		h.labels[route.Name] = labelNames(route.Path)
	}
	return h, nil
}

// Match reports whether the path of the request is one of the API's, whatever
// the verb.
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
	w     http.ResponseWriter
	r     *http.Request
	id    string
	route *Route
	found labels
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
	defer func() {
		x.body.Reset()
		h.buffers.Put(x.body)
		x.event.RequestID = x.id
		x.event.Duration = h.options.Clock.Now().Sub(start)
		h.options.Observe(x.event)
	}()
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
	return x.route.Method.call(context.WithValue(ctx, requestIDKey{}, x.id), in)
}

func (h *Handler) readBody(x *exchange) error {
	_, err := x.body.ReadFrom(http.MaxBytesReader(x.w, x.r.Body, h.options.MaxBody))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return &FrontDoorError{
			Status:  http.StatusRequestEntityTooLarge,
			Code:    CodeBodyTooLarge,
			Message: fmt.Sprintf("the body has more than %d bytes", tooLarge.Limit),
		}
	}
	if err != nil {
		return serialization("the body could not be read")
	}
	return nil
}

func (h *Handler) authenticate(x *exchange) (context.Context, error) {
	if h.options.Authenticate == nil {
		return x.r.Context(), nil
	}
	return h.options.Authenticate(x.r, x.event.Operation, x.body.Bytes())
}

// notRouted is the answer where the path or the verb is unknown.
func notRouted(x *exchange, node *tree) error {
	if node == nil {
		return &FrontDoorError{Status: http.StatusNotFound, Code: CodeUnknownOperation, Message: "no operation has this path"}
	}
	x.w.Header().Set("Allow", node.allow())
	return &FrontDoorError{Status: http.StatusMethodNotAllowed, Code: CodeUnknownOperation, Message: "no operation has this path and method"}
}

// input decodes and validates.
func (h *Handler) input(x *exchange) (Input, error) {
	in := x.route.Method.newInput()
	request := Request{http: x.r, body: x.body.Bytes(), names: h.labels[x.route.Name], found: &x.found}
	in.Decode(&request)
	if request.err != nil {
		return nil, request.err
	}
	var violations Violations
	in.Validate(&violations)
	if len(violations) > 0 {
		return nil, h.violated(&x.route.Operation, violations)
	}
	return in, nil
}
