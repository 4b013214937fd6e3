package timeshift

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/sigv4"
)

// The paths of the endpoint: GET the first tells the time, POST the second moves
// it.
const (
	Path        = "/clock"
	advancePath = Path + "/advance"
)

// maxBody limits a request in bytes.
const maxBody = 4 << 10

// HandlerConfig is what the endpoint needs.
type HandlerConfig struct {
	Mover *Mover
	// Verifier knows the installation's access key. The machine's clock tells it
	// the time: those who sign know no other.
	Verifier *sigv4.Verifier
	Log      *slog.Logger
}

// Handler is the endpoint, for requests that are signed as those to the Connect
// API are.
type Handler struct{ HandlerConfig }

// NewHandler makes the endpoint.
func NewHandler(c HandlerConfig) *Handler { return &Handler{c} }

// Match reports whether a path is the endpoint's.
func Match(path string) bool { return path == Path || path == advancePath }

// order is the body of a request to advance.
type order struct {
	// By is a duration as time.ParseDuration reads it.
	By string `json:"by"`
}

// answer is the body of all answers.
type answer struct {
	Time    string `json:"time,omitempty"`
	Fired   *int   `json:"fired,omitempty"`
	Reached *bool  `json:"reached,omitempty"`
	Message string `json:"message,omitempty"`
}

// ServeHTTP tells or moves the time.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, status, err := h.admit(w, r)
	if err != nil {
		write(w, status, answer{Message: err.Error()})
		return
	}
	switch {
	case r.URL.Path == Path && r.Method == http.MethodGet:
		write(w, http.StatusOK, answer{Time: chat.FormatInstant(h.Mover.Clock.Now())})
	case r.URL.Path == advancePath && r.Method == http.MethodPost:
		h.advance(w, r, body)
	default:
		write(w, http.StatusMethodNotAllowed, answer{Message: "GET " + Path + " tells the time, POST " + advancePath + " moves it"})
	}
}

// admit reads a request that may move time. Browsers say from where a page calls,
// and no page has to call here, whatever it knows and under whatever name it found
// the server.
func (h *Handler) admit(w http.ResponseWriter, r *http.Request) (body []byte, status int, err error) {
	if r.Header.Get("Origin") != "" || r.Header.Get("Sec-Fetch-Site") != "" {
		return nil, http.StatusForbidden, errors.New("pages may not move time")
	}
	if body, err = io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody)); err != nil {
		return nil, http.StatusBadRequest, errors.New("the body could not be read")
	}
	_, err = h.Verifier.Verify(r, body)
	var refused *sigv4.Error
	if errors.As(err, &refused) {
		return nil, refused.Status, errors.New(refused.Message)
	}
	if err != nil {
		h.Log.Error("a signature could not be verified", slog.Any("error", err))
		return nil, http.StatusInternalServerError, errors.New("the signature could not be verified")
	}
	return body, 0, nil
}

func (h *Handler) advance(w http.ResponseWriter, r *http.Request, body []byte) {
	var o order
	err := json.Unmarshal(body, &o)
	by, parseErr := time.ParseDuration(o.By)
	if err != nil || parseErr != nil {
		write(w, http.StatusBadRequest, answer{Message: `want {"by":"DURATION"}, such as {"by":"25h"}`})
		return
	}
	// Many timers take longer than a request usually may.
	patient := http.NewResponseController(w)
	_ = errors.Join(patient.SetReadDeadline(time.Time{}), patient.SetWriteDeadline(time.Time{})) // as patient as it gets
	result, err := h.Mover.Advance(r.Context(), by)
	said := answer{Time: chat.FormatInstant(result.Time), Fired: &result.Fired, Reached: &result.Reached}
	status := http.StatusOK
	switch {
	case errors.Is(err, errBack), errors.Is(err, errFar):
		status = http.StatusBadRequest
	case err != nil:
		status = http.StatusInternalServerError
	}
	log := h.Log.With(slog.String("by", by.String()), slog.String("to", said.Time),
		slog.Int("timers", result.Fired), slog.Bool("reached", result.Reached))
	if err != nil {
		said.Message = err.Error()
		log.Warn("clock not moved as far as asked", slog.Any("error", err))
	} else {
		log.Info("clock moved")
	}
	write(w, status, said)
}

func write(w http.ResponseWriter, status int, a answer) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	var text strings.Builder
	_ = json.NewEncoder(&text).Encode(a)    // strings and numbers always have a form
	_, _ = io.WriteString(w, text.String()) // who has gone needs no answer
}
