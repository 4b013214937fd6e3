package restjson_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/restjson"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func TestPanicsBecomeInternalErrors(t *testing.T) {
	var log bytes.Buffer
	var event restjson.Event
	h := handler(t, painter{mix: func(context.Context, *mixInput) (*mixOutput, error) { panic("out of paint") }}, restjson.Options{
		Logger:  slog.New(slog.NewTextHandler(&log, nil)),
		Observe: func(e restjson.Event) { event = e },
		CORS:    &restjson.CORS{},
	})
	w := send(h, "POST", "/tins/a/mix", ``)
	checkAnswer(t, w, 500, "Spilled", "the service could not complete the request")
	if !strings.Contains(log.String(), "out of paint") || !strings.Contains(log.String(), "panic_test.go") {
		t.Errorf("got log %q, want the panic and its stack", &log)
	}
	if event.Status != 500 || event.Operation != "Mix" || event.Err == nil {
		t.Errorf("got event %+v", event)
	}
	if w.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Error("got no CORS header")
	}
}

func TestPanicsOfHooksBecomeInternalErrors(t *testing.T) {
	h := handler(t, painter{mix: func(context.Context, *mixInput) (*mixOutput, error) { return nil, errors.New("x") }}, restjson.Options{
		Logger:   quiet(),
		MapError: func(string, error) error { panic("no map") },
	})
	checkAnswer(t, send(h, "POST", "/tins/a/mix", ``), 500, "Spilled", "the service could not complete the request")
}

func TestAbortedHandlersStayAborted(t *testing.T) {
	h := handler(t, painter{mix: func(context.Context, *mixInput) (*mixOutput, error) { panic(http.ErrAbortHandler) }}, restjson.Options{})
	defer func() {
		if got := recover(); got != http.ErrAbortHandler {
			t.Errorf("got panic %v, want http.ErrAbortHandler", got)
		}
	}()
	send(h, "POST", "/tins/a/mix", ``)
}

func TestConnectionSurvivesAPanic(t *testing.T) {
	h := handler(t, painter{mix: func(context.Context, *mixInput) (*mixOutput, error) { panic("out of paint") }}, restjson.Options{Logger: quiet()})
	server := httptest.NewServer(h)
	defer server.Close()
	var local string
	for range 2 {
		res, err := server.Client().Post(server.URL+"/tins/a/mix", "application/json", strings.NewReader(`{}`))
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, res.Body)
		res.Body.Close()
		if res.StatusCode != 500 || res.Close {
			t.Errorf("got status %d, close %v, want 500 on a connection that stays", res.StatusCode, res.Close)
		}
		local = res.Header.Get("x-amzn-RequestId")
	}
	if local == "" {
		t.Error("got no request id")
	}
}
