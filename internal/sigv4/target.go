package sigv4

import (
	"cmp"
	"net/http"
	"strings"
)

// maxTargetLen bounds path and query, far above the longest list of ids that a
// Connect GET carries.
const maxTargetLen = 64 << 10

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
