package participantsvc_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/api/participant"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/participantsvc"
	"github.com/rejoin-chat/rejoin/internal/restjson"
)

func TestEveryKindIsAModelledErrorOfEveryOperation(t *testing.T) {
	for _, route := range participant.API(participant.Unimplemented{}).Routes {
		for kind := chat.KindInternal; kind <= chat.KindInvalidFlow; kind++ {
			err := participantsvc.MapError(route.Name, &chat.Error{Kind: kind, Member: "Member", Detail: "detail", Err: errors.New("secret")})
			var modelled restjson.ModelledError
			if !errors.As(err, &modelled) {
				t.Errorf("%s, kind %d: got %v, want a modelled error", route.Name, kind, err)
				continue
			}
			if !slices.Contains(route.Errors, modelled.ErrorCode()) {
				t.Errorf("%s, kind %d: got %s, want one of %v", route.Name, kind, modelled.ErrorCode(), route.Errors)
			}
		}
	}
}

func TestKindsAndTheirErrors(t *testing.T) {
	for _, tc := range []struct {
		operation string
		kind      chat.Kind
		want      string
	}{
		{"SendMessage", chat.KindInvalid, "ValidationException: Member: detail"},
		{"SendMessage", chat.KindRejected, "ValidationException: Member: detail"},
		{"SendMessage", chat.KindDenied, "AccessDeniedException: Access denied"},
		{"SendMessage", chat.KindNotFound, "AccessDeniedException: Access denied"},
		{"SendMessage", chat.KindConflict, "ValidationException: Member: detail"},
		{"SendEvent", chat.KindConflict, "ConflictException: Member: detail"},
		{"SendMessage", chat.KindThrottled, "ThrottlingException: Member: detail"},
		{"StartAttachmentUpload", chat.KindQuota, "ServiceQuotaExceededException: Member: detail"},
		{"SendMessage", chat.KindInternal, "InternalServerException: the service could not complete the request"},
		{"SendMessage", chat.KindUnavailable, "InternalServerException: the service cannot be reached now, try again"},
	} {
		got := participantsvc.MapError(tc.operation, &chat.Error{Kind: tc.kind, Member: "Member", Detail: "detail"})
		if got == nil || got.Error() != tc.want {
			t.Errorf("%s, kind %d: got %v, want %s", tc.operation, tc.kind, got, tc.want)
		}
	}
}

func TestForeignErrorsAreInternal(t *testing.T) {
	if got, want := participantsvc.MapError("SendMessage", errors.New("secret")).Error(), "InternalServerException: the service could not complete the request"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
