package restjson

import (
	"context"
	"net/http"
	"runtime/debug"
)

// perform runs the pipeline and leaves the encoded output in the buffer, or
// returns the error to answer. Nothing has been written when it returns, so
// that a panic on the way is answered like any other failure.
func (h *Handler) perform(x *exchange) (problem ModelledError) {
	defer func() {
		switch p := recover(); p {
		case nil:
		case http.ErrAbortHandler:
			panic(p)
		default:
			problem = h.panicked(x, p, debug.Stack())
		}
	}()
	output, err := h.call(x)
	if err == nil {
		x.body.Reset() // the input has been read
		if !x.route.NoOutput {
			err = encode(x.body, output)
		}
	}
	if err != nil {
		x.event.Err = err
		return h.visible(x, err)
	}
	return nil
}

// call takes the steps from the body to the operation's result.
func (h *Handler) call(x *exchange) (output any, err error) {
	// The route is looked up early, because authentication and the answer to a body
	// that is too large depend on the operation, but its absence is told only to
	// those who may know.
	node := h.root.find(x.r.URL.EscapedPath(), &x.found)
	if node != nil {
		x.route = node.verbs[x.r.Method]
	}
	if x.route != nil {
		x.event.Operation = x.route.Name
	}
	if err := h.readBody(x); err != nil {
		return nil, err
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
	if h.options.Within > 0 {
		var cancel func()
		ctx, cancel = context.WithTimeout(ctx, h.options.Within)
		defer cancel()
	}
	return x.route.Method.call(ctx, in)
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
