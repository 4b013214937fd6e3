package participantsvc

import (
	"net/http"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// outage is the answer to a client that asks for a connection while none can be
// given, nil for every other operation and error. No model lists it: it is the
// name that the web client gives to a broken network, the one error at which it
// waits, 2, 4, 8 and up to 30 seconds, and tries again. In a desktop browser any
// other ends the session for good.
// client: amazon-connect-chatjs src/lib/amazon-connect-websocket-manager.js
func outage(operation string, err error) *restjson.FrontDoorError {
	if operation != operationConnect {
		return nil
	}
	switch chat.KindOf(err) {
	case chat.KindInternal, chat.KindUnavailable, chat.KindThrottled:
		return networkingError("the service cannot be reached now, try again")
	}
	return nil
}

// drained is the same answer while the process is about to end, so that a client
// whose socket was closed comes back to the successor.
func (s *Service) drained(operation string) error {
	if operation != operationConnect || s.Draining == nil || !s.Draining() {
		return nil
	}
	return networkingError("the server is restarting, try again")
}

func networkingError(message string) *restjson.FrontDoorError {
	return &restjson.FrontDoorError{Status: http.StatusServiceUnavailable, Code: "NetworkingError", Message: message}
}
