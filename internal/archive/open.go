package archive

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// openWithin bounds how long it takes to find out that a bucket is away.
const openWithin = 9 * time.Second

// OpenOptions say how a bucket is opened.
type OpenOptions struct {
	// ReadOnly opens it beside a server that has it: nothing is made, cleaned
	// up or written, now or later.
	ReadOnly bool
	// Links sign the URLs of a folder; without them it signs none. A service
	// signs its own.
	Links *Links
	// Clock is the system's when nil, and Log discards when nil.
	Clock clock.Clock
	Log   *slog.Logger
}

// Open opens the bucket at a location: a folder by its path or as file:///PATH,
// or s3://BUCKET[/PREFIX] with the parameters endpoint, region, path_style and
// public_endpoint. Credentials for S3 come from where AWS tools look:
// AWS_ACCESS_KEY_ID and its kin, the shared files, the machine's role.
//
// A bucket that is missing, forbidden or unreachable is an error within ten
// seconds, which names it and no secrets; that objects are kept is proven by
// writing one and reading it back.
func Open(ctx context.Context, where string, o OpenOptions) (Files, error) {
	if o.Clock == nil {
		o.Clock = clock.System()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	at, err := parseLocation(where)
	if err != nil {
		return nil, fmt.Errorf("location of files: %w", err)
	}
	files, err := open(ctx, at, o)
	if err != nil {
		return nil, err
	}
	if o.ReadOnly {
		return readOnly{files}, nil
	}
	return files, nil
}

func open(ctx context.Context, at location, o OpenOptions) (Files, error) {
	if at.bucket == "" {
		d, err := openFolder(at.folder, o)
		if err != nil {
			return nil, fmt.Errorf("folder of files: %w", err)
		}
		return d, nil
	}
	ctx, cancel := context.WithTimeout(ctx, openWithin)
	defer cancel()
	s, err := openS3(ctx, at, o)
	if err != nil {
		return nil, fmt.Errorf("bucket %s: %w", at.bucket, err)
	}
	return s, nil
}

// readOnly refuses to change a bucket.
type readOnly struct{ Files }

func (readOnly) Put(context.Context, string, []byte) error { return ErrReadOnly }

func (readOnly) Delete(context.Context, string) error { return ErrReadOnly }
