package sigv4

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

const (
	maxTargetLen = 64 << 10 // path and query; the longest list a Connect GET carries is far below
	maxParams    = 1024
)

// target is the request target as the client wrote it on the wire.
type target struct {
	path  string // still percent-encoded
	query params // decoded
}

// parseTarget prefers the request line over r.URL: the client signed the former,
// and a router may have rewritten the latter.
func parseTarget(r *http.Request) (target, error) {
	path, query := r.URL.EscapedPath(), r.URL.RawQuery
	if strings.HasPrefix(r.RequestURI, "/") {
		path, query, _ = strings.Cut(r.RequestURI, "?")
	}
	if len(path)+len(query) > maxTargetLen {
		return target{}, incomplete("The request target is too long to verify.")
	}
	params, err := parseParams(query)
	return target{path: path, query: params}, err
}

// canonicalPaths returns the encoded forms of the path a client may have signed,
// the likeliest first.
//
// The path is encoded once more than on the wire, as every service but S3 wants.
// botocore and the JavaScript SDK first remove empty and dot segments, as the
// vendor's documentation says; the Go SDKs sign the path as it stands. The two
// differ only for paths with such segments, so accepting both costs other
// requests nothing.
//
// client: botocore auth.py, utils.py; smithy-typescript packages/signature-v4;
// client: aws-sdk-go-v2 aws/signer/v4
func (t target) canonicalPaths() []string {
	path := cmp.Or(t.path, "/")
	clean := removeDotSegments(path)
	if clean == path {
		return []string{escape(clean, "/")}
	}
	return []string{escape(clean, "/"), escape(path, "/")}
}

// removeDotSegments drops empty, "." and ".." segments the way the SDKs do: a
// final slash stays only where the path was written with one.
func removeDotSegments(path string) string {
	var kept []string
	for segment := range strings.SplitSeq(path, "/") {
		switch segment {
		case "", ".":
		case "..":
			kept = kept[:max(0, len(kept)-1)]
		default:
			kept = append(kept, segment)
		}
	}
	clean := "/" + strings.Join(kept, "/")
	if len(kept) > 0 && strings.HasSuffix(path, "/") {
		clean += "/"
	}
	return clean
}

// param is one decoded name and value of a query.
type param struct{ name, value string }

type params []param

// parseParams decodes a query exactly as a handler will (a plus is a space), but
// refuses what net/url would silently drop: a handler must not see another query
// than the one that was signed.
func parseParams(query string) (params, error) {
	if query == "" {
		return nil, nil
	}
	if strings.Count(query, "&") >= maxParams {
		return nil, incomplete("The query has too many parameters to verify.")
	}
	var all params
	for pair := range strings.SplitSeq(query, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, nameErr := url.QueryUnescape(name)
		value, valueErr := url.QueryUnescape(value)
		if nameErr != nil || valueErr != nil {
			return nil, incomplete("The query has a broken percent escape.")
		}
		all = append(all, param{name, value})
	}
	return all, nil
}

func (p params) has(name string) bool {
	return slices.ContainsFunc(p, func(q param) bool { return q.name == name })
}

// single returns the value of a parameter that may appear at most once.
func (p params) single(name string) (string, error) {
	value, found := "", false
	for _, q := range p {
		if q.name != name {
			continue
		}
		if found {
			return "", incomplete("The query has " + name + " more than once.")
		}
		value, found = q.value, true
	}
	return value, nil
}

// canonical is the query re-encoded and sorted, without the signature itself.
func (p params) canonical() string {
	encoded := make(params, 0, len(p))
	for _, q := range p {
		if q.name != paramSignature {
			encoded = append(encoded, param{escape(q.name, ""), escape(q.value, "")})
		}
	}
	slices.SortFunc(encoded, func(a, b param) int {
		return cmp.Or(strings.Compare(a.name, b.name), strings.Compare(a.value, b.value))
	})
	var b strings.Builder
	for i, q := range encoded {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(q.name)
		b.WriteByte('=')
		b.WriteString(q.value)
	}
	return b.String()
}

// escape percent-encodes every byte that is neither unreserved (RFC 3986) nor in
// keep, with upper-case digits.
func escape(s, keep string) string {
	const digits = "0123456789ABCDEF"
	plain := func(c byte) bool {
		return isAlphanumeric(c) || strings.IndexByte("-._~", c) >= 0 || strings.IndexByte(keep, c) >= 0
	}
	i := 0
	for i < len(s) && plain(s[i]) {
		i++
	}
	if i == len(s) {
		return s
	}
	b := append(make([]byte, 0, len(s)+16), s[:i]...)
	for ; i < len(s); i++ {
		if c := s[i]; plain(c) {
			b = append(b, c)
		} else {
			b = append(b, '%', digits[c>>4], digits[c&15])
		}
	}
	return string(b)
}
