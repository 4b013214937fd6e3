package sigv4

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
)

// unsignedPayload in place of a body hash says that the body is not covered.
const unsignedPayload = "UNSIGNED-PAYLOAD"

// payloadHash returns the hash that the signature covers, having checked that it
// is the body's.
func (v *Verifier) payloadHash(stated string, body []byte) (string, error) {
	if stated == unsignedPayload {
		if v.config.AllowUnsignedPayload {
			return stated, nil
		}
		return "", invalid("The body of the request must be signed.")
	}
	computed := hashPayload(body)
	if stated != "" && subtle.ConstantTimeCompare([]byte(stated), []byte(computed)) != 1 {
		return "", invalid("X-Amz-Content-Sha256 is not the hash of the request's body.")
	}
	return computed, nil
}

func hashPayload(body []byte) string {
	hash := sha256.Sum256(body)
	return hex.EncodeToString(hash[:])
}
