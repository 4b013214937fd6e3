package restjson

import (
	"errors"
	"fmt"
	"net/http"
)

// violated is the error for broken constraints.
func (h *Handler) violated(o *Operation, violations Violations) error {
	if h.options.Violations != nil {
		return h.options.Violations(o.Name, violations)
	}
	if modelled := h.invalid(o, violations.String()); modelled != nil {
		return modelled
	}
	return fmt.Errorf("no modelled error for: %s", violations)
}

// invalid is what the operation models for wrong input, nil when it models nothing
// of the kind.
func (h *Handler) invalid(o *Operation, message string) error {
	for _, code := range h.api.ViolationErrors {
		if o.Models(code) {
			return h.api.NewError(code, message)
		}
	}
	return nil
}

// notRouted is the answer where the path or the verb is unknown.
func notRouted(x *exchange, node *tree) error {
	if node == nil {
		return &FrontDoorError{Status: http.StatusNotFound, Code: CodeUnknownOperation, Message: "no operation has this path"}
	}
	x.w.Header().Set("Allow", node.allow())
	return &FrontDoorError{Status: http.StatusMethodNotAllowed, Code: CodeUnknownOperation, Message: "no operation has this path and method"}
}

// visible is the error as the caller may see it: one that the model allows, the
// answer to an outage, or the API's internal error.
func (h *Handler) visible(x *exchange, err error) ModelledError {
	var modelled ModelledError
	if errors.As(err, &modelled) && h.permits(x, modelled) {
		return modelled
	}
	if modelled == nil && x.route != nil && h.options.Outage != nil {
		if outage := h.options.Outage(x.event.Operation, err); outage != nil {
			return outage
		}
	}
	if modelled == nil && h.options.MapError != nil {
		if mapped := h.options.MapError(x.event.Operation, err); mapped != nil {
			err = mapped
		}
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

// panicked logs a panic and answers it as an internal error.
func (h *Handler) panicked(x *exchange, p any, stack []byte) ModelledError {
	x.event.Err = fmt.Errorf("panic: %v", p)
	h.options.Logger.ErrorContext(x.r.Context(), "panic", "operation", x.event.Operation, "request", x.id,
		"panic", fmt.Sprint(p), "stack", string(stack))
	return h.internal()
}

func (h *Handler) internal() ModelledError {
	return h.api.NewError(h.api.InternalError, "the service could not complete the request")
}
