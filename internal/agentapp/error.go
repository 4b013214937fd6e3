package agentapp

import (
	"errors"
	"net/http"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// The codes of answers. client: amazon-connect-streams, the errors of its API model;
// those that are no refusals are ours.
const (
	codeState         = "InvalidStateException"
	codeEndpoint      = "BadEndpointException"
	codeConfiguration = "InvalidConfigurationException"
	codeContactType   = "InvalidContactTypeException"
	codePagination    = "PaginationException"
	codeRefresh       = "RefreshTokenExpiredException"
	codeQuota         = "QuotaExceededException"
	codeOperation     = restjson.CodeUnknownOperation
	codeDenied        = "AccessDeniedException"
	codeUnauthorized  = "UnauthorizedException"
	codeThrottled     = "ThrottlingException"
	codeUnavailable   = "ServiceUnavailableException"
	codeInternal      = "InternalServiceException"
)

// statuses are the statuses of the codes that an operation may answer. None is 403;
// 401 is for a request during which the sign-in ends.
var statuses = map[string]int{
	codeState: http.StatusBadRequest, codeEndpoint: http.StatusBadRequest, codeConfiguration: http.StatusBadRequest,
	codeContactType: http.StatusBadRequest, codePagination: http.StatusBadRequest, codeRefresh: http.StatusBadRequest,
	codeQuota: http.StatusBadRequest, codeOperation: http.StatusBadRequest, codeThrottled: http.StatusTooManyRequests,
	codeUnauthorized: http.StatusUnauthorized, codeUnavailable: http.StatusServiceUnavailable, codeInternal: http.StatusInternalServerError,
}

// apiError is an error as it is answered.
type apiError struct {
	code string
	// Message is a sentence for people.
	Message string `json:"message"`
}

func (e *apiError) Error() string     { return e.code + ": " + e.Message }
func (e *apiError) ErrorCode() string { return e.code }
func (e *apiError) HTTPStatus() int   { return statuses[e.code] }

func refuse(code, message string) error { return &apiError{code, message} }

// codeOf is the code that a kind turns into. What one may not do, or cannot find, is
// a matter of state, as to whom else a contact may belong is not told.
func codeOf(k chat.Kind) string {
	switch k {
	case chat.KindInvalid:
		return codeConfiguration
	case chat.KindLimit, chat.KindQuota:
		return codeQuota
	case chat.KindThrottled:
		return codeThrottled
	case chat.KindUnavailable:
		return codeUnavailable
	case chat.KindInternal:
		return codeInternal
	}
	return codeState
}

const (
	unavailableText = "the service cannot be reached now, try again"
	internalText    = "the service could not complete the request"
)

// mapError turns an error of the domain into one that is answered.
func mapError(_ string, err error) error {
	var known *chat.Error
	code := codeOf(chat.KindOf(err))
	switch {
	case code == codeUnavailable:
		return refuse(code, unavailableText)
	case code == codeInternal || !errors.As(err, &known):
		return refuse(codeInternal, internalText)
	case known.Kind == chat.KindDenied:
		return refuse(code, "the agent does not take part in the contact")
	}
	return refuse(code, known.Public())
}

// outage reports whether an error of a kind is no answer to the caller but a fault of
// ours, which may be over when the call is repeated.
func outage(k chat.Kind) bool {
	return k == chat.KindInternal || k == chat.KindUnavailable || k == chat.KindThrottled
}

// as gives an error of the domain that is about what the caller named another code.
func as(code string, err error) error {
	var known *chat.Error
	if !errors.As(err, &known) || outage(known.Kind) {
		return err
	}
	return refuse(code, known.Public())
}
