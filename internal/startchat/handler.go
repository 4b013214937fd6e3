package startchat

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// operation is the one that a request becomes.
const operation = "StartChatContact"

// maxBody limits a body in bytes: several times what the longest attributes and
// initial message take together.
const maxBody = 256 << 10

// Paths are where front ends look for the endpoint: our own and that of the
// published template, with and without the slash, and that of its local proxy.
// client: amazon-connect-chat-ui-examples cloudformationTemplates/startChatContactAPI
func Paths() []string {
	return []string{"/start-chat", "/start-chat/", "/Prod", "/Prod/", "/startChatContact"}
}

// Starter starts chats.
type Starter interface {
	StartChatContact(ctx context.Context, in *connect.StartChatContactInput) (*connect.StartChatContactOutput, error)
}

// Config is what the endpoint needs. All but AllowOrigin, Attachments and Observe
// is required.
type Config struct {
	Starter Starter
	// MapError turns an error of the Starter into a modelled one.
	MapError func(operation string, err error) error
	// InstanceID and ContactFlowID stand in where a request names none.
	InstanceID    string
	ContactFlowID string
	// AllowOrigin reports whether pages of an origin may start chats; nil
	// allows all.
	AllowOrigin func(origin string) bool
	// Attachments tells front ends whether files can be sent.
	Attachments bool
	// NewID makes request ids.
	NewID func() string
	Clock clock.Clock
	Log   *slog.Logger
	// Observe is called once per request after the answer is written.
	Observe func(restjson.Event)
}

// Handler serves the endpoint, on whatever path it is mounted.
type Handler struct{ Config }

// New makes the endpoint.
func New(c Config) *Handler {
	if c.Observe == nil {
		c.Observe = func(restjson.Event) {}
	}
	return &Handler{c}
}

// ServeHTTP answers a request or a preflight.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := h.Clock.Now()
	id := h.NewID()
	w.Header().Set(restjson.HeaderRequestID, id)
	h.allow(w.Header(), r)
	if r.Method == http.MethodOptions && h.allowed(r) {
		w.WriteHeader(http.StatusOK)
		return
	}
	result, err := h.perform(w, r)
	event := restjson.Event{RequestID: id, Operation: operation, Status: http.StatusOK, Err: err}
	if err == nil {
		write(w, http.StatusOK, envelope{result})
	} else {
		refusal := h.modelled(err)
		event.Status, event.ErrorCode = refusal.HTTPStatus(), refusal.ErrorCode()
		w.Header().Set(restjson.HeaderErrorType, refusal.ErrorCode())
		write(w, refusal.HTTPStatus(), envelope{failed{failureOf(refusal, id, h.Clock.Now())}})
	}
	event.Duration = h.Clock.Now().Sub(start)
	h.Observe(event)
}

// perform reads the request and starts the chat. A panic on the way becomes an
// error, so that it is answered like any other.
func (h *Handler) perform(w http.ResponseWriter, r *http.Request) (result *started, err error) {
	defer restjson.Guard(&err)
	if err := h.admit(w, r); err != nil {
		return nil, err
	}
	body, err := readBody(w, r)
	if err != nil {
		return nil, err
	}
	request, err := parse(body)
	if err != nil {
		return nil, err
	}
	in := request.input(h.InstanceID, h.ContactFlowID)
	var violations restjson.Violations
	if in.Validate(&violations); len(violations) > 0 {
		return nil, invalid(violations.String())
	}
	out, err := h.Starter.StartChatContact(r.Context(), in)
	if err != nil {
		return nil, err
	}
	return h.success(request, in, out), nil
}

// admit refuses what is not a request to start a chat, or may not be.
func (h *Handler) admit(w http.ResponseWriter, r *http.Request) error {
	if !h.allowed(r) {
		return &restjson.FrontDoorError{Status: http.StatusForbidden, Code: "AccessDeniedException",
			Message: "pages of this origin may not start chats here"}
	}
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", allowedMethods)
		return &restjson.FrontDoorError{Status: http.StatusMethodNotAllowed, Code: restjson.CodeUnknownOperation,
			Message: "a chat is started with POST"}
	}
	return nil
}

func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return nil, &restjson.FrontDoorError{Status: http.StatusRequestEntityTooLarge, Code: restjson.CodeBodyTooLarge,
			Message: fmt.Sprintf("the body has more than %d bytes", tooLarge.Limit)}
	}
	if err != nil {
		return nil, serialization("the body could not be read")
	}
	return body, nil
}

// modelled is the error as the caller may see it.
func (h *Handler) modelled(err error) restjson.ModelledError {
	var panicked *restjson.PanicError
	if errors.As(err, &panicked) {
		h.Log.Error("panic", slog.Any("panic", panicked.Value), slog.String("stack", string(panicked.Stack)))
	}
	var known restjson.ModelledError
	if !errors.As(err, &known) && !errors.As(h.MapError(operation, err), &known) {
		known = &connect.InternalServiceException{Message: "the service could not complete the request"}
	}
	return known
}

func serialization(message string) error {
	return &restjson.FrontDoorError{Status: http.StatusBadRequest, Code: restjson.CodeSerialization, Message: message}
}

func invalid(message string) error { return &connect.InvalidParameterException{Message: message} }
