package e2e

import (
	"errors"
	"testing"

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
