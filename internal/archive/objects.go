package archive

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"
)

// objects is what both kinds of bucket do alike, through the library.
type objects struct{ bucket *blob.Bucket }

// read reads an object of at most limit bytes. A larger one is not read at all
// where its size is known beforehand.
func (o objects) read(ctx context.Context, key string, limit int64) ([]byte, error) {
	r, err := o.bucket.NewReader(ctx, key, nil)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if r.Size() > limit {
		return nil, fmt.Errorf("%w: %s has %d bytes, the limit is %d", ErrTooLarge, key, r.Size(), limit)
	}
	body := bytes.NewBuffer(make([]byte, 0, max(r.Size(), 0)+bytes.MinRead))
	if _, err := body.ReadFrom(io.LimitReader(r, limit+1)); err != nil {
		return nil, fmt.Errorf("read %s: %w", key, err)
	}
	if int64(body.Len()) > limit {
		return nil, fmt.Errorf("%w: %s has more than %d bytes", ErrTooLarge, key, limit)
	}
	return body.Bytes(), nil
}

// readRange reads at most length bytes from an offset on, and tells the size of all.
func (o objects) readRange(ctx context.Context, key string, offset, length int64) (part []byte, size int64, err error) {
	r, err := o.bucket.NewRangeReader(ctx, key, offset, length, nil)
	if err != nil {
		return nil, 0, err
	}
	defer r.Close()
	if part, err = io.ReadAll(io.LimitReader(r, length)); err != nil {
		return nil, 0, fmt.Errorf("read %s: %w", key, err)
	}
	return part, r.Size(), nil
}

// size is how large an object is.
func (o objects) size(ctx context.Context, key string) (int64, error) {
	a, err := o.bucket.Attributes(ctx, key)
	if err != nil {
		return 0, err
	}
	return a.Size, nil
}

// remove deletes an object; one that is not there is no error.
func (o objects) remove(ctx context.Context, key string) error {
	err := o.bucket.Delete(ctx, key)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil
	}
	return err
}
