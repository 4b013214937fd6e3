package e2e

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go"
)

// wantCode checks the name of an error of the AWS SDK for Go v2.
func wantCode(t *testing.T, err error, want string) {
	t.Helper()
	var failure smithy.APIError
	if !errors.As(err, &failure) || failure.ErrorCode() != want {
		t.Errorf("got error %v, want %s", err, want)
	}
}

// wantOneOf checks that the name of an error is one of several.
func wantOneOf(t *testing.T, err error, want ...string) {
	t.Helper()
	var failure smithy.APIError
	if !errors.As(err, &failure) || !slices.Contains(want, failure.ErrorCode()) {
		t.Errorf("got error %v, want one of %v", err, want)
	}
}

// fixed provides one key.
func fixed(key aws.Credentials) func(context.Context) (aws.Credentials, error) {
	return func(context.Context) (aws.Credentials, error) { return key, nil }
}
