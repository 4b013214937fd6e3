package sigv4

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock/clocktest"
)

func TestVerifyRefusesATamperedRequest(t *testing.T) {
	tests := []struct {
		name   string
		tamper func(r *http.Request, body *[]byte)
		code   string
	}{
		{"body", func(_ *http.Request, body *[]byte) { (*body)[2] ^= 1 }, CodeInvalid},
		{"body cut", func(_ *http.Request, body *[]byte) { *body = (*body)[:10] }, CodeInvalid},
		{"method", func(r *http.Request, _ *[]byte) { r.Method = "POST" }, CodeInvalid},
		{"path", func(r *http.Request, _ *[]byte) { r.RequestURI = "/contact/chats" }, CodeInvalid},
		{"query added", func(r *http.Request, _ *[]byte) { r.RequestURI += "?maxResults=1" }, CodeInvalid},
		{"host", func(r *http.Request, _ *[]byte) { r.Host = "other.example.com" }, CodeInvalid},
		{"signed header", func(r *http.Request, _ *[]byte) { r.Header.Set("Content-Type", "text/plain") }, CodeInvalid},
		{"signed header doubled", func(r *http.Request, _ *[]byte) { r.Header.Add("Content-Type", "application/json") }, CodeInvalid},
		{"signed header removed", func(r *http.Request, _ *[]byte) { r.Header.Del("Content-Type") }, CodeIncomplete},
		{"time", func(r *http.Request, _ *[]byte) { r.Header.Set("X-Amz-Date", "20150830T123601Z") }, CodeInvalid},
		{"amz header added", func(r *http.Request, _ *[]byte) { r.Header.Set("X-Amz-Bearer", "x") }, CodeInvalid},
		{"amz header added in lower case", func(r *http.Request, _ *[]byte) { r.Header["x-amz-bearer"] = []string{"x"} }, CodeInvalid},
		{"session token added", func(r *http.Request, _ *[]byte) { r.Header.Set("X-Amz-Security-Token", "x") }, CodeInvalid},
		{"region", edit("eu-west-2", "eu-west-1"), CodeInvalid},
		{"service", edit("/connect/", "/lambda/"), CodeInvalid},
		{"signature too long", edit("Signature=", "Signature=0"), CodeIncomplete},
		{"host left out of the signed headers", edit("content-type;host;", "content-type;"), CodeInvalid},
		{"key", edit("AKIDEXAMPLE", "AKIDOTHER"), CodeUnrecognized},
		{"key empty", edit("AKIDEXAMPLE", ""), CodeUnrecognized},
		{"date of the scope", edit("/20150830/", "/20150829/"), CodeInvalid},
		{"signature header removed", func(r *http.Request, _ *[]byte) { r.Header.Del("Authorization") }, CodeMissing},
		{"signature header emptied", func(r *http.Request, _ *[]byte) { r.Header.Set("Authorization", "") }, CodeMissing},
		{"second signature header", func(r *http.Request, _ *[]byte) { r.Header.Add("Authorization", "Bearer x") }, CodeIncomplete},
		{"presigned as well", func(r *http.Request, _ *[]byte) { r.RequestURI += "?X-Amz-Algorithm=AWS4-HMAC-SHA256" }, CodeIncomplete},
		{"second time", func(r *http.Request, _ *[]byte) { r.Header.Add("X-Amz-Date", "20150830T123600Z") }, CodeIncomplete},
		{"time with a fraction", func(r *http.Request, _ *[]byte) { r.Header.Set("X-Amz-Date", "20150830T123600.0Z") }, CodeIncomplete},
		{"no time", func(r *http.Request, _ *[]byte) { r.Header.Del("X-Amz-Date") }, CodeIncomplete},
	}
	v := newExampleVerifier("connect", exampleTime)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, body := newSignedRequest(t)
			if _, err := v.Verify(r, body); err != nil {
				t.Fatalf("the request before tampering: got error %v, want none", err)
			}
			test.tamper(r, &body)
			_, err := v.Verify(r, body)
			wantCode(t, err, test.code)
		})
	}
}

// edit replaces text in the Authorization header.
func edit(old, replacement string) func(*http.Request, *[]byte) {
	return func(r *http.Request, _ *[]byte) {
		r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), old, replacement, 1))
	}
}

func TestVerifyRefusesEveryOtherSignature(t *testing.T) {
	v := newExampleVerifier("connect", exampleTime)
	r, body := newSignedRequest(t)
	right := r.Header.Get("Authorization")
	for i := range 2 * signatureLen {
		at := len(right) - 1 - i
		wrong := []byte(right)
		if wrong[at] = '0'; right[at] == '0' {
			wrong[at] = '1'
		}
		r.Header.Set("Authorization", string(wrong))
		_, err := v.Verify(r, body)
		wantCode(t, err, CodeInvalid)
	}
}

func TestVerifyRefusesAWrongSecret(t *testing.T) {
	r, body := newChatRequest()
	forger := chatSigner
	forger.SecretAccessKey = "guessed"
	if err := forger.Sign(r, body, exampleTime); err != nil {
		t.Fatal(err)
	}
	_, err := newExampleVerifier("connect", exampleTime).Verify(r, body)
	wantCode(t, err, CodeInvalid)
}

func TestVerifyAcceptsChangesOutsideTheSignature(t *testing.T) {
	r, body := newSignedRequest(t)
	r.Header.Set("User-Agent", "changed")
	r.Header.Set("X-Amzn-Trace-Id", "Root=1")
	r.Header.Set("X-Forwarded-For", "192.0.2.1")
	r.Header.Set("X-Amz-Cf-Id", "added by the content network")
	if _, err := newExampleVerifier("connect", exampleTime).Verify(r, body); err != nil {
		t.Errorf("got error %v, want none", err)
	}
}

func TestVerifyToleratesFiveMinutesOfSkew(t *testing.T) {
	tests := []struct {
		name    string
		now     time.Time
		message string // beginning; empty if accepted
	}{
		{"same time", exampleTime, ""},
		{"client five minutes late", exampleTime.Add(5 * time.Minute), ""},
		{"client later still", exampleTime.Add(5*time.Minute + time.Millisecond), "Signature expired: "},
		{"client a year late", exampleTime.AddDate(1, 0, 0), "Signature expired: "},
		{"client five minutes early", exampleTime.Add(-5 * time.Minute), ""},
		{"client earlier still", exampleTime.Add(-5*time.Minute - time.Millisecond), "Signature not yet current: "},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, body := newSignedRequest(t)
			_, err := newExampleVerifier("connect", test.now).Verify(r, body)
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

func TestVerifyAcceptsTheDateHeaderInPlaceOfXAmzDate(t *testing.T) {
	for _, date := range []string{"Sun, 30 Aug 2015 12:36:00 GMT", "20150830T123600Z"} {
		r, body := newChatRequest()
		r.Header.Set("Date", date)
		signed := []string{"date", "host"}
		signature, err := chatSigner.signature(r, body, signed, exampleTime)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/eu-west-2/connect/aws4_request,SignedHeaders=date;host,Signature="+signature)
		if _, err := newExampleVerifier("connect", exampleTime).Verify(r, body); err != nil {
			t.Errorf("Date %q: got error %v, want none", date, err)
		}
	}
}

func TestVerifyMatchesTheSessionToken(t *testing.T) {
	temporary := Credentials{AccessKeyID: "ASIAEXAMPLE", SecretAccessKey: "s", SessionToken: "session"}
	tests := []struct {
		name string
		used Credentials
		code string // empty if accepted
	}{
		{"temporary key with its token", temporary, ""},
		{"temporary key without", Credentials{"ASIAEXAMPLE", "s", ""}, CodeUnrecognized},
		{"temporary key with another", Credentials{"ASIAEXAMPLE", "s", "other"}, CodeUnrecognized},
		{"permanent key without", exampleKey, ""},
		{"permanent key with one", Credentials{exampleKey.AccessKeyID, exampleKey.SecretAccessKey, "session"}, CodeUnrecognized},
	}
	v := NewVerifier(Config{Keys: keys(exampleKey, temporary), Clock: clocktest.At(exampleTime), Service: "connect"})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, body := newChatRequest()
			if err := (Signer{test.used, "local", "connect"}).Sign(r, body, exampleTime); err != nil {
				t.Fatal(err)
			}
			_, err := v.Verify(r, body)
			if test.code != "" {
				wantCode(t, err, test.code)
			} else if err != nil {
				t.Errorf("got error %v, want none", err)
			}
		})
	}
}

func TestVerifyChecksTheStatedPayloadHash(t *testing.T) {
	_, body := newChatRequest()
	tests := []struct {
		name, stated string
		allow        bool
		code         string
	}{
		{"the body's", hashPayload(body), false, ""},
		{"another body's", hashPayload(nil), false, CodeInvalid},
		{"upper case", strings.ToUpper(hashPayload(body)), false, CodeInvalid},
		{"unsigned", unsignedPayload, false, CodeInvalid},
		{"unsigned but allowed", unsignedPayload, true, ""},
		{"streaming", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", true, CodeInvalid},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, body := newChatRequest()
			r.Header.Set("X-Amz-Content-Sha256", test.stated)
			if err := chatSigner.Sign(r, body, exampleTime); err != nil {
				t.Fatal(err)
			}
			v := NewVerifier(Config{
				Keys: keys(exampleKey), Clock: clocktest.At(exampleTime), Service: "connect", AllowUnsignedPayload: test.allow,
			})
			_, err := v.Verify(r, body)
			if test.code != "" {
				wantCode(t, err, test.code)
			} else if err != nil {
				t.Errorf("got error %v, want none", err)
			}
		})
	}
}

func TestVerifyReportsALookupFailureAsSuch(t *testing.T) {
	down := errors.New("store is down")
	v := NewVerifier(Config{
		Keys:  func(context.Context, string) (Credentials, bool, error) { return Credentials{}, false, down },
		Clock: clocktest.At(exampleTime), Service: "connect",
	})
	r, body := newSignedRequest(t)
	_, err := v.Verify(r, body)
	var asked *Error
	if !errors.Is(err, down) || errors.As(err, &asked) {
		t.Errorf("got %v, want an error that wraps the lookup's and is no *Error", err)
	}
}

// What a caller is told must not help to forge: neither the right signature nor
// anything of the secret may be in it.
func TestErrorsKeepTheSecret(t *testing.T) {
	r, body := newSignedRequest(t)
	authorization := r.Header.Get("Authorization")
	right := authorization[len(authorization)-2*signatureLen:]
	edit(right, strings.Repeat("0", 64))(r, nil)
	_, err := newExampleVerifier("connect", exampleTime).Verify(r, body)
	wantCode(t, err, CodeInvalid)
	for _, secret := range []string{right, exampleKey.SecretAccessKey} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the error %q contains %q", err, secret)
		}
	}
}

func TestErrorsNameTheHeaderAtFault(t *testing.T) {
	v := newExampleVerifier("connect", exampleTime)
	for header, change := range map[string]func(http.Header){
		`"X-Amz-Target"`: func(h http.Header) { h.Set("X-Amz-Target", "x") },
		`"content-type"`: func(h http.Header) { h.Del("Content-Type") },
		`"X-Amz-` + strings.Repeat("a", 58) + `"`: func(h http.Header) { h["X-Amz-"+strings.Repeat("a", 1000)] = []string{"x"} },
	} {
		r, body := newSignedRequest(t)
		change(r.Header)
		_, err := v.Verify(r, body)
		if err == nil || !strings.Contains(err.Error(), header) {
			t.Errorf("got error %v, want one that names %s", err, header)
		}
	}
}
