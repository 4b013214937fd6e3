package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// A stand-in whose database is away answers as a server does.
func TestReadyCanLeaveOutWhatAllServersShare(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if slices.Contains(r.URL.Query()["exclude"], "database") {
			fmt.Fprint(w, `{"status":"ok"}`)
			return
		}
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprint(w, `{"status":"unavailable","reason":"the database is away"}`)
	}))
	defer server.Close()
	address := strings.TrimPrefix(server.URL, "http://")
	const away = "rejoin: the server is not ready: the database is away\n"
	const unknown = "rejoin: ready: --exclude: want database, broker or files\n"
	for _, test := range []struct {
		args           []string
		code           int
		stdout, stderr string
	}{
		{nil, 1, "", away},
		{[]string{"--exclude", "broker"}, 1, "", away},
		{[]string{"--exclude", "broker", "--exclude", "database"}, 0, "ok\n", ""},
		{[]string{"--exclude=database", "--exclude=files"}, 0, "ok\n", ""},
		{[]string{"--exclude", "databse"}, 1, "", unknown},
		{[]string{"--exclude"}, 1, "", unknown},
	} {
		got := run(t, program(t, append([]string{"ready", "--listen", address}, test.args...)...))
		if got.code != test.code || got.stdout != test.stdout || got.stderr != test.stderr {
			t.Errorf("%q: got code %d, %q, %q, want %d, %q, %q",
				test.args, got.code, got.stdout, got.stderr, test.code, test.stdout, test.stderr)
		}
	}
}

// What a server tells of can be left out, and nothing else.
func TestReadyKnowsTheDependencies(t *testing.T) {
	r := serving(t, program(t, "serve", "--listen", "127.0.0.1:0"))
	_, body, err := get("http://" + r.where(t) + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	var state struct{ Dependencies map[string]string }
	if err := json.Unmarshal([]byte(body), &state); err != nil || len(state.Dependencies) == 0 {
		t.Fatalf("got %s, error %v, want dependencies", body, err)
	}
	args := []string{"ready", "--listen", r.where(t)}
	for name := range state.Dependencies {
		args = append(args, "--exclude", name)
	}
	if got := run(t, program(t, args...)); got.code != 0 || got.stdout != "ok\n" {
		t.Errorf("%q: got code %d, %q, %q, want 0 and ok", args, got.code, got.stdout, got.stderr)
	}
}
