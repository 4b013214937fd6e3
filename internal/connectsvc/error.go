package connectsvc

import (
	"errors"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
)

// The modelled errors that kinds turn into.
const (
	accessDenied     = "AccessDeniedException"
	conditionFailed  = "ConditionalOperationFailedException"
	conflict         = "ConflictException"
	contactNotFound  = "ContactNotFoundException"
	contactGoesOn    = "ContactNotTerminatedException"
	duplicate        = "DuplicateResourceException"
	idempotency      = "IdempotencyException"
	internal         = "InternalServiceException"
	invalidFlow      = "InvalidContactFlowException"
	invalidModule    = "InvalidContactFlowModuleException"
	invalidParameter = "InvalidParameterException"
	invalidRequest   = "InvalidRequestException"
	limitExceeded    = "LimitExceededException"
	quotaExceeded    = "ServiceQuotaExceededException"
	resourceConflict = "ResourceConflictException"
	resourceInUse    = "ResourceInUseException"
	resourceNotFound = "ResourceNotFoundException"
	throttling       = "ThrottlingException"
	tooManyRequests  = "TooManyRequestsException"
)

// codesOf gives, for each kind, the codes to answer, best first: the operation
// answers the first that it models, and an internal error when it models none.
//
// The split of bad input is the one that the lists of errors suggest:
// InvalidParameter for a member that breaks its own rule, InvalidRequest for what
// is wrong in its context or where the other is not modelled.
func codesOf(k chat.Kind) []string {
	switch k {
	case chat.KindInvalid:
		return []string{invalidParameter, invalidRequest}
	case chat.KindRejected:
		return []string{invalidRequest, invalidParameter}
	case chat.KindNotFound:
		return []string{resourceNotFound, invalidRequest}
	case chat.KindContactNotFound:
		return []string{contactNotFound, resourceNotFound, invalidRequest}
	case chat.KindDenied:
		return []string{accessDenied, invalidRequest}
	case chat.KindConflict:
		return []string{conflict, resourceConflict, conditionFailed, idempotency, contactGoesOn, invalidRequest}
	case chat.KindDuplicate:
		return []string{duplicate, invalidRequest, invalidParameter}
	case chat.KindInUse:
		return []string{resourceInUse, invalidRequest, invalidParameter}
	case chat.KindLimit:
		return []string{limitExceeded, quotaExceeded, invalidRequest}
	case chat.KindQuota:
		return []string{quotaExceeded, limitExceeded, invalidRequest}
	case chat.KindThrottled:
		return []string{throttling, tooManyRequests, limitExceeded}
	case chat.KindInvalidFlow:
		return []string{invalidFlow, invalidModule, invalidRequest}
	}
	return nil // KindInternal, KindUnavailable
}

// MapError turns an error of the domain into the modelled error of an operation.
func MapError(operation string, err error) error {
	var known *chat.Error
	if errors.As(err, &known) {
		for _, code := range codesOf(known.Kind) {
			if slices.Contains(modelled[operation], code) {
				return modelledError(code, known)
			}
		}
	}
	if chat.KindOf(err) == chat.KindUnavailable {
		return connect.NewError(internal, "the service cannot be reached now, try again")
	}
	return connect.NewError(internal, "the service could not complete the request")
}

// modelled are the codes of every operation.
var modelled = func() map[string][]string {
	m := map[string][]string{}
	for _, route := range slices.Concat(connect.API(connect.Unimplemented{}).Routes, new(Service).extensions()) {
		m[route.Name] = route.Errors
	}
	return m
}()

func modelledError(code string, err *chat.Error) error {
	switch code {
	case invalidFlow:
		return &connect.InvalidContactFlowException{Message: err.Public(), Problems: problems(err.Problems)}
	case invalidModule:
		return &connect.InvalidContactFlowModuleException{Message: err.Public(), Problems: problems(err.Problems)}
	}
	return connect.NewError(code, err.Public())
}

// The bounds of a list of problems. spec: InvalidContactFlowException problems,
// ProblemDetail message.
const (
	maxProblems      = 50
	maxProblemLength = 256
)

func problems(texts []string) []connect.ProblemDetail {
	texts = texts[:min(len(texts), maxProblems)]
	out := make([]connect.ProblemDetail, len(texts))
	for i, t := range texts {
		if r := []rune(t); len(r) > maxProblemLength {
			t = string(r[:maxProblemLength-1]) + "…"
		}
		out[i].Message = &t
	}
	return out
}
