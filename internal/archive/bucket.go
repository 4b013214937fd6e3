package archive

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bucket holds objects by key. Its methods may be called concurrently.
type Bucket interface {
	// Put stores an object, replacing one of the same key. When it returns nil
	// the object is durable; at no time does a reader see part of it. ErrKey.
	Put(ctx context.Context, key string, body []byte) error
	// Get reads an object of at most limit bytes. ErrMissing, ErrTooLarge,
	// ErrKey.
	Get(ctx context.Context, key string, limit int64) ([]byte, error)
	// Delete removes an object; one that is not there is no error. ErrKey.
	Delete(ctx context.Context, key string) error
}

// maxKeyBytes is the longest key that S3-compatible buckets take.
const maxKeyBytes = 1024

// checkKey refuses a key that is not a relative path of plain names: it must
// mean the same object in a bucket and on a disk, and never one outside. Names
// that begin with a dot are the bucket's own.
func checkKey(key string) error {
	if key == "" || len(key) > maxKeyBytes || !utf8.ValidString(key) {
		return fmt.Errorf("%w: %d bytes, want 1 to %d of UTF-8", ErrKey, len(key), maxKeyBytes)
	}
	for name := range strings.SplitSeq(key, "/") {
		if name == "" || name[0] == '.' || len(name) > 255 {
			return fmt.Errorf("%w: %q holds the name %q", ErrKey, key, name)
		}
	}
	if strings.ContainsFunc(key, func(r rune) bool { return r == '\\' || unicode.IsControl(r) }) {
		return fmt.Errorf("%w: %q holds a backslash or a control character", ErrKey, key)
	}
	return nil
}
