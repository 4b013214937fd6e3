package sigv4

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock/clocktest"
)

// The access key and time of the vendor's published examples.
var (
	exampleKey  = Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
	exampleTime = time.Date(2015, 8, 30, 12, 36, 0, 0, time.UTC)
)

// keys is the lookup over a fixed set of credentials.
func keys(known ...Credentials) KeyFunc {
	return func(_ context.Context, accessKeyID string) (Credentials, bool, error) {
		for _, c := range known {
			if c.AccessKeyID == accessKeyID {
				return c, true, nil
			}
		}
		return Credentials{}, false, nil
	}
}

func newExampleVerifier(service string, now time.Time) *Verifier {
	return NewVerifier(Config{Keys: keys(exampleKey), Clock: clocktest.At(now), Service: service})
}

// newChatRequest is an unsigned StartChatContact as a server receives it.
func newChatRequest() (*http.Request, []byte) {
	const body = `{"InstanceId":"i","ContactFlowId":"f"}`
	r := httptest.NewRequest("PUT", "/contact/chat", strings.NewReader(body))
	r.Host = "chat.example.com:8080"
	r.Header.Set("Content-Type", "application/json")
	return r, []byte(body)
}

var chatSigner = Signer{Credentials: exampleKey, Region: "eu-west-2", Service: "connect"}

// newSignedRequest is newChatRequest signed at exampleTime.
func newSignedRequest(t testing.TB) (*http.Request, []byte) {
	t.Helper()
	r, body := newChatRequest()
	if err := chatSigner.Sign(r, body, exampleTime); err != nil {
		t.Fatalf("Sign: %v", err)
	}
	return r, body
}

// wantCode fails the test unless err is an *Error with the code and its status.
func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	status := map[string]int{CodeMissing: 403, CodeIncomplete: 400, CodeUnrecognized: 403, CodeInvalid: 403}[code]
	var got *Error
	if !errors.As(err, &got) {
		t.Fatalf("got error %v, want code %s", err, code)
	}
	if got.Code != code || got.Status != status {
		t.Errorf("got %s %d (%s), want %s %d", got.Code, got.Status, got.Message, code, status)
	}
}
