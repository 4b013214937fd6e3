package customerdoor

import (
	"errors"
	"log/slog"
	"net/http"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// started is the answer: who the customer is in the new chat, and the ticket that
// continues it once it has ended.
type started struct {
	ContactID              string `json:"contactId"`
	ParticipantID          string `json:"participantId"`
	ParticipantToken       string `json:"participantToken"`
	ContinuedFromContactID string `json:"continuedFromContactId,omitempty"`
	Ticket                 string `json:"ticket"`
}

type failed struct {
	Error *refusal `json:"error"`
}

// refusal is why no chat was started. The page has a text for each code; the
// message is for whoever reads the answer.
type refusal struct {
	status     int
	retryAfter string // seconds
	Code       string `json:"code"`
	Message    string `json:"message"`
}

func (e *refusal) Error() string { return e.Code + ": " + e.Message }

// The codes that come from more than one place.
const (
	codeBusy   = "Busy"
	codeFailed = "Failed"
)

func badRequest(message string) error {
	return &refusal{status: http.StatusBadRequest, Code: "BadRequest", Message: message}
}

// refusal is the error as the page may see it.
func (h *Handler) refusal(err error) *refusal {
	var own *refusal
	if errors.As(err, &own) {
		return own
	}
	var panicked *restjson.PanicError
	if errors.As(err, &panicked) {
		h.Log.Error("panic", slog.Any("panic", panicked.Value), slog.String("stack", string(panicked.Stack)))
		return failure(http.StatusInternalServerError)
	}
	var known restjson.ModelledError
	if !errors.As(err, &known) && !errors.As(h.MapError(operation, err), &known) {
		return failure(http.StatusInternalServerError)
	}
	return h.translated(known)
}

// translated is the operation's error in the door's words. A flow that does not
// exist is this server's fault, not the caller's; a past that does not was theirs.
func (h *Handler) translated(e restjson.ModelledError) *refusal {
	switch e.(type) {
	case *connect.LimitExceededException, *connect.ThrottlingException:
		return &refusal{status: http.StatusTooManyRequests, Code: codeBusy, Message: "there are too many chats; try again later", retryAfter: "60"}
	case *connect.ResourceNotFoundException:
		h.Log.Warn("the customer's page starts no chat: the past chat is gone, or the flow of --customer-flow is not there", slog.String("err", e.Error()))
		return &refusal{status: http.StatusNotFound, Code: "Gone", Message: "the chat is no longer kept, or the server's flow is missing"}
	case *connect.InvalidRequestException:
		return &refusal{status: http.StatusConflict, Code: "StillOpen", Message: "the chat has not ended"}
	case *connect.InvalidParameterException:
		return &refusal{status: http.StatusBadRequest, Code: "BadRequest", Message: e.Error()}
	}
	return failure(e.HTTPStatus())
}

func failure(status int) *refusal {
	return &refusal{status: status, Code: codeFailed, Message: "the chat could not be started"}
}
