package archive

import (
	"context"
	"fmt"
	"io"
	"mime"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Bucket holds objects by key. Its methods may be called concurrently, and every
// implementation is held to the suite archivetest.
type Bucket interface {
	// Put stores an object, replacing one of the same key. When it returns nil
	// the object is durable; at no time does a reader see part of it. ErrKey,
	// ErrAway.
	Put(ctx context.Context, key string, body []byte) error
	// Get reads an object of at most limit bytes. ErrMissing, ErrTooLarge,
	// ErrKey, ErrAway.
	Get(ctx context.Context, key string, limit int64) ([]byte, error)
	// Range reads at most length bytes of an object from an offset on, and tells
	// how large all of it is; from its end on there are none. ErrMissing, ErrKey,
	// ErrAway.
	Range(ctx context.Context, key string, offset, length int64) (part []byte, size int64, err error)
	// Delete removes an object; one that is not there is no error. ErrKey,
	// ErrAway.
	Delete(ctx context.Context, key string) error
	// SignedURL makes a URL at which whoever has it reads the object with GET,
	// without credentials, for a while. It does not look whether the object is
	// there. ErrKey, ErrLink, ErrAway.
	SignedURL(ctx context.Context, key string, link Link) (string, error)
}

// Files is a bucket that is open.
type Files interface {
	Bucket
	io.Closer
}

// MaxLinkTime is the longest life of a signed URL, the one that S3 sets.
const MaxLinkTime = 7 * 24 * time.Hour

// Link says what a signed URL is good for.
type Link struct {
	// For is how long it is good, in whole seconds, up to MaxLinkTime.
	For time.Duration
	// Name is the file name under which browsers save the object; with none
	// they show it.
	Name string
	// ContentType is the media type of the answer; "" leaves it to the bucket.
	ContentType string
}

func (l Link) check() error {
	switch {
	case l.For < time.Second || l.For > MaxLinkTime:
		return fmt.Errorf("%w: it is to last %v, want 1s to %v", ErrLink, l.For, MaxLinkTime)
	case strings.ContainsFunc(l.Name+l.ContentType, unicode.IsControl):
		return fmt.Errorf("%w: a control character in its name or type", ErrLink)
	}
	return nil
}

// Disposition is the Content-Disposition of the answer, "" when browsers are to
// show the object.
func (l Link) Disposition() string {
	if l.Name == "" {
		return ""
	}
	return mime.FormatMediaType("attachment", map[string]string{"filename": l.Name})
}

// contentType is the media type under which an object is kept, where the bucket
// keeps one.
func contentType(key string) string {
	if strings.HasSuffix(key, ".json") {
		return "application/json"
	}
	return "application/octet-stream"
}

// maxKeyBytes is the longest key that S3-compatible buckets take.
const maxKeyBytes = 1024

// checkKey refuses a key that is not a relative path of plain names: it must
// mean the same object in a bucket and on a disk, and never one outside. Names
// that begin with a dot are the bucket's own; some others the library would
// write otherwise than they are, or refuse.
func checkKey(key string) error {
	if key == "" || len(key) > maxKeyBytes || !utf8.ValidString(key) {
		return fmt.Errorf("%w: %d bytes, want 1 to %d of UTF-8", ErrKey, len(key), maxKeyBytes)
	}
	for name := range strings.SplitSeq(key, "/") {
		if name == "" || name[0] == '.' || strings.HasSuffix(name, "..") || len(name) > 255 {
			return fmt.Errorf("%w: %q holds the name %q", ErrKey, key, name)
		}
	}
	if strings.ContainsFunc(key, func(r rune) bool { return r == '\\' || unicode.IsControl(r) }) {
		return fmt.Errorf("%w: %q holds a backslash or a control character", ErrKey, key)
	}
	if strings.HasSuffix(key, ".attrs") || strings.Contains(key, "__0x") {
		return fmt.Errorf("%w: %q ends in .attrs or holds __0x", ErrKey, key)
	}
	return nil
}
