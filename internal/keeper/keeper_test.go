package keeper

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/function"
	"github.com/rejoin-chat/rejoin/internal/outside"
	"github.com/rejoin-chat/rejoin/internal/outside/outsidetest"
)

// says answers with a status and a body.
func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "https://elsewhere.example")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func TestOutcomes(t *testing.T) {
	for name, tt := range map[string]struct {
		handlers []http.HandlerFunc
		want     string
		err      error
	}{
		"an answer":         {[]http.HandlerFunc{says(200, `{"a":"b"}`)}, `{"a":"b"}`, nil},
		"nothing to say":    {[]http.HandlerFunc{says(204, ``)}, `{}`, nil},
		"busy at first":     {[]http.HandlerFunc{says(503, ``), says(429, ``), says(200, `{}`)}, `{}`, nil},
		"broken":            {[]http.HandlerFunc{says(500, `private`), says(500, ``), says(500, ``)}, "", outside.ErrUnavailable},
		"refused":           {[]http.HandlerFunc{says(422, `private`)}, "", outside.ErrRefused},
		"a redirect":        {[]http.HandlerFunc{says(307, ``)}, "", outside.ErrRefused},
		"no JSON":           {[]http.HandlerFunc{says(200, `<html>private`)}, "", outside.ErrMalformed},
		"no UTF-8":          {[]http.HandlerFunc{says(200, "\"\xff\"")}, "", outside.ErrMalformed},
		"more than allowed": {[]http.HandlerFunc{says(200, `"`+strings.Repeat("x", MaxAnswer)+`"`)}, "", outside.ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				calls := 0
				poster := outsidetest.Serving(func(w http.ResponseWriter, r *http.Request) {
					if key := r.Header.Get("Idempotency-Key"); key != "k" {
						t.Errorf("got key %q, want k each time", key)
					}
					calls++
					tt.handlers[calls-1](w, r)
				})
				got, err := Ask(t.Context(), &URL{Poster: poster, URL: "https://crm.example"}, Request{Action: "GetCustomerProfile", Parameters: []byte(`{"secret":"private"}`), Key: "k"})
				if string(got) != tt.want || !errors.Is(err, tt.err) || calls != len(tt.handlers) {
					t.Errorf("got %.100s and %v after %d calls, want %s and %v after %d", got, err, calls, tt.want, tt.err, len(tt.handlers))
				}
				if err != nil && (strings.Contains(err.Error(), "private") || !strings.Contains(err.Error(), "GetCustomerProfile")) {
					t.Errorf("got %v, want the action and nothing of what was said", err)
				}
			})
		})
	}
	if _, err := Ask(t.Context(), nil, Request{}); !errors.Is(err, outside.ErrUnknown) {
		t.Errorf("got %v, want %v", err, outside.ErrUnknown)
	}
}

func TestTheLimitIsHeld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		poster := outside.NewPosterVia(outsidetest.Through(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}))
		for _, of := range []time.Duration{Limit, time.Hour} { // who asks for a flow allows no more than the limit itself
			ctx, cancel := context.WithTimeout(t.Context(), of)
			start := time.Now()
			_, err := Ask(ctx, &URL{Poster: poster, URL: "https://crm.example"}, Request{})
			cancel()
			if !errors.Is(err, outside.ErrTimedOut) || !strings.Contains(err.Error(), "crm.example") || time.Since(start) != Limit {
				t.Errorf("got %v after %v, want a timeout after %v that names the host", err, time.Since(start), Limit)
			}
		}
	})
}

func TestARequestHasItsHeadersAndForm(t *testing.T) {
	u := &URL{URL: "https://crm.example", Header: http.Header{"Authorization": {"Bearer x"}}, Secret: []byte("shared")}
	u.Poster = outsidetest.Serving(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if want := `{"Action":"GetCustomerProfile","ContactId":"c1","Parameters":{"a":1}}`; string(body) != want {
			t.Errorf("got %s, want %s", body, want)
		}
		at, _, _ := strings.Cut(strings.TrimPrefix(r.Header.Get(function.SignatureHeader), "t="), ",")
		seconds, err := time.ParseDuration(at + "s")
		if err != nil || r.Header.Get(function.SignatureHeader) != function.Sign([]byte("shared"), int64(seconds.Seconds()), body) {
			t.Errorf("got signature %s, want one with the secret", r.Header.Get(function.SignatureHeader))
		}
		if r.Header.Get("Authorization") != "Bearer x" || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("got headers %v, want those of the configuration", r.Header)
		}
	})
	if _, err := Ask(t.Context(), u, Request{Action: "GetCustomerProfile", ContactID: "c1", Parameters: []byte(`{"a":1}`)}); err != nil {
		t.Errorf("Ask: %v", err)
	}
}
