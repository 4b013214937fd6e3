package sigv4

import (
	"net/http"
	"strconv"
	"time"
)

// Query parameters of a presigned URL.
const (
	paramAlgorithm     = "X-Amz-Algorithm"
	paramCredential    = "X-Amz-Credential"
	paramDate          = "X-Amz-Date"
	paramExpires       = "X-Amz-Expires"
	paramSignedHeaders = "X-Amz-SignedHeaders"
	paramSignature     = "X-Amz-Signature"
	paramToken         = "X-Amz-Security-Token"
	paramPayloadHash   = "X-Amz-Content-Sha256"
)

// maxLifetime is the longest a presigned URL may last: seven days, because a
// signing key is good for no longer.
const maxLifetime = 7 * 24 * time.Hour

func readPresignedClaim(r *http.Request, query params) (claim, error) {
	fields := make(map[string]string, 8)
	for _, name := range []string{
		paramAlgorithm, paramCredential, paramDate, paramExpires,
		paramSignedHeaders, paramSignature, paramToken, paramPayloadHash,
	} {
		value, err := query.single(name)
		if err != nil {
			return claim{}, err
		}
		fields[name] = value
	}
	if fields[paramAlgorithm] != algorithm {
		return claim{}, incomplete(paramAlgorithm + " must be " + algorithm + ".")
	}
	c, err := newClaim(fields[paramCredential], fields[paramSignedHeaders], fields[paramSignature])
	if err != nil {
		return claim{}, err
	}
	if c.at, err = parseTime(fields[paramDate]); err != nil {
		return claim{}, err
	}
	if c.lifetime, err = parseLifetime(fields[paramExpires]); err != nil {
		return claim{}, err
	}
	c.sessionToken = fields[paramToken]
	if c.payloadHash, err = single(r.Header, headerPayloadHash); err != nil {
		return claim{}, err
	}
	if c.payloadHash == "" {
		c.payloadHash = fields[paramPayloadHash]
	}
	return c, nil
}

func parseLifetime(seconds string) (time.Duration, error) {
	n, err := strconv.ParseUint(seconds, 10, 32)
	lifetime := time.Duration(n) * time.Second
	if err != nil || lifetime == 0 || lifetime > maxLifetime {
		return 0, incomplete(paramExpires + " must be a number of seconds from 1 to 604800.")
	}
	return lifetime, nil
}
