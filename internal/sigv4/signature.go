package sigv4

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"
)

// signable is everything a signature covers but the key.
type signable struct {
	request     *http.Request
	path        string // canonical
	query       string // canonical
	signed      []string
	payloadHash string
	at          time.Time
	scope       scope
}

// sign computes the signature: the HMAC of the time, the scope and the hash of
// the canonical request.
func (s signable) sign(key signingKey) ([]byte, error) {
	canonical, err := s.canonicalRequest()
	if err != nil {
		return nil, err
	}
	hash := sha256.Sum256(canonical)
	text := make([]byte, 0, 192)
	text = append(text, algorithm...)
	text = append(text, '\n')
	text = s.at.UTC().AppendFormat(text, timeLayout)
	text = append(text, '\n')
	text = append(text, s.scope.String()...)
	text = append(text, '\n')
	text = hex.AppendEncode(text, hash[:])
	return sum(key[:], text), nil
}

func (s signable) canonicalRequest() ([]byte, error) {
	b := make([]byte, 0, 1024)
	for _, line := range []string{s.request.Method, s.path, s.query} {
		b = append(b, line...)
		b = append(b, '\n')
	}
	b, err := appendHeaders(b, s.request, s.signed)
	if err != nil {
		return nil, err
	}
	b = append(b, '\n')
	b = append(b, strings.Join(s.signed, ";")...)
	b = append(b, '\n')
	return append(b, s.payloadHash...), nil
}
