package sigv4

import (
	"cmp"
	"fmt"
	"net/http"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
)

const (
	headerDate        = "X-Amz-Date"
	headerToken       = "X-Amz-Security-Token"
	headerPayloadHash = "X-Amz-Content-Sha256"
	amzPrefix         = "X-Amz-"
)

// addedInTransit is the one X-Amz-* header that a client cannot sign: the
// vendor's content network adds it on the way to its origin.
const addedInTransit = "X-Amz-Cf-Id"

// single returns the value of a header that may appear at most once.
func single(h http.Header, name string) (string, error) {
	values := h.Values(name)
	if len(values) > 1 {
		return "", incomplete("The request has the header " + name + " more than once.")
	}
	return h.Get(name), nil
}

// checkSigned refuses a signature that leaves open what it must cover: the host,
// and every X-Amz-* header.
func checkSigned(h http.Header, signed []string) error {
	if _, ok := slices.BinarySearch(signed, "host"); !ok {
		return invalid("The host header must be among the SignedHeaders.")
	}
	for name := range h {
		if len(name) < len(amzPrefix) || !strings.EqualFold(name[:len(amzPrefix)], amzPrefix) ||
			strings.EqualFold(name, addedInTransit) {
			continue
		}
		if _, ok := slices.BinarySearch(signed, strings.ToLower(name)); !ok {
			return invalid(fmt.Sprintf("The header %.64q of the request must be among the SignedHeaders, as every X-Amz-* header.", name))
		}
	}
	return nil
}

// appendHeaders writes the canonical headers: one "name:value" line each, several
// values of a name joined by commas in the order received.
func appendHeaders(b []byte, r *http.Request, signed []string) ([]byte, error) {
	for _, name := range signed {
		values := headerValues(r, name)
		if values == nil {
			return nil, incomplete(fmt.Sprintf("SignedHeaders names %.64q, which the request does not have.", name))
		}
		b = append(b, name...)
		b = append(b, ':')
		for i, value := range values {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendTrimmed(b, value)
		}
		b = append(b, '\n')
	}
	return b, nil
}

// headerValues returns a header's values, also of those that net/http keeps
// outside the header map.
func headerValues(r *http.Request, name string) []string {
	if name == "host" {
		return []string{cmp.Or(r.Host, r.URL.Host)}
	}
	if values, ok := r.Header[textproto.CanonicalMIMEHeaderKey(name)]; ok {
		return values
	}
	if name == "content-length" && r.ContentLength >= 0 {
		return []string{strconv.FormatInt(r.ContentLength, 10)}
	}
	return nil
}

// appendTrimmed drops leading and trailing spaces and makes runs of spaces one.
func appendTrimmed(b []byte, value string) []byte {
	pending := false
	for i, start := 0, len(b); i < len(value); i++ {
		if value[i] == ' ' {
			pending = len(b) > start
			continue
		}
		if pending {
			b = append(b, ' ')
			pending = false
		}
		b = append(b, value[i])
	}
	return b
}
