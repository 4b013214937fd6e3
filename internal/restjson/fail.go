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
	return fmt.Errorf("restjson: %s models no error for: %s", o.Name, violations)
}

// answer writes the output or the error.
func (h *Handler) answer(x *exchange, output any, err error) {
	x.body.Reset()
	x.event.Err = err
	if err == nil && !x.route.NoOutput {
		err = encode(x.body, output)
	}
	if err == nil {
		x.event.Status = http.StatusOK
		write(x.w, http.StatusOK, x.body.Bytes())
		return
	}
	answer := h.answerable(x, err)
	x.event.Err = err
	x.event.ErrorCode = answer.ErrorCode()
	x.event.Status = answer.HTTPStatus()
	x.w.Header()[HeaderErrorType] = []string{x.event.ErrorCode}
	x.body.Reset()
	if err := encodeError(x.body, answer); err != nil {
		h.options.Logger.ErrorContext(x.r.Context(), "encode error", "operation", x.event.Operation, "err", err)
	}
	write(x.w, x.event.Status, x.body.Bytes())
}

// answerable is the error as the caller may see it.
func (h *Handler) answerable(x *exchange, err error) ModelledError {
	var panicked *panicError
	if errors.As(err, &panicked) {
		h.options.Logger.ErrorContext(x.r.Context(), "panic", "operation", x.event.Operation, "request", x.id,
			"panic", panicked.value, "stack", string(panicked.stack))
		return h.internal()
	}
	var front *FrontDoorError
	if errors.As(err, &front) {
		return front
	}
	var modelled ModelledError
	if !errors.As(err, &modelled) && h.options.MapError != nil {
		if mapped := h.options.MapError(x.event.Operation, err); mapped != nil {
			err = mapped
		}
	}
	if errors.As(err, &modelled) && x.route != nil && x.route.Models(modelled.ErrorCode()) {
		return modelled
	}
	h.unmodelled(x, err)
	return h.internal()
}

func (h *Handler) unmodelled(x *exchange, err error) {
	if h.options.Unmodelled != nil {
		h.options.Unmodelled(x.event.Operation, err)
		return
	}
	h.options.Logger.ErrorContext(x.r.Context(), "error is not modelled", "operation", x.event.Operation, "request", x.id, "err", err)
}

func (h *Handler) internal() ModelledError {
	return h.api.NewError(h.api.InternalError, "the service could not complete the request")
}
