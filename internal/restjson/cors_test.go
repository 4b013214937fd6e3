package restjson_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// The six headers that amazon-connect-chatjs asks for, and those of newer SDKs.
const wanted = "authorization,content-type,x-amz-bearer,x-amz-content-sha256,x-amz-date,x-amz-user-agent," +
	"amz-sdk-invocation-id,amz-sdk-request"

func TestPreflightIsAnsweredBeforeEverything(t *testing.T) {
	h := handler(t, painter{}, restjson.Options{
		CORS:    &restjson.CORS{},
		MaxBody: 1,
		Authenticate: func(*http.Request, string, []byte) (context.Context, error) {
			return nil, errors.New("no")
		},
	})
	w := send(h, "OPTIONS", "/tins/a/mix", "longer than the limit", "Origin", "https://shop.example",
		"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", wanted)
	if w.Code != 204 || w.Body.Len() != 0 {
		t.Errorf("got %d %q, want 204 without body", w.Code, w.Body)
	}
	for name, want := range map[string]string{
		"Access-Control-Allow-Origin":   "*",
		"Access-Control-Allow-Methods":  "GET, POST, PUT, DELETE",
		"Access-Control-Expose-Headers": "x-amzn-errortype, x-amzn-requestid",
		"Access-Control-Max-Age":        "7200",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	allowed := strings.Split(w.Header().Get("Access-Control-Allow-Headers"), ", ")
	for name := range strings.SplitSeq(wanted, ",") {
		if !slices.Contains(allowed, name) {
			t.Errorf("header %s is not allowed: %v", name, allowed)
		}
	}
}

func TestCORSHeadersAreOnEveryAnswer(t *testing.T) {
	h := handler(t, painter{
		mix: func(_ context.Context, in *mixInput) (*mixOutput, error) {
			if in.Name == nil {
				return nil, nil
			}
			return nil, newPaintError("NoTin", *in.Name)
		},
		rinse: func(context.Context, *rinseInput) (*struct{}, error) { panic("dry") },
	}, restjson.Options{CORS: &restjson.CORS{}, MaxBody: 40, Logger: quiet()})
	for _, test := range []struct {
		verb, path, body string
		status           int
	}{
		{"POST", "/tins/a/mix", `{}`, 200},
		{"POST", "/tins/a/mix", `{`, 400},
		{"POST", "/tins/a/mix", `{"Name":"purple"}`, 400},
		{"POST", "/tins/a/mix", `{"Name":"red"}`, 404},
		{"POST", "/brushes", ``, 404},
		{"PUT", "/rinse", ``, 405},
		{"POST", "/tins/a/mix", strings.Repeat(" ", 41), 400},
		{"POST", "/brushes", strings.Repeat(" ", 41), 413},
		{"GET", "/rinse", ``, 500},
	} {
		w := send(h, test.verb, test.path, test.body, "Origin", "https://shop.example")
		if w.Code != test.status {
			t.Errorf("%s %s: got status %d, want %d", test.verb, test.path, w.Code, test.status)
		}
		if w.Header().Get("Access-Control-Allow-Origin") != "*" ||
			w.Header().Get("Access-Control-Expose-Headers") != "x-amzn-errortype, x-amzn-requestid" {
			t.Errorf("%s %s, status %d: got headers %v", test.verb, test.path, w.Code, w.Header())
		}
	}
}

func TestOriginsCanBeChosen(t *testing.T) {
	cors := &restjson.CORS{
		AllowOrigin: func(origin string) bool { return origin == "https://shop.example" },
		Headers:     []string{"x-upload"},
		MaxAge:      time.Minute,
	}
	h := handler(t, painter{}, restjson.Options{CORS: cors})
	for origin, want := range map[string]string{"https://shop.example": "https://shop.example", "https://evil.example": "", "": ""} {
		w := send(h, "POST", "/tins/a/mix", `{}`, "Origin", origin)
		if got := w.Header().Get("Access-Control-Allow-Origin"); got != want {
			t.Errorf("origin %q: got %q, want %q", origin, got, want)
		}
		if got := w.Header().Get("Vary"); got != "Origin" {
			t.Errorf("origin %q: got Vary %q, want Origin", origin, got)
		}
	}
	w := send(h, "OPTIONS", "/tins/a/mix", "", "Origin", "https://shop.example")
	if got := w.Header().Get("Access-Control-Allow-Headers"); !strings.HasSuffix(got, ", x-upload") {
		t.Errorf("got allowed headers %q, want x-upload among them", got)
	}
	if got := w.Header().Get("Access-Control-Max-Age"); got != "60" {
		t.Errorf("got max age %q, want 60", got)
	}
}

func TestWrapGivesOtherHandlersTheHeaders(t *testing.T) {
	h := (&restjson.CORS{}).Wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(418) }))
	if w := send(h, "PUT", "/upload", "x"); w.Code != 418 || w.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("got %d %v", w.Code, w.Header())
	}
	if w := send(h, "OPTIONS", "/upload", ""); w.Code != 204 {
		t.Errorf("got status %d, want 204", w.Code)
	}
}

func TestAPIWithoutCORSSendsNoneOfIt(t *testing.T) {
	w := send(handler(t, painter{}, restjson.Options{}), "POST", "/tins/a/mix", `{}`, "Origin", "https://shop.example")
	for name := range w.Header() {
		if strings.HasPrefix(name, "Access-Control-") {
			t.Errorf("got header %s", name)
		}
	}
}
