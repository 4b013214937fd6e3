package pages

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
)

// pack compresses a content; nil where less than a tenth would be saved.
func pack(content []byte) []byte {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	w.Write(content) // a buffer takes everything
	w.Close()
	if packed.Len() > len(content)*9/10 {
		return nil
	}
	return packed.Bytes()
}

// takesGzip reports whether a browser said that it takes gzip; all do. One that
// weighs encodings against each other gets none.
func takesGzip(r *http.Request) bool {
	for encoding := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		if strings.TrimSpace(encoding) == "gzip" {
			return true
		}
	}
	return false
}
