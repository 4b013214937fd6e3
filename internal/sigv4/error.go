package sigv4

import "net/http"

// Error is the answer to a request that did not prove who sent it. Code and
// Status are those of the vendor's front door, which stands before the service,
// so they are in no operation's list of errors.
//
// spec: Common Error Types (Amazon Connect API Reference)
type Error struct {
	Code    string // modelled error name, for the x-amzn-ErrorType header
	Status  int    // HTTP status
	Message string // safe to show to the caller
}

func (e *Error) Error() string { return "sigv4: " + e.Code + ": " + e.Message }

// The codes the front door answers with.
const (
	CodeMissing      = "MissingAuthenticationTokenException" // no credentials at all
	CodeIncomplete   = "IncompleteSignatureException"        // credentials that cannot be read
	CodeUnrecognized = "UnrecognizedClientException"         // unknown access key or session token
	// CodeInvalid covers a wrong signature and a wrong clock alike. The vendor
	// does the same, and it matters: InvalidSignatureException is the one code for
	// a wrong clock that every SDK with clock correction knows (JavaScript v3 also
	// knows RequestExpired and RequestInTheFuture, Go v2 does not). They then
	// compare their clock with the answer's Date header and sign again, so that
	// header must show the time of the clock used here. botocore corrects nothing
	// under any code and shows the message to its user.
	//
	// client: aws-sdk-go-v2 aws/retry/middleware.go
	// client: smithy-typescript packages/service-error-classification/src/constants.ts
	CodeInvalid = "InvalidSignatureException"
)

func missing(message string) error {
	return &Error{Code: CodeMissing, Status: http.StatusForbidden, Message: message}
}

func incomplete(message string) error {
	return &Error{Code: CodeIncomplete, Status: http.StatusBadRequest, Message: message}
}

func unrecognized(message string) error {
	return &Error{Code: CodeUnrecognized, Status: http.StatusForbidden, Message: message}
}

func invalid(message string) error {
	return &Error{Code: CodeInvalid, Status: http.StatusForbidden, Message: message}
}
