package conversation

import (
	"errors"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// refused is what a flow is told where the domain says no, and why.
func refused(why string) flow.Result {
	return flow.Result{Error: flow.ErrorNoMatchingError, Note: why}
}

// outcome is the interpreter's view of an error.
func outcome(err error) (flow.Input, error) {
	if err == nil {
		return flow.Result{}, nil
	}
	var e *chat.Error
	if !errors.As(err, &e) {
		return nil, err
	}
	switch e.Kind {
	case chat.KindInvalid, chat.KindRejected, chat.KindNotFound, chat.KindLimit, chat.KindQuota:
		return refused(e.Public()), nil
	}
	return nil, err
}

// maxReason bounds, in bytes, what is told of why a call failed.
const maxReason = 512

// reason is an error as a flow's trace tells it.
func reason(err error) string {
	s := err.Error()
	if len(s) > maxReason {
		s = s[:maxReason] + "…"
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}
