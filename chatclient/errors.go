package chatclient

import (
	"context"
	"errors"
	"fmt"
	"net/http"
)

var (
	// ErrEnded says that the chat is over for this participant: it was ended, or
	// its token is refused for good. The chat can be continued by a new one with
	// PersistentChat.
	ErrEnded = errors.New("chatclient: the chat has ended")
	// ErrClosed says that the session was closed by Close.
	ErrClosed = errors.New("chatclient: the session is closed")
	// ErrConnected says that Connect was called on a connected session.
	ErrConnected = errors.New("chatclient: the session is already connected")
	// ErrAccessDenied matches every answer that refuses the token.
	ErrAccessDenied = errors.New("chatclient: access denied")
)

const accessDenied = "AccessDeniedException"

// APIError is an error that the service answered.
type APIError struct {
	// Code is the modelled name, for instance ValidationException. It is empty
	// when the answer carried none, as with an error page of a proxy.
	Code string
	// Message is the service's own text.
	Message string
	// StatusCode is the HTTP status.
	StatusCode int
}

// Error names the code and the service's text.
func (e *APIError) Error() string {
	switch {
	case e.Code == "" && e.Message == "":
		return fmt.Sprintf("status %d (%s)", e.StatusCode, http.StatusText(e.StatusCode))
	case e.Code == "":
		return fmt.Sprintf("status %d: %s", e.StatusCode, e.Message)
	case e.Message == "":
		return fmt.Sprintf("%s (status %d)", e.Code, e.StatusCode)
	}
	return fmt.Sprintf("%s: %s", e.Code, e.Message)
}

// Is makes errors.Is(err, ErrAccessDenied) true for refused tokens.
func (e *APIError) Is(target error) bool {
	return target == ErrAccessDenied && e.denied()
}

// denied reports whether the service itself refused the token. A page of a proxy
// with the same status says nothing about the chat.
//
// client: amazon-connect-chatjs src/core/connectionHelpers/connectionDetailsProvider.js
func (e *APIError) denied() bool {
	return e.StatusCode == http.StatusForbidden && e.Code != ""
}

// transient reports whether the same call may well succeed a moment later: the
// network failed, or the server is throttling, restarting or in trouble.
func transient(err error) bool {
	var api *APIError
	switch {
	case err == nil, errors.Is(err, ErrEnded), errors.Is(err, ErrClosed), errors.Is(err, context.Canceled):
		return false
	case !errors.As(err, &api):
		return true
	}
	switch api.StatusCode {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
		return true
	}
	return api.StatusCode >= 500
}

// hopeless reports whether the service itself called the request wrong, so that
// repeating it is useless. An error without a modelled name may be a proxy's, and
// is not taken as the service's last word.
func hopeless(err error) bool {
	var api *APIError
	return errors.As(err, &api) && api.Code != "" && !transient(err)
}
