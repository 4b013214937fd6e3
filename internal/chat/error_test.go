package chat_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// What callers are told leaves out causes, which are for the log.
func TestErrorsKeepTheirCauseToTheLog(t *testing.T) {
	cause := errors.New("disk full")
	for _, tc := range []struct {
		err         error
		kind        chat.Kind
		text, shown string
	}{
		{chat.Invalid("Name", "is too long"), chat.KindInvalid, "Name: is too long", "Name: is too long"},
		{chat.Rejected("", "not now"), chat.KindRejected, "not now", "not now"},
		{chat.NotFound("X", "does not exist"), chat.KindNotFound, "X: does not exist", "X: does not exist"},
		{chat.Denied(), chat.KindDenied, "Access denied", "Access denied"},
		{chat.Internal("save", cause), chat.KindInternal, "save: disk full", "save"},
	} {
		var e *chat.Error
		if wrapped := fmt.Errorf("start: %w", tc.err); chat.KindOf(wrapped) != tc.kind || !errors.As(wrapped, &e) {
			t.Errorf("%v: got kind %d, want %d", tc.err, chat.KindOf(wrapped), tc.kind)
			continue
		}
		if e.Error() != tc.text || e.Public() != tc.shown {
			t.Errorf("got text %q and shown %q, want %q and %q", e.Error(), e.Public(), tc.text, tc.shown)
		}
	}
	if err := chat.Internal("save", cause); !errors.Is(err, cause) {
		t.Errorf("%v does not wrap its cause", err)
	}
	if got := chat.KindOf(cause); got != chat.KindInternal {
		t.Errorf("kind of another error: got %d, want internal", got)
	}
}
