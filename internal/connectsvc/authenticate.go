package connectsvc

import (
	"context"
	"errors"
	"net/http"

	"github.com/rejoin-chat/rejoin/internal/restjson"
	"github.com/rejoin-chat/rejoin/internal/sigv4"
)

// Authenticate lets requests pass whose signatures verify. Others get the answer
// of the front door that stands before every AWS service.
func Authenticate(v *sigv4.Verifier) func(r *http.Request, operation string, body []byte) (context.Context, error) {
	return func(r *http.Request, _ string, body []byte) (context.Context, error) {
		_, err := v.Verify(r, body)
		var refused *sigv4.Error
		if errors.As(err, &refused) {
			return nil, &restjson.FrontDoorError{Status: refused.Status, Code: refused.Code, Message: refused.Message}
		}
		if err != nil {
			return nil, err
		}
		return r.Context(), nil
	}
}
