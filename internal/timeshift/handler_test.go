package timeshift

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/sigv4"
)

const service = "connect"

var ours = sigv4.Credentials{AccessKeyID: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY"}

// endpoint is one over the clock of a world.
func endpoint(w *world) *Handler {
	keys := func(_ context.Context, id string) (sigv4.Credentials, bool, error) {
		return ours, id == ours.AccessKeyID, nil
	}
	return NewHandler(HandlerConfig{
		Mover: w.mover, Log: slog.New(slog.DiscardHandler),
		Verifier: sigv4.NewVerifier(sigv4.Config{Keys: keys, Clock: clock.System(), Service: service}),
	})
}

// through carries a client's requests to a handler.
type through struct{ h http.Handler }

func (x through) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	x.h.ServeHTTP(w, r)
	return w.Result(), nil
}

// ask is what `rejoin clock` prints, and its error.
func ask(t *testing.T, h http.Handler, key sigv4.Credentials, args ...string) (string, error) {
	t.Helper()
	q, _, err := ParseRequest(args)
	if err != nil {
		t.Fatal(err)
	}
	c := Client{
		URL: "http://127.0.0.1:8080", HTTP: &http.Client{Transport: through{h}},
		Signer: sigv4.Signer{Credentials: key, Region: "local-1", Service: service},
	}
	var out strings.Builder
	err = c.Do(t.Context(), &out, q, clock.System().Now())
	return out.String(), err
}

func TestTheClockIsToldAndMoved(t *testing.T) {
	moving(t, func(t *testing.T, w *world) {
		h := endpoint(w)
		w.set("a", time.Hour, nil)
		for _, test := range []struct {
			args []string
			want string
		}{
			{nil, "2000-01-01T00:00:00.000Z\n"},
			{[]string{"advance", "12h"}, "2000-01-01T12:00:00.000Z, 1 timer fired\n"},
			{[]string{"--json"}, `{"time":"2000-01-01T12:00:00.000Z"}` + "\n"},
			{[]string{"advance", "1d", "--json"}, `{"time":"2000-01-02T12:00:00.000Z","fired":0,"reached":true}` + "\n"},
			{[]string{"advance", "0"}, "2000-01-02T12:00:00.000Z, 0 timers fired\n"},
		} {
			if got, err := ask(t, h, ours, test.args...); got != test.want || err != nil {
				t.Errorf("%q: got %q, error %v, want %q", test.args, got, err, test.want)
			}
		}
	})
}

func TestAMoveThatStopsOnTheWayIsAnError(t *testing.T) {
	moving(t, func(t *testing.T, w *world) {
		h := endpoint(w)
		var again func()
		again = func() { w.set("again", 0, again) }
		w.set("again", time.Hour, again)
		if got, err := ask(t, h, ours, "advance", "12h"); err == nil || !strings.Contains(err.Error(), "say it again") || !strings.HasPrefix(got, "2000-01-01T01:00:00.000Z, 20000") {
			t.Errorf("got %q, error %v, want the place and an error", got, err)
		}
		w.broken = errors.New("the disk is full")
		_, err := ask(t, h, ours, "advance", "12h")
		if want := "the disk is full; the clock is at 2000-01-01T01:00:00.000Z"; err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	})
}

func TestOnlyWhoHoldsTheKeyMovesTime(t *testing.T) {
	moving(t, func(t *testing.T, w *world) {
		h := endpoint(w)
		stranger := ours
		stranger.SecretAccessKey = strings.Repeat("x", 40)
		if _, err := ask(t, h, stranger, "advance", "1h"); err == nil || !strings.HasPrefix(err.Error(), "the server refuses: ") {
			t.Errorf("another key: got %v, want a refusal", err)
		}
		const body = `{"by":"1h"}`
		for _, test := range []struct {
			name, header, value string
			sign                bool
			body                string
			want                int
		}{
			{"unsigned", "", "", false, body, 403},
			{"a page", "Origin", "http://127.0.0.1:8080", true, body, 403},
			{"a page without an origin", "Sec-Fetch-Site", "same-origin", true, body, 403},
			{"another body", "", "", true, `{"by":"2h"}`, 403},
			{"the machine itself", "", "", true, body, 200},
		} {
			before := w.clock.Now()
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://127.0.0.1:8080/clock/advance", strings.NewReader(test.body))
			if test.header != "" {
				r.Header.Set(test.header, test.value)
			}
			if test.sign {
				signer := sigv4.Signer{Credentials: ours, Region: "local-1", Service: service}
				if err := signer.Sign(r, []byte(body), clock.System().Now()); err != nil {
					t.Fatal(err)
				}
			}
			answer := httptest.NewRecorder()
			h.ServeHTTP(answer, r)
			if moved := w.clock.Now().After(before); answer.Code != test.want || moved != (test.want == 200) {
				t.Errorf("%s: got %d, moved %t, want %d: %s", test.name, answer.Code, moved, test.want, answer.Body)
			}
			if answer.Header().Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s: pages may read the answer", test.name)
			}
		}
	})
}

func TestBadRequestsAreRefused(t *testing.T) {
	moving(t, func(t *testing.T, w *world) {
		h := endpoint(w)
		for _, test := range []struct {
			method, path, body string
			want               int
		}{
			{http.MethodPost, advancePath, `{"by":"soon"}`, 400},
			{http.MethodPost, advancePath, `{"by":"-1h"}`, 400},
			{http.MethodPost, advancePath, `{"by":"900000h"}`, 400},
			{http.MethodPost, advancePath, ``, 400},
			{http.MethodGet, advancePath, ``, 405},
			{http.MethodPost, Path, ``, 405},
			{http.MethodPost, advancePath, strings.Repeat(" ", maxBody+1), 400},
		} {
			r := httptest.NewRequestWithContext(t.Context(), test.method, "http://127.0.0.1:8080"+test.path, bytes.NewReader([]byte(test.body)))
			signer := sigv4.Signer{Credentials: ours, Region: "local-1", Service: service}
			if err := signer.Sign(r, []byte(test.body), clock.System().Now()); err != nil {
				t.Fatal(err)
			}
			answer := httptest.NewRecorder()
			h.ServeHTTP(answer, r)
			if answer.Code != test.want || !w.clock.Now().Equal(w.start) {
				t.Errorf("%s %s %.20s: got %d, want %d and no move", test.method, test.path, test.body, answer.Code, test.want)
			}
		}
	})
}

func TestAServerWithoutAManualClockSaysSo(t *testing.T) {
	moving(t, func(t *testing.T, _ *world) {
		if _, err := ask(t, http.NotFoundHandler(), ours, "advance", "1h"); !errors.Is(err, ErrNotManual) {
			t.Errorf("got %v, want %v", err, ErrNotManual)
		}
		other := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
		if _, err := ask(t, other, ours); err == nil || !strings.Contains(err.Error(), "no rejoin") {
			t.Errorf("got %v, want that it is no rejoin", err)
		}
	})
}
