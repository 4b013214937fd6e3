package sigv4

import (
	"encoding/hex"
	"net/http"
	"strings"
	"time"
)

const (
	maxAuthorizationLen = 8 << 10
	maxSignedHeaders    = 64 // SDKs sign about ten
	signatureLen        = 32
)

// claim is what a request says about its own signature, read but not believed.
type claim struct {
	accessKeyID  string
	scope        scope
	at           time.Time
	lifetime     time.Duration // how long after at a presigned URL lasts; 0 for the header form
	signed       []string      // lower-case, strictly ascending
	signature    [signatureLen]byte
	sessionToken string
	payloadHash  string // as stated by the request; empty when it states none
}

// readClaim takes the claim from the Authorization header or, for a presigned
// URL, from the query.
func readClaim(r *http.Request, query params) (claim, error) {
	authorization := r.Header.Values("Authorization")
	presigned := query.has(paramAlgorithm) || query.has(paramSignature)
	switch {
	case len(authorization) > 1, len(authorization) == 1 && presigned:
		return claim{}, incomplete("The request carries more than one signature.")
	case len(authorization) == 1 && authorization[0] != "":
		return readHeaderClaim(r, authorization[0])
	case presigned:
		return readPresignedClaim(r, query)
	}
	return claim{}, missing("The request is not signed: it has neither an Authorization header nor a presigned query.")
}

func readHeaderClaim(r *http.Request, authorization string) (claim, error) {
	c, err := parseAuthorization(authorization)
	if err != nil {
		return claim{}, err
	}
	if c.at, err = headerTime(r.Header); err != nil {
		return claim{}, err
	}
	if c.sessionToken, err = single(r.Header, headerToken); err != nil {
		return claim{}, err
	}
	c.payloadHash, err = single(r.Header, headerPayloadHash)
	return c, err
}

// parseAuthorization reads the three fields of the Authorization header, in any
// order, separated by commas with optional spaces.
func parseAuthorization(header string) (claim, error) {
	if len(header) > maxAuthorizationLen {
		return claim{}, incomplete("The Authorization header is too long.")
	}
	rest, ok := strings.CutPrefix(header, algorithm+" ")
	if !ok {
		return claim{}, incomplete("The Authorization header must use the algorithm " + algorithm + ".")
	}
	fields := make(map[string]string, 3)
	for field := range strings.SplitSeq(rest, ",") {
		name, value, ok := strings.Cut(strings.Trim(field, " "), "=")
		if !ok {
			return claim{}, incomplete("The Authorization header has a part that is not a key=value pair.")
		}
		if _, twice := fields[name]; twice {
			return claim{}, incomplete("The Authorization header names a parameter twice.")
		}
		fields[name] = value
	}
	return newClaim(fields["Credential"], fields["SignedHeaders"], fields["Signature"])
}

// newClaim checks the three parts that both forms of a signature have.
func newClaim(credential, signedHeaders, signature string) (c claim, err error) {
	if credential == "" || signedHeaders == "" || signature == "" {
		return claim{}, incomplete("A signature consists of Credential, SignedHeaders and Signature.")
	}
	if c.accessKeyID, c.scope, err = parseCredential(credential); err != nil {
		return claim{}, err
	}
	if c.signed, err = parseSignedHeaders(signedHeaders); err != nil {
		return claim{}, err
	}
	if c.signature, err = parseSignature(signature); err != nil {
		return claim{}, err
	}
	return c, nil
}

// parseSignedHeaders demands the one order in which names can be signed, so that
// a list has one spelling and no name is in it twice.
func parseSignedHeaders(list string) ([]string, error) {
	if strings.Count(list, ";") >= maxSignedHeaders {
		return nil, incomplete("SignedHeaders names too many headers.")
	}
	names := strings.Split(list, ";")
	for i, name := range names {
		if !validSignedHeader(name) {
			return nil, incomplete("SignedHeaders must be lower-case header names separated by semicolons.")
		}
		if i > 0 && names[i-1] >= name {
			return nil, incomplete("SignedHeaders must be sorted and name each header once.")
		}
	}
	return names, nil
}

func validSignedHeader(name string) bool {
	if name == "" {
		return false
	}
	for i := range len(name) {
		c := name[i]
		if 'A' <= c && c <= 'Z' || !isAlphanumeric(c) && !strings.ContainsRune("!#$%&'*+-.^_`|~", rune(c)) {
			return false
		}
	}
	return true
}

func parseSignature(text string) (signature [signatureLen]byte, err error) {
	if len(text) != hex.EncodedLen(signatureLen) || strings.ToLower(text) != text {
		return signature, incomplete("Signature must be 64 lower-case hexadecimal digits.")
	}
	if _, err := hex.Decode(signature[:], []byte(text)); err != nil {
		return signature, incomplete("Signature must be 64 lower-case hexadecimal digits.")
	}
	return signature, nil
}
