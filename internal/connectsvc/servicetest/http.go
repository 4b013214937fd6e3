package servicetest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Answer is what came back of a request.
type Answer struct {
	Status int
	// Error is the code of the error, "" for a success.
	Error  string
	Header http.Header
	Text   string
}

// Read reads the body, failing the test when it is not JSON.
func (a Answer) Read(t testing.TB, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.Text), into); err != nil {
		t.Fatalf("got body %q, want JSON: %v", a.Text, err)
	}
}

// Do sends a request to a handler. Headers are given as "Name: value".
func Do(t testing.TB, h http.Handler, method, path, body string, headers ...string) Answer {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		r.Header.Set(name, value)
	}
	return Serve(h, r)
}

// Serve gives a request to a handler.
func Serve(h http.Handler, r *http.Request) Answer {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return Answer{Status: w.Code, Error: w.Header().Get("X-Amzn-Errortype"), Header: w.Header(), Text: w.Body.String()}
}
