package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"gocloud.dev/blob"
	"gocloud.dev/blob/s3blob"
)

// S3 is a bucket in an S3-compatible service. An object is there, whole and
// durable, once the service has confirmed it, and not before.
//
// Somebody waits for every call: a customer for a page, the end of a chat for
// its transcript. So each is bounded in time, and while the service hangs none
// is made at all, see guard.
type S3 struct {
	objects
	// public is the same bucket at the URL by which the outside reaches it.
	public objects
	guard  *guard
	client *client
}

var _ Files = (*S3)(nil)

// proof is the object with which an opening proves that what is written is kept.
// Its name begins with a dot, so no key reaches it. Nodes of all versions write it
// side by side, so its text never changes.
const (
	proof     = ".rejoin"
	proofText = "Rejoin keeps its files in this bucket.\n"
)

func openS3(ctx context.Context, at location, o OpenOptions) (_ *S3, err error) {
	c, err := newClient(ctx, at)
	if err != nil {
		return nil, err
	}
	s := &S3{client: c}
	s.guard = newGuard(s.probe, o.Clock, o.Log)
	defer func() {
		if err != nil {
			err = errors.Join(c.describe(err), s.Close())
		}
	}()
	if s.bucket, err = bucketOf(ctx, c.own, at); err != nil {
		return nil, err
	}
	if s.public.bucket, err = bucketOf(ctx, c.public, at); err != nil {
		return nil, err
	}
	if err := s.probe(ctx); err != nil {
		return nil, err
	}
	if !o.ReadOnly {
		err = s.prove(ctx)
	}
	return s, err
}

// prove writes an object and reads it back: a web server that answers everything
// with a page would else take every transcript and keep none.
func (s *S3) prove(ctx context.Context) error {
	if err := s.upload(ctx, proof, []byte(proofText)); err != nil {
		return err
	}
	got, err := s.read(ctx, proof, int64(len(proofText)))
	if errors.Is(err, ErrTooLarge) || err == nil && string(got) != proofText {
		return errors.New("what is written does not come back")
	}
	return err
}

func bucketOf(ctx context.Context, c *s3.Client, at location) (*blob.Bucket, error) {
	b, err := s3blob.OpenBucket(ctx, c, at.bucket, &s3blob.Options{
		RequestChecksumCalculation: c.Options().RequestChecksumCalculation,
	})
	if err == nil && at.prefix != "" {
		b = blob.PrefixedBucket(b, at.prefix)
	}
	return b, err
}

// Close lets go of the connections.
func (s *S3) Close() error {
	s.guard.close()
	var errs []error
	for _, o := range []objects{s.objects, s.public} {
		if o.bucket != nil {
			errs = append(errs, o.bucket.Close())
		}
	}
	s.client.close()
	return errors.Join(errs...)
}

// Put implements Bucket.
func (s *S3) Put(ctx context.Context, key string, body []byte) error {
	return s.do(ctx, key, int64(len(body)), func(ctx context.Context) error {
		return s.upload(ctx, key, body)
	})
}

func (s *S3) upload(ctx context.Context, key string, body []byte) error {
	return s.bucket.Upload(ctx, key, bytes.NewReader(body), &blob.WriterOptions{
		ContentType: contentType(key),
	})
}

// Get implements Bucket.
func (s *S3) Get(ctx context.Context, key string, limit int64) (body []byte, err error) {
	err = s.do(ctx, key, limit, func(ctx context.Context) error {
		body, err = s.read(ctx, key, limit)
		return err
	})
	return body, err
}

// Range implements Bucket.
func (s *S3) Range(ctx context.Context, key string, offset, length int64) (part []byte, size int64, err error) {
	err = s.do(ctx, key, length, func(ctx context.Context) error {
		part, size, err = s.readRange(ctx, key, offset, length)
		if isCode(err, "InvalidRange") { // from its end on
			part = nil
			size, err = s.size(ctx, key)
		}
		return err
	})
	return part, size, err
}

// Delete implements Bucket.
func (s *S3) Delete(ctx context.Context, key string) error {
	return s.do(ctx, key, 0, func(ctx context.Context) error { return s.remove(ctx, key) })
}

// SignedURL implements Bucket.
func (s *S3) SignedURL(ctx context.Context, key string, link Link) (signed string, err error) {
	if err := link.check(); err != nil {
		return "", err
	}
	err = s.do(ctx, key, 0, func(ctx context.Context) error {
		signed, err = s.public.bucket.SignedURL(ctx, key, &blob.SignedURLOptions{
			Expiry: link.For,
			BeforeSign: func(as func(any) bool) error {
				var in *s3.GetObjectInput
				if !as(&in) {
					return errors.New("the library gives no request to sign")
				}
				if link.Name != "" {
					in.ResponseContentDisposition = aws.String(link.Disposition())
				}
				if link.ContentType != "" {
					in.ResponseContentType = aws.String(link.ContentType)
				}
				return nil
			},
		})
		return err
	})
	return signed, err
}

// patience is how long a call on an object of a size may take: a dead service
// holds up who waits for no longer than a few seconds, a slow line still carries
// 32 Mbit/s.
func patience(size int64) time.Duration {
	const least = 3 * time.Second
	return least + transfer(size)
}

// transfer is how long so many bytes take on a slow line.
func transfer(size int64) time.Duration {
	const bytesPerSecond = 4 << 20
	return time.Duration(size) * time.Second / bytesPerSecond
}

// errHung says that a call was given up for having taken too long.
var errHung = errors.New("no answer in time")

// do makes a call on an object within its time, if the service is believed to
// answer.
func (s *S3) do(ctx context.Context, key string, size int64, call func(context.Context) error) error {
	if err := errors.Join(checkKey(key), ctx.Err()); err != nil {
		return err
	}
	if err := s.guard.admit(); err != nil {
		return err
	}
	bounded, cancel := context.WithTimeoutCause(ctx, patience(size), errHung)
	defer cancel()
	err := call(bounded)
	if err != nil && errors.Is(context.Cause(bounded), errHung) {
		s.guard.trip()
		return fmt.Errorf("%w: %w: %s", ErrAway, errHung, key)
	}
	return errorOf(ctx, key, err)
}

// probe reports whether the service answers for the bucket.
func (s *S3) probe(ctx context.Context) error {
	_, _, err := s.bucket.ListPage(ctx, blob.FirstPageToken, 1, nil)
	return err
}
