package archive

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// LinkPath is where the server answers the signed URLs of a folder; the
// object's key follows.
const LinkPath = "/files/"

// LinkOptions are what Links need.
type LinkOptions struct {
	// Secret signs; all nodes share it.
	Secret []byte
	// Base is the server's own URL without a slash at its end. It is asked for
	// each link, as the port may not be known before.
	Base  func() string
	Clock clock.Clock
}

// Links signs and verifies the URLs of objects that the server itself hands out,
// as a folder has no service that would. A link holds all that it says of the
// object beside the signature, so nothing is remembered and every node accepts
// it. Its methods may be called concurrently.
type Links struct{ LinkOptions }

// NewLinks makes links.
func NewLinks(o LinkOptions) *Links { return &Links{o} }

// The parameters of a link.
const (
	paramExpires   = "expires" // Unix seconds
	paramName      = "name"
	paramType      = "type"
	paramSignature = "signature"
)

// Sign makes the URL of an object. ErrKey, ErrLink.
func (l *Links) Sign(key string, link Link) (string, error) {
	if err := checkKey(key); err != nil {
		return "", err
	}
	if err := link.check(); err != nil {
		return "", err
	}
	q := url.Values{paramExpires: {strconv.FormatInt(l.Clock.Now().Add(link.For).Unix(), 10)}}
	if link.Name != "" {
		q.Set(paramName, link.Name)
	}
	if link.ContentType != "" {
		q.Set(paramType, link.ContentType)
	}
	q.Set(paramSignature, base64.RawURLEncoding.EncodeToString(l.signature(key, q)))
	u := url.URL{Path: LinkPath + key, RawQuery: q.Encode()}
	return l.Base() + u.EscapedPath() + "?" + u.RawQuery, nil
}

// Verify reads a URL that Sign has made: the key, and for how long from now the
// link is good under which name and type. ErrLink, without saying which part of
// a link is wrong.
func (l *Links) Verify(u *url.URL) (string, Link, error) {
	refused := fmt.Errorf("%w: forged or damaged", ErrLink)
	key, ok := strings.CutPrefix(u.Path, LinkPath)
	q, err := url.ParseQuery(u.RawQuery)
	if !ok || err != nil || checkKey(key) != nil {
		return "", Link{}, refused
	}
	given, err := base64.RawURLEncoding.DecodeString(q.Get(paramSignature))
	q.Del(paramSignature)
	if err != nil || !hmac.Equal(given, l.signature(key, q)) {
		return "", Link{}, refused
	}
	seconds, err := strconv.ParseInt(q.Get(paramExpires), 10, 64)
	if err != nil {
		return "", Link{}, refused
	}
	left := time.Unix(seconds, 0).Sub(l.Clock.Now())
	if left <= 0 {
		return "", Link{}, fmt.Errorf("%w: expired", ErrLink)
	}
	return key, Link{For: left, Name: q.Get(paramName), ContentType: q.Get(paramType)}, nil
}

// signature covers the key and every parameter: no key holds a line end, and the
// encoded parameters say where each ends.
func (l *Links) signature(key string, q url.Values) []byte {
	mac := hmac.New(sha256.New, l.Secret)
	_, _ = fmt.Fprintf(mac, "rejoin file link 1\n%s\n%s", key, q.Encode()) // a hash takes all
	return mac.Sum(nil)
}
