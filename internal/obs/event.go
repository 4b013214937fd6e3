package obs

import (
	"context"
	"log/slog"
	"net/http"
	"time"
)

// Event is what is known of one request when it ends. Whoever serves the request
// logs it once at the end. There is on purpose no field for free text.
type Event struct {
	// RequestID is the id sent to the client as x-amzn-requestid.
	RequestID string
	// Service is the API: connect, participant, start-chat.
	Service string
	// Operation is the vendor's name of the operation; empty if none matched.
	Operation string
	// Status is the HTTP status sent.
	Status int
	// ErrorCode is the modelled error sent, such as InvalidParameterException;
	// empty on success.
	ErrorCode string
	// Duration is from the first byte read to the last byte handed to the
	// connection.
	Duration time.Duration
	// Instance and Contact are the ids that the request turned out to be
	// about; empty if unknown.
	Instance string
	Contact  string
	// Routine says that requests like this one come all the time, whatever
	// happens: what is not wrong with one is worth no line but to who debugs.
	Routine bool
	// Cause is the hidden reason of a failure. It is logged for status 500
	// and above only: below, the fault is the caller's and told to the caller.
	Cause error
}

// Log writes the event as one line: at level error from status 500, warn when the
// caller was told to come back (503), debug for a routine that went well, else info.
func (e *Event) Log(ctx context.Context, log *slog.Logger) {
	level := slog.LevelInfo
	switch {
	case e.Status == http.StatusServiceUnavailable:
		level = slog.LevelWarn
	case e.Status >= http.StatusInternalServerError:
		level = slog.LevelError
	case e.Routine && e.Status < http.StatusBadRequest:
		level = slog.LevelDebug
	}
	if !log.Enabled(ctx, level) {
		return
	}
	attrs := make([]slog.Attr, 0, 9)
	attrs = append(attrs,
		slog.String("service", e.Service),
		slog.String("operation", known(e.Operation)),
		slog.Int("status", e.Status),
		slog.Float64("duration_ms", float64(e.Duration.Microseconds())/1000),
		slog.String("request_id", e.RequestID),
	)
	for _, id := range [...]struct{ key, value string }{
		{"error", e.ErrorCode}, {"instance", e.Instance}, {"contact", e.Contact},
	} {
		if id.value != "" {
			attrs = append(attrs, slog.String(id.key, id.value))
		}
	}
	if e.Cause != nil && e.Status >= 500 {
		attrs = append(attrs, slog.String("cause", e.Cause.Error()))
	}
	log.LogAttrs(ctx, level, "request", attrs...)
}

// known gives requests that no operation matched one name, so that neither logs
// nor labels repeat what a stranger put into a path.
func known(operation string) string {
	if operation == "" {
		return "unknown"
	}
	return operation
}
