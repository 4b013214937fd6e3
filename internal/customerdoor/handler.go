package customerdoor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/remote"
	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// Path is where the page starts chats.
const Path = "/rejoin/customer/chats"

// operation is the one that a request becomes.
const operation = "StartChatContact"

// maxBody limits a body in bytes: a name, a client token and a ticket fit many
// times over.
const maxBody = 8 << 10

// Starter starts chats.
type Starter interface {
	StartChatContact(ctx context.Context, in *connect.StartChatContactInput) (*connect.StartChatContactOutput, error)
}

// Tickets prove who had a chat.
type Tickets interface {
	IssueTicket(instance chat.InstanceID, contact chat.ContactID) (string, error)
	VerifyTicket(instance chat.InstanceID, token string) (chat.ContactID, error)
}

// Config is what the door needs. All but Loopback and Observe is required.
type Config struct {
	Starter Starter
	// MapError turns an error of the Starter into a modelled one.
	MapError func(operation string, err error) error
	Tickets  Tickets
	// InstanceID and FlowID say where chats start and with which flow.
	InstanceID, FlowID string
	// Loopback says that the server is for this machine alone: requests have to name
	// it as their host. A page elsewhere whose name leads to this machine would count
	// as one of ours else.
	Loopback bool
	// Callers tells by whom starts are counted.
	Callers *remote.Callers
	// NewID makes request ids.
	NewID func() string
	Clock clock.Clock
	Log   *slog.Logger
	// Observe is called once per request after the answer is written.
	Observe func(restjson.Event)
}

// Handler is the door, to be mounted at Path.
type Handler struct {
	Config
	limits *limits
	cross  *http.CrossOriginProtection
}

// New makes the door.
func New(c Config) *Handler {
	if c.Observe == nil {
		c.Observe = func(restjson.Event) {}
	}
	return &Handler{Config: c, limits: newLimits(c.Clock), cross: http.NewCrossOriginProtection()}
}

// ServeHTTP starts a chat, or says why not.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := h.Clock.Now()
	event := restjson.Event{RequestID: h.NewID(), Operation: operation, Status: http.StatusOK}
	answer, err := h.perform(w, r)
	if event.Err = err; err == nil {
		write(w, http.StatusOK, answer)
	} else {
		refused := h.refusal(err)
		event.Status, event.ErrorCode = refused.status, refused.Code
		if refused.retryAfter != "" {
			w.Header().Set("Retry-After", refused.retryAfter)
		}
		write(w, refused.status, failed{refused})
	}
	event.Duration = h.Clock.Now().Sub(start)
	h.Observe(event)
}

// perform reads the request and starts the chat. A panic on the way becomes an
// error, so that it is answered like any other.
func (h *Handler) perform(w http.ResponseWriter, r *http.Request) (answer *started, err error) {
	defer restjson.Guard(&err)
	if err := h.admit(w, r); err != nil {
		return nil, err
	}
	in, err := h.input(w, r)
	if err != nil {
		return nil, err
	}
	var violations restjson.Violations
	if in.Validate(&violations); len(violations) > 0 {
		return nil, badRequest(violations.String())
	}
	out, err := h.Starter.StartChatContact(r.Context(), in)
	if err != nil {
		return nil, err
	}
	return h.answer(out)
}

// admit refuses what does not come from a page of this server, and who comes too
// often. JSON can be sent to another origin with its leave only, which nobody has:
// there is no answer to a preflight.
func (h *Handler) admit(w http.ResponseWriter, r *http.Request) error {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return &refusal{status: http.StatusMethodNotAllowed, Code: "MethodNotAllowed", Message: "a chat is started with POST"}
	}
	if err := h.cross.Check(r); err != nil || h.Loopback && !namesLoopback(r.Host) {
		return &refusal{status: http.StatusForbidden, Code: "Forbidden", Message: "only the pages of this server start chats here"}
	}
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		return &refusal{status: http.StatusUnsupportedMediaType, Code: "UnsupportedMediaType", Message: "send application/json"}
	}
	if !h.limits.allow(remote.Network(h.Callers.Of(r))) {
		return &refusal{status: http.StatusTooManyRequests, Code: codeBusy, Message: "too many chats were started; try again in a minute", retryAfter: "60"}
	}
	return nil
}

// input is the operation that the page asks for.
func (h *Handler) input(w http.ResponseWriter, r *http.Request) (*connect.StartChatContactInput, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return nil, &refusal{status: http.StatusRequestEntityTooLarge, Code: "TooLarge", Message: fmt.Sprintf("the body has more than %d bytes", maxBody)}
	}
	if err != nil {
		return nil, badRequest("the body could not be read")
	}
	asked, err := parse(body)
	if err != nil {
		return nil, err
	}
	in := asked.input(h.InstanceID, h.FlowID)
	if asked.Ticket != "" {
		source, err := h.Tickets.VerifyTicket(chat.InstanceID(h.InstanceID), asked.Ticket)
		if err != nil {
			return nil, &refusal{status: http.StatusForbidden, Code: "BadTicket", Message: "the ticket is not one of this server"}
		}
		in.PersistentChat = &connect.PersistentChat{
			RehydrationType: new(connect.RehydrationTypeEntirePastSession), SourceContactId: new(string(source)),
		}
	}
	return in, nil
}

// answer is what the page is told of its chat, with the ticket to come back.
func (h *Handler) answer(out *connect.StartChatContactOutput) (*started, error) {
	ticket, err := h.Tickets.IssueTicket(chat.InstanceID(h.InstanceID), chat.ContactID(*out.ContactId))
	if err != nil {
		return nil, fmt.Errorf("issue a ticket: %w", err)
	}
	a := &started{ContactID: *out.ContactId, ParticipantID: *out.ParticipantId, ParticipantToken: *out.ParticipantToken, Ticket: ticket}
	if out.ContinuedFromContactId != nil {
		a.ContinuedFromContactID = *out.ContinuedFromContactId
	}
	return a, nil
}

func write(w http.ResponseWriter, status int, answer any) {
	body, err := json.Marshal(answer)
	if err != nil { // strings can always be written
		status, body = http.StatusInternalServerError, []byte(`{"error":{"code":"Failed","message":"the answer could not be written"}}`)
	}
	header := w.Header()
	header.Set("Content-Type", "application/json")
	header.Set("Cache-Control", "no-store") // it holds a token
	header.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	w.Write(body) // an error means the caller has gone
}
