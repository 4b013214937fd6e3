package function

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/outside"
	"github.com/rejoin-chat/rejoin/internal/outside/outsidetest"
	"github.com/rejoin-chat/rejoin/internal/sigv4"
)

const arn = "arn:aws:lambda:eu-central-1:123456789012:function:orders"

// says answers with a status, headers and a body.
func says(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func TestOutcomes(t *testing.T) {
	large := `"` + strings.Repeat("x", MaxAnswer-2) + `"`
	tests := []struct {
		name     string
		lambda   bool
		handlers []http.HandlerFunc
		want     string
		err      error
	}{
		{"lambda answers", true, []http.HandlerFunc{says(200, `{"a":"b"}`)}, `{"a":"b"}`, nil},
		{"lambda throttles", true, []http.HandlerFunc{says(429, "", "X-Amzn-ErrorType", "TooManyRequestsException"), says(200, `{}`)}, `{}`, nil},
		{"lambda is broken for a moment", true, []http.HandlerFunc{says(500, ""), says(503, ""), says(200, `{}`)}, `{}`, nil},
		{"lambda is broken", true, []http.HandlerFunc{says(500, ""), says(500, ""), says(500, "")}, "", ErrUnavailable},
		{"lambda gets ready", true, []http.HandlerFunc{says(409, "", "X-Amzn-ErrorType", "ResourceConflictException:x"), says(200, `{}`)}, `{}`, nil},
		{"the function fails", true, []http.HandlerFunc{says(200, `{"errorMessage":"private"}`, "X-Amz-Function-Error", "Unhandled")}, "", ErrFailed},
		{"the function fails at length", true, []http.HandlerFunc{says(200, large+large, "X-Amz-Function-Error", "Unhandled")}, "", ErrFailed},
		{"there is no such function", true, []http.HandlerFunc{says(404, "private", "X-Amzn-ErrorType", "ResourceNotFoundException")}, "", ErrRefused},
		{"the function says too much", true, []http.HandlerFunc{says(200, large)}, "", ErrTooLarge},
		{"the function says almost too much", true, []http.HandlerFunc{says(200, large[1:][:MaxAnswer-2]+" ")}, "", ErrNotJSON},
		{"a URL answers", false, []http.HandlerFunc{says(201, ` {"a":1} `)}, ` {"a":1} `, nil},
		{"a URL has nothing to say", false, []http.HandlerFunc{says(204, ``)}, `{}`, nil},
		{"a URL is busy", false, []http.HandlerFunc{says(503, ``), says(200, `[]`)}, `[]`, nil},
		{"a URL refuses", false, []http.HandlerFunc{says(422, `private`)}, "", ErrRefused},
		{"a URL leads elsewhere", false, []http.HandlerFunc{says(308, ``, "Location", "https://other.example/")}, "", ErrRefused},
		{"a URL sends a page", false, []http.HandlerFunc{says(200, `<html>private`)}, "", ErrNotJSON},
		{"a URL sends other bytes", false, []http.HandlerFunc{says(200, "\"\xff\"")}, "", ErrNotJSON},
		{"a URL says U+0000", false, []http.HandlerFunc{says(200, `{"a":{"b":["x\u0000"]}}`)}, "", ErrNotJSON},
		{"a URL names something with U+0000", false, []http.HandlerFunc{says(200, `{"\u0000":1}`)}, "", ErrNotJSON},
		{"a URL speaks of U+0000", false, []http.HandlerFunc{says(200, `{"a":"\\u0000"}`)}, `{"a":"\\u0000"}`, nil},
		{"a URL says too much", false, []http.HandlerFunc{says(200, large)}, "", ErrTooLarge},
		{"a URL never ends", false, []http.HandlerFunc{says(200, large+large)}, "", ErrTooLarge},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				calls := 0
				poster := outsidetest.Serving(func(w http.ResponseWriter, r *http.Request) {
					if key := r.Header.Get(KeyHeader); key != "k" {
						t.Errorf("got key %q at attempt %d, want k", key, calls+1)
					}
					calls++
					tt.handlers[calls-1](w, r)
				})
				var p Provider = &URL{Poster: poster, URL: "https://functions.example/orders"}
				if tt.lambda {
					p = &Lambda{Poster: poster, Endpoint: "https://lambda.example"}
				}
				got, err := New(map[string]Provider{arn: p}).Invoke(t.Context(), Invocation{ARN: arn, Payload: []byte("{}"), Key: "k", Limit: MaxLimit})
				if string(got) != tt.want || !errors.Is(err, tt.err) || calls != len(tt.handlers) {
					t.Errorf("got %.100s and %v after %d calls, want %q and %v after %d", got, err, calls, tt.want, tt.err, len(tt.handlers))
				}
				if err != nil && strings.Contains(err.Error(), "private") {
					t.Errorf("got %v, want nothing of the answer in it", err)
				}
			})
		})
	}
}

func TestTheLimitIsHeld(t *testing.T) {
	for asked, want := range map[time.Duration]time.Duration{0: MinLimit, 3 * time.Second: 3 * time.Second, time.Hour: MaxLimit} {
		synctest.Test(t, func(t *testing.T) {
			calls := 0
			poster := outside.NewPosterVia(outsidetest.Through(func(r *http.Request) (*http.Response, error) {
				calls++
				<-r.Context().Done()
				return nil, r.Context().Err()
			}))
			start := time.Now()
			_, err := New(map[string]Provider{"*": &URL{Poster: poster, URL: "https://x.example"}}).Invoke(t.Context(), Invocation{ARN: arn, Limit: asked})
			if !errors.Is(err, ErrTimedOut) || time.Since(start) != want || calls != 1 {
				t.Errorf("limit %v: got %v after %v and %d calls, want a timeout after %v and one", asked, err, time.Since(start), calls, want)
			}
		})
	}
}

func TestLambdaGetsAnInvokeThatIsSigned(t *testing.T) {
	verifier := sigv4.NewVerifier(sigv4.Config{
		Clock: clock.System(), Service: Service,
		Keys: func(context.Context, string) (sigv4.Credentials, bool, error) {
			return sigv4.Credentials{SecretAccessKey: "hidden"}, true, nil
		},
	})
	tests := []struct {
		endpoint, name, path, kind string
		async                      bool
	}{
		{"https://lambda.example", "", "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-central-1%3A123456789012%3Afunction%3Aorders%3Alive/invocations", "RequestResponse", false},
		{"https://lambda.example/", "other", "/2015-03-31/functions/other/invocations", "Event", true},
		{"http://emulator:9000/2015-03-31/functions/function/invocations", "", "/2015-03-31/functions/function/invocations", "RequestResponse", false},
	}
	for _, tt := range tests {
		l := &Lambda{Endpoint: tt.endpoint, Name: tt.name, Poster: outsidetest.Serving(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.EscapedPath() != tt.path || r.Header.Get("X-Amz-Invocation-Type") != tt.kind {
				t.Errorf("got %s and %s, want %s and %s", r.URL.EscapedPath(), r.Header.Get("X-Amz-Invocation-Type"), tt.path, tt.kind)
			}
			body, _ := io.ReadAll(r.Body)
			r.Host = r.URL.Host
			if who, err := verifier.Verify(r, body); err != nil || who.Region != "eu-central-1" {
				t.Errorf("%s: got %+v and %v, want a signature for eu-central-1", tt.endpoint, who, err)
			}
			if tt.async {
				w.WriteHeader(http.StatusAccepted)
				return
			}
			_, _ = io.WriteString(w, `{"ok":true}`)
		})}
		l.Signer = &outside.Signer{Service: Service, Region: "eu-central-1", Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: "hidden"}, nil
		})}
		got, err := New(map[string]Provider{arn: l}).Invoke(t.Context(), Invocation{ARN: arn + ":live", Payload: []byte(`{"a":1}`), Async: tt.async, Limit: time.Second})
		if err != nil || (got == nil) != tt.async {
			t.Errorf("%s: got %s and %v", tt.endpoint, got, err)
		}
	}
}

func TestAnEmulatorTellsAFailureInTheAnswer(t *testing.T) {
	handler := says(200, `{"errorMessage":"boom","errorType":"Error","stackTrace":[]}`)
	for endpoint, want := range map[string]error{"http://emulator:9000/2015-03-31/functions/function/invocations": ErrFailed, "https://lambda.example": nil} {
		_, err := New(map[string]Provider{arn: &Lambda{Poster: outsidetest.Serving(handler), Endpoint: endpoint}}).Invoke(t.Context(), Invocation{ARN: arn})
		if !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", endpoint, err, want)
		}
	}
}

func TestAURLGetsTheEventWithItsHeaders(t *testing.T) {
	u := &URL{URL: "https://functions.example/all", Header: http.Header{"Authorization": {"Bearer x"}}, Secret: []byte("shared")}
	u.Poster = outsidetest.Serving(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		for name, want := range map[string]string{KeyHeader: "k", ARNHeader: arn, TypeHeader: "RequestResponse", "Authorization": "Bearer x", "Content-Type": "application/json"} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("got %s %q, want %q", name, got, want)
			}
		}
		signature := r.Header.Get(SignatureHeader)
		at, _, _ := strings.Cut(strings.TrimPrefix(signature, "t="), ",")
		seconds, err := time.ParseDuration(at + "s")
		if err != nil || signature != Sign([]byte("shared"), int64(seconds.Seconds()), body) || string(body) != `{"e":1}` {
			t.Errorf("got signature %s of %s, want one with the secret", signature, body)
		}
		_, _ = io.WriteString(w, `{}`)
	})
	if _, err := New(map[string]Provider{arn: u}).Invoke(t.Context(), Invocation{ARN: arn, Payload: []byte(`{"e":1}`), Key: "k"}); err != nil {
		t.Errorf("Invoke: %v", err)
	}
	// As it stands in the documentation, for others to check their own against.
	if got, want := Sign([]byte("secret"), 1700000000, []byte("{}")), "t=1700000000,v1=b8569b78799ff9e3cbff0fc2d63a33a2b57f3282abd07c37ae5e8e7d79a5f163"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// named is a provider that answers with its own name.
type named string

func (n named) Invoke(context.Context, Invocation) ([]byte, error) { return []byte(`"` + n + `"`), nil }

func TestFunctionsAreFoundByTheNearestName(t *testing.T) {
	f := New(map[string]Provider{
		arn: named("orders"), arn + ":live": named("live"), "hello": named("hello"),
		"arn:aws:lambda:*": named("any"), "arn:aws:lambda:eu-central-1:*": named("central"),
	})
	for name, want := range map[string]string{
		arn: "orders", arn + ":live": "live", arn + ":test": "orders", "hello": "hello",
		"arn:aws:lambda:eu-central-1:123456789012:function:other": "central", "arn:aws:lambda:us-east-1:1:function:x": "any",
	} {
		got, err := f.Invoke(t.Context(), Invocation{ARN: name})
		if err != nil || string(got) != `"`+want+`"` || !f.Knows(name) {
			t.Errorf("%s: got %s and %v, want %s", name, got, err, want)
		}
	}
	for _, f := range []*Functions{f, nil} {
		if _, err := f.Invoke(t.Context(), Invocation{ARN: "nobody"}); !errors.Is(err, ErrUnknown) || f.Knows("nobody") {
			t.Errorf("got %v, want %v", err, ErrUnknown)
		}
	}
}
