package outside

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// post posts to a server that does what handle says.
func post(t *testing.T, handle http.HandlerFunc, change ...func(*Request)) (Response, error) {
	t.Helper()
	server := httptest.NewServer(handle)
	t.Cleanup(server.Close)
	p := NewPoster()
	t.Cleanup(p.Close)
	r := Request{URL: server.URL + "/secret-path?key=secret", Body: []byte("{}"), Limit: 100}
	for _, c := range change {
		c(&r)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	return p.Post(ctx, r)
}

func TestHostileServers(t *testing.T) {
	tests := []struct {
		name   string
		handle http.HandlerFunc
		want   error
	}{
		{"hangs up", func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }, ErrUnavailable},
		{"hangs up in the middle", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "50")
			_, _ = io.WriteString(w, "{")
		}, ErrUnavailable},
		{"says too much", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, strings.Repeat("x", 101))
		}, ErrTooLarge},
		{"never ends", func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				_, _ = io.WriteString(w, "xxxxxxxxxxxxxxxx")
			}
		}, ErrTooLarge},
		{"sends endless headers", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Long", strings.Repeat("x", 100<<10))
		}, ErrUnavailable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := post(t, tt.handle)
			if !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("got %v, want no path or query in it", err)
			}
		})
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("got a request at the other host, want none")
	}))
	defer other.Close()
	answer, err := post(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
	})
	if err != nil || !errors.Is(answer.Check(), ErrRefused) {
		t.Errorf("got %+v and %v, want it refused", answer, err)
	}
}

func TestASlowServerIsLeftWhenTheTimeIsOver(t *testing.T) {
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}))
	defer server.Close()
	defer close(release)
	p := NewPoster()
	defer p.Close()
	err := Within(t.Context(), 50*time.Millisecond, func(ctx context.Context) error {
		_, err := p.Post(ctx, Request{URL: server.URL, Limit: 1})
		return err
	})
	if !errors.Is(err, ErrTimedOut) {
		t.Errorf("got %v, want a timeout", err)
	}
}

func TestStatusSaysWhetherToTryAgain(t *testing.T) {
	for status, want := range map[int]error{
		200: nil, 204: nil, 301: ErrRefused, 400: ErrRefused, 403: ErrRefused, 404: ErrRefused,
		408: ErrUnavailable, 425: ErrUnavailable, 429: ErrUnavailable, 500: ErrUnavailable, 503: ErrUnavailable,
	} {
		if err := (Response{Status: status}).Check(); !errors.Is(err, want) {
			t.Errorf("status %d: got %v, want %v", status, err, want)
		}
	}
}

func TestRequestsAreSignedForTheServiceAndRegion(t *testing.T) {
	signer := &Signer{Service: "lex", Region: "eu-central-1", Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "hidden"}, nil
	})}
	_, err := post(t, func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("Authorization"); !strings.Contains(got, "AKIDEXAMPLE/") || !strings.Contains(got, "/eu-central-1/lex/aws4_request") {
			t.Errorf("got Authorization %q, want a signature for lex in eu-central-1", got)
		}
	}, func(r *Request) { r.Sign = signer.Sign })
	if err != nil {
		t.Errorf("post: %v", err)
	}
}

func TestCredentialsAreSaidToBeMissing(t *testing.T) {
	for _, name := range []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"} {
		t.Setenv(name, "")
	}
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", t.TempDir()+"/none")
	t.Setenv("AWS_CONFIG_FILE", t.TempDir()+"/none")
	if _, err := NewSigner(t.Context(), "lex", "eu-central-1", ""); err == nil || !strings.HasPrefix(err.Error(), "no AWS credentials are found") {
		t.Errorf("got %v, want it to say that there are no credentials", err)
	}
}
