package restjson

import "github.com/google/uuid"

// HeaderRequestID carries the request id on every answer.
//
// spec: response header x-amzn-RequestId
const HeaderRequestID = "X-Amzn-Requestid"

// newRequestID is a random UUID, version 4.
func newRequestID() string { return uuid.NewString() }
