package outside

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go/logging"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// credentialsWithin bounds the search for credentials, which may ask the machine's
// metadata service.
const credentialsWithin = 5 * time.Second

// Signer signs requests to one service of AWS, or to something that takes its
// requests.
type Signer struct {
	// Service is the name that signatures carry: lex, lambda.
	Service string
	Region  string
	// Credentials are asked for at every signature.
	Credentials aws.CredentialsProvider
}

// NewSigner finds credentials where every AWS client looks for them; profile is one
// of the shared configuration file, "" for the usual order. An error says that
// there are none.
func NewSigner(ctx context.Context, service, region, profile string) (*Signer, error) {
	ctx, cancel := context.WithTimeout(ctx, credentialsWithin)
	defer cancel()
	options := []func(*config.LoadOptions) error{
		config.WithRegion(region), config.WithLogger(logging.Nop{}),
	}
	if profile != "" {
		options = append(options, config.WithSharedConfigProfile(profile))
	}
	cfg, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return nil, fmt.Errorf("read the AWS settings: %w", err)
	}
	if _, err := cfg.Credentials.Retrieve(ctx); err != nil {
		return nil, fmt.Errorf("no AWS credentials are found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile, or give the machine a role")
	}
	return &Signer{Service: service, Region: region, Credentials: cfg.Credentials}, nil
}

// Sign adds a signature to a request whose other headers are complete.
func (s *Signer) Sign(ctx context.Context, r *http.Request, body []byte) error {
	credentials, err := s.Credentials.Retrieve(ctx)
	if err != nil {
		return fmt.Errorf("%w: AWS credentials: %w", ErrUnavailable, err)
	}
	sum := sha256.Sum256(body)
	err = v4.NewSigner().SignHTTP(ctx, credentials, r, hex.EncodeToString(sum[:]), s.Service, s.Region, clock.System().Now())
	if err != nil {
		return fmt.Errorf("%w: sign: %w", ErrRefused, err)
	}
	return nil
}

// Endpoint is where AWS has a service in a region, by the first label of its name.
func Endpoint(label, region string) string {
	domain := "amazonaws.com"
	if strings.HasPrefix(region, "cn-") {
		domain += ".cn"
	}
	return "https://" + label + "." + region + "." + domain
}
