package function

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/outside"
)

// Headers of a request to a URL.
const (
	// KeyHeader carries [Invocation.Key].
	KeyHeader = "Idempotency-Key"
	// ARNHeader carries the ARN that the flow names, so that one service can be
	// many functions.
	ARNHeader = "X-Rejoin-Function"
	// TypeHeader is RequestResponse or Event.
	TypeHeader = "X-Rejoin-Invocation-Type"
	// SignatureHeader is t=SECONDS,v1=HEX: the time, and the HMAC-SHA256 of that
	// time, a dot and the body, with the secret that both sides know.
	SignatureHeader = "X-Rejoin-Signature"
)

// URL posts the event to a service; the JSON body of a 2xx is the answer.
type URL struct {
	Poster *outside.Poster
	URL    string
	Header http.Header // such as Authorization
	Secret []byte      // signs requests; nil for no signature
}

// Invoke makes one attempt.
func (u *URL) Invoke(ctx context.Context, in Invocation) ([]byte, error) {
	header := http.Header{"Content-Type": {"application/json"}, "Accept": {"application/json"}}
	for name, values := range u.Header {
		header[name] = values
	}
	header.Set(ARNHeader, in.ARN)
	header.Set(TypeHeader, invocationType(in.Async))
	if in.Key != "" {
		header.Set(KeyHeader, in.Key)
	}
	if len(u.Secret) > 0 {
		header.Set(SignatureHeader, Sign(u.Secret, clock.System().Now().Unix(), in.Payload))
	}
	response, err := u.Poster.Post(ctx, outside.Request{URL: u.URL, Header: header, Body: in.Payload, Limit: MaxAnswer})
	if err != nil {
		return nil, err
	}
	if err := response.Check(); err != nil {
		return nil, err
	}
	if !in.Async && len(response.Body) == 0 {
		return []byte("{}"), nil // nothing to say is a 204 or an empty body
	}
	return response.Body, nil
}

// Sign is the value of SignatureHeader for a body at a time, in Unix seconds.
func Sign(secret []byte, at int64, body []byte) string {
	t := strconv.FormatInt(at, 10)
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(t + "."))
	mac.Write(body)
	return "t=" + t + ",v1=" + hex.EncodeToString(mac.Sum(nil))
}
