package sigv4

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Signer signs requests as the SDKs do.
type Signer struct {
	Credentials
	Region  string
	Service string
}

// unsignedHeaders may be changed by what lies between client and server.
var unsignedHeaders = []string{
	"authorization", "connection", "expect", "te", "trailer", "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
}

// Sign adds X-Amz-Date, X-Amz-Security-Token for a temporary key, and
// Authorization to r, whose whole body is body. Headers set afterwards are not
// covered. It refuses to sign a request that no Verifier could read.
func (s Signer) Sign(r *http.Request, body []byte, at time.Time) error {
	r.Header.Set(headerDate, at.UTC().Format(timeLayout))
	if s.SessionToken != "" {
		r.Header.Set(headerToken, s.SessionToken)
	}
	signed := headersToSign(r.Header, func(name string) bool { return !slices.Contains(unsignedHeaders, name) })
	signature, err := s.signature(r, body, signed, at)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", fmt.Sprintf("%s Credential=%s/%s, SignedHeaders=%s, Signature=%s",
		algorithm, s.AccessKeyID, s.scope(at), strings.Join(signed, ";"), signature))
	return nil
}

func (s Signer) scope(at time.Time) scope {
	return scope{date: at.UTC().Format(dateLayout), region: s.Region, service: s.Service}
}

func headersToSign(h http.Header, wanted func(lowerCaseName string) bool) []string {
	signed := []string{"host"}
	for name := range h {
		if name = strings.ToLower(name); wanted(name) {
			signed = append(signed, name)
		}
	}
	slices.Sort(signed)
	return slices.Compact(signed)
}

func (s Signer) signature(r *http.Request, body []byte, signed []string, at time.Time) (string, error) {
	t, err := parseTarget(r)
	if err != nil {
		return "", err
	}
	payloadHash := r.Header.Get(headerPayloadHash)
	if payloadHash == "" {
		payloadHash = hashPayload(body)
	}
	signature, err := signable{
		request: r, path: t.canonicalPaths()[0], query: t.query.canonical(), signed: signed,
		payloadHash: payloadHash, at: at, scope: s.scope(at),
	}.sign(derive(s.SecretAccessKey, s.scope(at)))
	return hex.EncodeToString(signature), err
}
