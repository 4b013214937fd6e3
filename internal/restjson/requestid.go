package restjson

import (
	"context"

	"github.com/google/uuid"
)

// HeaderRequestID carries the request id on every answer.
//
// spec: response header x-amzn-RequestId
const HeaderRequestID = "X-Amzn-Requestid"

type requestIDKey struct{}

// RequestID is the id of the request that the context belongs to, empty
// outside of one.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// newRequestID is a random UUID, version 4.
func newRequestID() string { return uuid.NewString() }
