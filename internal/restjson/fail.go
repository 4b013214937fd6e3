package restjson

import (
	"errors"
	"fmt"
	"net/http"
)

// panicError is a panic on its way to the caller as an internal error.
type panicError struct {
	value any
	stack []byte
}

func (e *panicError) Error() string { return fmt.Sprintf("panic: %v", e.value) }

// violated is the error for broken constraints.
func (h *Handler) violated(o *Operation, violations Violations) error {
	if h.options.Violations != nil {
		return h.options.Violations(o.Name, violations)
	}
	for _, code := range h.api.ViolationErrors {
		if o.Models(code) {
			return h.api.NewError(code, violations.String())
		}
	}
	return fmt.Errorf("no modelled error for: %s", violations)
}

// notRouted is the answer where the path or the verb is unknown.
func notRouted(x *exchange, node *tree) error {
	if node == nil {
		return &FrontDoorError{Status: http.StatusNotFound, Code: CodeUnknownOperation, Message: "no operation has this path"}
	}
	x.w.Header().Set("Allow", node.allow())
	return &FrontDoorError{Status: http.StatusMethodNotAllowed, Code: CodeUnknownOperation, Message: "no operation has this path and method"}
}

// visible is the error as the caller may see it: one that the model allows, or
// the API's internal error.
func (h *Handler) visible(x *exchange, err error) ModelledError {
	var panicked *panicError
	if errors.As(err, &panicked) {
		h.options.Logger.ErrorContext(x.r.Context(), "panic", "operation", x.event.Operation, "request", x.id,
			"panic", fmt.Sprint(panicked.value), "stack", string(panicked.stack))
		return h.internal()
	}
	var modelled ModelledError
	if errors.As(err, &modelled) && h.permits(x, modelled) {
		return modelled
	}
	if modelled == nil && h.options.MapError != nil {
		err = h.options.MapError(x.event.Operation, err)
		if errors.As(err, &modelled) && h.permits(x, modelled) {
			return modelled
		}
	}
	h.unmodelled(x, err)
	return h.internal()
}

// permits reports whether the request may be answered with the error. Before an
// operation is called that may also be the front door's.
func (h *Handler) permits(x *exchange, e ModelledError) bool {
	if _, front := e.(*FrontDoorError); front {
		return !x.invoked
	}
	return x.route == nil || x.route.Models(e.ErrorCode())
}

func (h *Handler) unmodelled(x *exchange, err error) {
	if h.options.Unmodelled != nil {
		h.options.Unmodelled(x.event.Operation, err)
		return
	}
	h.options.Logger.ErrorContext(x.r.Context(), "error is not modelled", "operation", x.event.Operation,
		"request", x.id, "err", err)
}

func (h *Handler) internal() ModelledError {
	return h.api.NewError(h.api.InternalError, "the service could not complete the request")
}
