package rejoin

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	awsv1 "github.com/aws/aws-sdk-go/aws"
	"github.com/aws/aws-sdk-go/aws/credentials"
	"github.com/aws/aws-sdk-go/aws/session"
	"github.com/aws/aws-sdk-go/service/connectparticipant"
)

// Connect is the AWS SDK for Go v2 on the Connect service, with the settings that
// `rejoin env` prints.
func (s *Server) Connect() *connect.Client {
	options := connect.Options{
		Region:       s.Settings["AWS_REGION"],
		BaseEndpoint: aws.String(s.Settings["AWS_ENDPOINT_URL"]),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{
				AccessKeyID:     s.Settings["AWS_ACCESS_KEY_ID"],
				SecretAccessKey: s.Settings["AWS_SECRET_ACCESS_KEY"],
			}, nil
		}),
	}
	if s.tls != nil {
		options.HTTPClient = s.tls.client
	}
	return connect.New(options)
}

// Participant is the AWS SDK for Go v1 on the Participant service, past any front.
// It does not sign: that service asks for no signature.
func (s *Server) Participant() (*connectparticipant.ConnectParticipant, error) {
	session, err := session.NewSession(awsv1.NewConfig().
		WithHTTPClient(s.client()).
		WithEndpoint(s.URL).
		WithRegion(s.Settings["AWS_REGION"]).
		WithCredentials(credentials.AnonymousCredentials))
	if err != nil {
		return nil, err
	}
	return connectparticipant.New(session), nil
}
