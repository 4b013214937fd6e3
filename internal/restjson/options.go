package restjson

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// DefaultMaxBody is the limit of a request body in bytes: room for the largest
// modelled input, a flow of 256,000 characters, escaped and in four-byte text.
const DefaultMaxBody = 4 << 20

// Options are what a service and its operator decide about the pipeline. The
// zero value serves everyone from the system clock and logs to the default
// logger.
type Options struct {
	// Authenticate decides who calls and may put it into the context it
	// returns. The operation is empty when the request matches none; the body
	// must not be kept. An error is answered as it is when it is a
	// *FrontDoorError, else like one of the operation's.
	Authenticate func(r *http.Request, operation string, body []byte) (context.Context, error)

	// MapError turns an error of the service into a modelled one of the
	// operation. Errors that are modelled already do not pass through it.
	MapError func(operation string, err error) error

	// Outage answers in the front door's place for an error which says that the
	// service cannot do its work now, and gives nil for any other. It is asked
	// before MapError, and it is the only way for an operation that was called
	// to an answer that its model does not list. Nil means no such answers.
	Outage func(operation string, err error) *FrontDoorError

	// Violations turns broken constraints into an error of the operation. Nil
	// means the first of the API's ViolationErrors that the operation models.
	Violations func(operation string, violations []Violation) error

	// Unmodelled is told of an error that the operation may not answer; the
	// caller sees the API's internal error instead. Nil means the logger. Tests
	// fail here.
	Unmodelled func(operation string, err error)

	// Observe is called once per request after the answer is written, except for
	// preflights.
	Observe func(Event)

	// Prefixes are path prefixes that belong to the handler even where no route
	// does, so that unknown paths below them get its JSON and CORS answers.
	Prefixes []string

	// CORS lets pages of other origins call; nil does not.
	CORS *CORS

	// ContentType is that of answers; "" means application/json.
	ContentType string

	// MaxBody limits a request body in bytes; zero means DefaultMaxBody.
	MaxBody int64

	// Within is when the context ends that an operation is called with, counted
	// from when the body was read; zero for never.
	Within time.Duration

	Logger *slog.Logger
	Clock  clock.Clock
}

// Event is what a request came to.
type Event struct {
	RequestID string
	// Operation is empty when the request matched none.
	Operation string
	Status    int
	// ErrorCode is empty for a success.
	ErrorCode string
	// Err is the cause of an error, for the log only.
	Err      error
	Duration time.Duration
}

func (o Options) withDefaults() Options {
	if o.MaxBody == 0 {
		o.MaxBody = DefaultMaxBody
	}
	if o.ContentType == "" {
		o.ContentType = contentTypeJSON
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Clock == nil {
		o.Clock = clock.System()
	}
	if o.Observe == nil {
		o.Observe = func(Event) {}
	}
	return o
}
