package sigv4

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock/clocktest"
)

// presign adds to the query of r what makes its URL alone a signed request for
// lifetime, in whole seconds from one second to seven days. Of the headers it
// signs Host and those named X-Amz-*.
func (s Signer) presign(r *http.Request, body []byte, at time.Time, lifetime time.Duration) error {
	signed := headersToSign(r.Header, func(name string) bool { return strings.HasPrefix(name, "x-amz-") })
	query := r.URL.Query()
	query.Set(paramAlgorithm, algorithm)
	query.Set(paramCredential, s.AccessKeyID+"/"+s.scope(at).String())
	query.Set(paramDate, at.UTC().Format(timeLayout))
	query.Set(paramExpires, strconv.FormatInt(int64(lifetime/time.Second), 10))
	query.Set(paramSignedHeaders, strings.Join(signed, ";"))
	if s.SessionToken != "" {
		query.Set(paramToken, s.SessionToken)
	}
	r.URL.RawQuery = query.Encode()
	signature, err := s.signature(r, body, signed, at)
	if err != nil {
		return err
	}
	r.URL.RawQuery += "&" + paramSignature + "=" + signature
	return nil
}

// newPresignedRequest is a ListQueues whose URL was presigned at exampleTime for
// 900 seconds.
func newPresignedRequest(t *testing.T) *http.Request {
	t.Helper()
	made, err := http.NewRequest("GET", "https://chat.example.com/queues-summary/i?queueTypes=STANDARD&maxResults=5", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := chatSigner.presign(made, nil, exampleTime, 900*time.Second); err != nil {
		t.Fatalf("presign: %v", err)
	}
	return httptest.NewRequest("GET", made.URL.String(), nil)
}

// The signature was made with botocore's SigV4QueryAuth.
func TestVerifyAcceptsAPresignedURLOfAnotherSigner(t *testing.T) {
	r := httptest.NewRequest("GET", "/users-summary/i?maxResults=5&X-Amz-Algorithm=AWS4-HMAC-SHA256"+
		"&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-west-2%2Fconnect%2Faws4_request&X-Amz-Date=20150830T123600Z"+
		"&X-Amz-Expires=900&X-Amz-SignedHeaders=host"+
		"&X-Amz-Signature=bd1c22f34c9c13701ce58f1d76acdcf6363b86626727fc5077b821e5c250c31a", nil)
	r.Host = "connect.us-west-2.amazonaws.com"
	got, err := newExampleVerifier("connect", exampleTime).Verify(r, nil)
	want := Identity{AccessKeyID: "AKIDEXAMPLE", Region: "us-west-2", SignedAt: exampleTime}
	if err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
}

func TestVerifyAcceptsAPresignedURLForAsLongAsItSays(t *testing.T) {
	tests := []struct {
		name    string
		after   time.Duration
		message string // beginning; empty if accepted
	}{
		{"at once", 0, ""},
		{"at its last second", 900 * time.Second, ""},
		{"later", 900*time.Second + time.Millisecond, "Signature expired: "},
		{"early by the skew", -MaxSkew, ""},
		{"earlier", -MaxSkew - time.Second, "Signature not yet current: "},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := newExampleVerifier("connect", exampleTime.Add(test.after)).Verify(newPresignedRequest(t), nil)
			if test.message == "" {
				if err != nil {
					t.Errorf("got error %v, want none", err)
				}
				return
			}
			wantCode(t, err, CodeInvalid)
			if message := err.(*Error).Message; !strings.HasPrefix(message, test.message) {
				t.Errorf("got message %q, want one beginning %q", message, test.message)
			}
		})
	}
}

func TestVerifyRefusesATamperedPresignedURL(t *testing.T) {
	tests := []struct{ name, old, replacement, code string }{
		{"parameter changed", "maxResults=5", "maxResults=500", CodeInvalid},
		{"parameter added", "maxResults=5", "maxResults=5&nextToken=x", CodeInvalid},
		{"path", "/queues-summary/", "/users-summary/", CodeInvalid},
		{"lifetime", "X-Amz-Expires=900", "X-Amz-Expires=9000", CodeInvalid},
		{"no lifetime", "X-Amz-Expires=900&", "", CodeIncomplete},
		{"lifetime of zero", "X-Amz-Expires=900", "X-Amz-Expires=0", CodeIncomplete},
		{"negative lifetime", "X-Amz-Expires=900", "X-Amz-Expires=-900", CodeIncomplete},
		{"lifetime over a week", "X-Amz-Expires=900", "X-Amz-Expires=604801", CodeIncomplete},
		{"lifetime beyond numbers", "X-Amz-Expires=900", "X-Amz-Expires=99999999999999999999", CodeIncomplete},
		{"algorithm", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1", CodeIncomplete},
		{"no algorithm", "X-Amz-Algorithm=AWS4-HMAC-SHA256&", "", CodeIncomplete},
		{"no signature", "&X-Amz-Signature=", "&x=", CodeIncomplete},
		{"signature twice", "maxResults=5", "maxResults=5&X-Amz-Signature=1", CodeIncomplete},
		{"time", "X-Amz-Date=2015", "X-Amz-Date=x", CodeIncomplete},
		{"session token", "maxResults=5", "maxResults=5&X-Amz-Security-Token=x", CodeUnrecognized},
		{"payload hash", "maxResults=5", "maxResults=5&X-Amz-Content-Sha256=UNSIGNED-PAYLOAD", CodeInvalid},
	}
	v := newExampleVerifier("connect", exampleTime)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := newPresignedRequest(t)
			changed := strings.Replace(r.RequestURI, "https://chat.example.com", "", 1)
			changed = strings.Replace(changed, test.old, test.replacement, 1)
			tampered := httptest.NewRequest("GET", changed, nil)
			tampered.Host = r.Host
			_, err := v.Verify(tampered, nil)
			wantCode(t, err, test.code)
		})
	}
}

func TestVerifyRefusesAnUnsignedHeaderBesideAPresignedURL(t *testing.T) {
	r := newPresignedRequest(t)
	r.Header.Set("X-Amz-Target", "x")
	_, err := newExampleVerifier("connect", exampleTime).Verify(r, nil)
	wantCode(t, err, CodeInvalid)
}

func TestPresignCoversATemporaryKey(t *testing.T) {
	temporary := Credentials{AccessKeyID: "ASIAEXAMPLE", SecretAccessKey: "s", SessionToken: "a+/="}
	made, err := http.NewRequest("GET", "https://chat.example.com/", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := (Signer{temporary, "local", "connect"}).presign(made, nil, exampleTime, time.Hour); err != nil {
		t.Fatal(err)
	}
	v := NewVerifier(Config{Keys: keys(temporary), Clock: clocktest.At(exampleTime), Service: "connect"})
	if _, err := v.Verify(httptest.NewRequest("GET", made.URL.String(), nil), nil); err != nil {
		t.Errorf("got error %v, want none", err)
	}
}
