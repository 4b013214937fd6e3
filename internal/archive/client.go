package archive

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/logging"
)

// credentialsHint says where credentials are looked for.
const credentialsHint = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or give the machine a role"

// The bounds within a call: it is tried again after an error that may pass, and
// a connection that does not come about is given up so that there is time for
// another.
const (
	maxAttempts = 3
	maxBackoff  = 200 * time.Millisecond
	dialWithin  = 2 * time.Second
)

// client is the way to a service.
type client struct {
	own, public *s3.Client
	connections *http.Transport
}

func newClient(ctx context.Context, at location) (*client, error) {
	cfg, err := config.LoadDefaultConfig(ctx, settings(at)...)
	if err != nil {
		return nil, fmt.Errorf("read the AWS settings: %w", err)
	}
	// The SDK's own client gives no hold on its connections. What the
	// environment has set on it, such as AWS_CA_BUNDLE, is kept.
	c := &client{connections: awshttp.NewBuildableClient().GetTransport()}
	if b, ok := cfg.HTTPClient.(*awshttp.BuildableClient); ok {
		c.connections = b.GetTransport()
	}
	cfg.HTTPClient = &http.Client{Transport: c.connections, CheckRedirect: nowhere}
	c.own = clientAt(cfg, at, at.endpoint)
	c.public = c.own
	if at.public != "" {
		c.public = clientAt(cfg, at, at.public)
	}
	if c.own.Options().Region == "" {
		return nil, errors.New("no region is known: s3://BUCKET?region=NAME, or set AWS_REGION")
	}
	if _, err := cfg.Credentials.Retrieve(ctx); err != nil {
		return nil, fmt.Errorf("no credentials are found: %s", credentialsHint)
	}
	return c, nil
}

// settings are ours among those that the environment makes.
func settings(at location) []func(*config.LoadOptions) error {
	transport := awshttp.NewBuildableClient().
		WithDialerOptions(func(d *net.Dialer) { d.Timeout = dialWithin }).
		WithTransportOptions(func(t *http.Transport) { t.TLSHandshakeTimeout = dialWithin })
	options := []func(*config.LoadOptions) error{
		config.WithHTTPClient(transport),
		config.WithLogger(logging.Nop{}), // errors are returned, and nothing else is worth a line
		config.WithRetryer(func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) {
				o.MaxAttempts, o.MaxBackoff = maxAttempts, maxBackoff
			})
		}),
	}
	if at.region != "" {
		options = append(options, config.WithRegion(at.region))
	}
	return options
}

// clientAt makes a client of the service at an endpoint, "" for that of the
// environment or AWS itself. What is not AWS gets the oldest and most common
// form of everything.
func clientAt(cfg aws.Config, at location, endpoint string) *s3.Client {
	return s3.NewFromConfig(cfg, func(o *s3.Options) {
		if endpoint != "" {
			o.BaseEndpoint = aws.String(endpoint)
		}
		if o.BaseEndpoint != nil {
			o.UsePathStyle = true
			o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
			o.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired
			if o.Region == "" {
				o.Region = "us-east-1" // such services ignore it
			}
		}
		if at.pathStyle != nil {
			o.UsePathStyle = *at.pathStyle
		}
	})
}

// nowhere follows no redirect: the signature would not hold at another host. The
// service says in the body what it means.
func nowhere(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// close lets go of the connections.
func (c *client) close() { c.connections.CloseIdleConnections() }

// endpoint is where the client finds the service, as people know it.
func (c *client) endpoint() string {
	if o := c.own.Options(); o.BaseEndpoint == nil {
		return "AWS S3 in " + o.Region
	}
	return *c.own.Options().BaseEndpoint
}

// describe says in one line why a bucket cannot be opened. The library's errors
// repeat the operation at each level.
func (c *client) describe(err error) error {
	var answer smithy.APIError
	var network net.Error
	switch {
	case errors.As(err, &answer):
		if answer.ErrorCode() == "NoSuchBucket" {
			return fmt.Errorf("%s has no bucket of that name", c.endpoint())
		}
		return fmt.Errorf("%s answers %s: %s", c.endpoint(), answer.ErrorCode(), answer.ErrorMessage())
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s does not answer within %v", c.endpoint(), openWithin)
	case errors.As(err, &network):
		return fmt.Errorf("%s cannot be reached: %w", c.endpoint(), innermost(network))
	}
	return fmt.Errorf("%s does not answer like S3: %w", c.endpoint(), innermost(err))
}

// innermost is the error at the ground of another.
func innermost(err error) error {
	for inner := err; inner != nil; inner = errors.Unwrap(inner) {
		err = inner
		if _, ok := inner.(*net.OpError); ok {
			return err // which names the address
		}
	}
	return err
}

// errorOf tells a missing object from a service that did not do what was asked.
// Only the service's own word counts: a 404 of a proxy or of a bucket that is
// gone says nothing of the object.
func errorOf(ctx context.Context, key string, err error) error {
	switch {
	case err == nil, errors.Is(err, ErrTooLarge):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	case isCode(err, "NoSuchKey"):
		return fmt.Errorf("%w: %s", ErrMissing, key)
	}
	return fmt.Errorf("%w: %w", ErrAway, err)
}

// isCode reports whether the service has answered with an error of its own.
func isCode(err error, code string) bool {
	var answer smithy.APIError
	return errors.As(err, &answer) && answer.ErrorCode() == code
}
