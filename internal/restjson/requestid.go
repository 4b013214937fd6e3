package restjson

import (
	"context"
	"crypto/rand"
	"encoding/hex"
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
func newRequestID() string {
	var raw [16]byte
	rand.Read(raw[:]) // never fails: crypto/rand ends the program instead
	raw[6] = raw[6]&0x0f | 0x40
	raw[8] = raw[8]&0x3f | 0x80
	var text [36]byte
	hex.Encode(text[0:8], raw[0:4])
	hex.Encode(text[9:13], raw[4:6])
	hex.Encode(text[14:18], raw[6:8])
	hex.Encode(text[19:23], raw[8:10])
	hex.Encode(text[24:36], raw[10:16])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return string(text[:])
}
