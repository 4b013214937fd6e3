package sigv4

import (
	"context"
	"crypto/hmac"
	"crypto/subtle"
	"fmt"
	"net/http"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// MaxSkew is how far the time of signing may lie before or after the server's,
// inclusive.
const MaxSkew = 5 * time.Minute

// Credentials are an access key. A permanent key has no SessionToken; the
// requests of a temporary one must carry it.
type Credentials struct {
	AccessKeyID     string
	SecretAccessKey string
	SessionToken    string
}

// KeyFunc finds the credentials of an access key id, which may be any string of
// at most 128 bytes, also empty. It reports false for an unknown id; an error
// means that it could not tell.
type KeyFunc func(ctx context.Context, accessKeyID string) (Credentials, bool, error)

// Config is what a Verifier needs; all but AllowUnsignedPayload is required.
type Config struct {
	Keys    KeyFunc
	Clock   clock.Clock
	Service string // signing name in the credential scope, such as "connect"
	// AllowUnsignedPayload accepts requests that state UNSIGNED-PAYLOAD instead of
	// a body hash. Their body can be changed in transit without notice.
	AllowUnsignedPayload bool
}

// Verifier checks signatures. It may be used by many goroutines at once.
type Verifier struct {
	config Config
	cache  keyCache
}

// NewVerifier returns a Verifier.
func NewVerifier(config Config) *Verifier { return &Verifier{config: config} }

// Identity is who signed a request, and for where and when.
type Identity struct {
	AccessKeyID string
	Region      string // any region is accepted
	SignedAt    time.Time
}

// Verify checks the signature of r, whose whole body is body. r must be as it
// was received: headers added or changed on the way in count as tampering.
//
// The error is an *Error when the request is at fault; any other error comes
// from the key lookup and says nothing about the request.
//
// spec: aws.auth#sigv4 (Amazon Connect service model, signing name "connect")
func (v *Verifier) Verify(r *http.Request, body []byte) (Identity, error) {
	target, err := parseTarget(r)
	if err != nil {
		return Identity{}, err
	}
	c, err := readClaim(r, target.query)
	if err != nil {
		return Identity{}, err
	}
	if err := v.checkScope(c); err != nil {
		return Identity{}, err
	}
	if err := checkTime(c, v.config.Clock.Now()); err != nil {
		return Identity{}, err
	}
	if err := checkSigned(r.Header, c.signed); err != nil {
		return Identity{}, err
	}
	credentials, err := v.credentials(r.Context(), c)
	if err != nil {
		return Identity{}, err
	}
	if err := v.checkSignature(r, body, target, c, credentials.SecretAccessKey); err != nil {
		return Identity{}, err
	}
	return Identity{AccessKeyID: c.accessKeyID, Region: c.scope.region, SignedAt: c.at}, nil
}

func (v *Verifier) checkScope(c claim) error {
	if c.scope.service != v.config.Service {
		return invalid("Credential must be scoped to the service '" + v.config.Service + "'.")
	}
	if c.scope.date != c.at.Format(dateLayout) {
		return invalid("The date in Credential is not the date of the request.")
	}
	return nil
}

// credentials finds the key and checks the session token against it. An unknown
// key and an unknown session get one answer.
func (v *Verifier) credentials(ctx context.Context, c claim) (Credentials, error) {
	found, ok, err := v.config.Keys(ctx, c.accessKeyID)
	if err != nil {
		return Credentials{}, fmt.Errorf("look up access key: %w", err)
	}
	if !ok || subtle.ConstantTimeCompare([]byte(found.SessionToken), []byte(c.sessionToken)) != 1 {
		return Credentials{}, unrecognized("The access key or security token of the request is not known here.")
	}
	return found, nil
}

func (v *Verifier) checkSignature(r *http.Request, body []byte, t target, c claim, secret string) error {
	payloadHash, err := v.payloadHash(c.payloadHash, body)
	if err != nil {
		return err
	}
	key := v.cache.get(secret, c.scope)
	query := t.query.canonical()
	for _, path := range t.canonicalPaths() {
		signature, err := signable{
			request: r, path: path, query: query, signed: c.signed,
			payloadHash: payloadHash, at: c.at, scope: c.scope,
		}.sign(key)
		if err != nil {
			return err
		}
		if hmac.Equal(signature, c.signature[:]) {
			v.cache.put(secret, c.scope, key)
			return nil
		}
	}
	return invalid("The signature of the request does not match its content. Check the secret key and how the request was signed.")
}
