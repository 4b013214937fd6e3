package participantsvc

import (
	"errors"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/api/participant"
	"github.com/rejoin-chat/rejoin/internal/chat"
)

// The modelled errors that kinds turn into.
const (
	accessDenied = "AccessDeniedException"
	conflict     = "ConflictException"
	internal     = "InternalServerException"
	quota        = "ServiceQuotaExceededException"
	throttling   = "ThrottlingException"
	validation   = "ValidationException"
)

// codesOf gives, for each kind, the codes to answer: the first that the operation
// models. Every operation models the last of each row.
//
// What a participant cannot find is the chat itself, so that is a denial too, and
// tells no more than any other. A dependency that is away is an internal error,
// which SDKs repeat; they also repeat throttling, but that ends a web client's
// session when it persists.
// client: amazon-connect-chatjs src/lib/amazon-connect-websocket-manager.js
func codesOf(k chat.Kind) []string {
	switch k {
	case chat.KindInvalid, chat.KindRejected, chat.KindDuplicate, chat.KindInUse, chat.KindInvalidFlow:
		return []string{validation}
	case chat.KindNotFound, chat.KindContactNotFound, chat.KindDenied:
		return []string{accessDenied}
	case chat.KindConflict:
		return []string{conflict, validation}
	case chat.KindQuota, chat.KindLimit:
		return []string{quota, validation}
	case chat.KindThrottled:
		return []string{throttling}
	default: // KindInternal, KindUnavailable
		return []string{internal}
	}
}

// MapError turns an error of the domain into the modelled error of an operation.
func MapError(operation string, err error) error {
	models := modelled[operation]
	for _, code := range codesOf(chat.KindOf(err)) {
		if slices.Contains(models, code) {
			return participant.NewError(code, publicText(code, err))
		}
	}
	return nil // an operation that does not exist
}

// modelled are the codes of every operation.
var modelled = func() map[string][]string {
	m := map[string][]string{}
	for _, route := range participant.API(participant.Unimplemented{}).Routes {
		m[route.Name] = route.Errors
	}
	return m
}()

// publicText is what the caller is told. Denials have one text, whatever the
// reason; faults of ours are for the log.
func publicText(code string, err error) string {
	var known *chat.Error
	switch {
	case code == accessDenied:
		return chat.Denied().Public()
	case code != internal && errors.As(err, &known):
		return known.Public()
	case chat.KindOf(err) == chat.KindUnavailable:
		return "the service cannot be reached now, try again"
	}
	return "the service could not complete the request"
}
