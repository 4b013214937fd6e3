package restjson_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/restjson"
)

func TestMountServesWhatBelongsToAHandler(t *testing.T) {
	rest := http.NewServeMux()
	rest.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(299) })
	rest.HandleFunc("/", restjson.NotFound)
	h := restjson.Mount(rest, handler(t, painter{}, restjson.Options{Prefixes: []string{"/tins/"}}))
	for _, test := range []struct {
		rule, verb, path string
		status           int
	}{
		{"a route", "POST", "/tins/a/mix", 200},
		{"another verb of a route", "PUT", "/rinse", 405},
		{"an unknown path below a prefix", "POST", "/tins/a/b/c", 404},
		{"another handler", "GET", "/healthz", 299},
		{"nobody", "POST", "/brushes", 404},
	} {
		t.Run(test.rule, func(t *testing.T) {
			w := send(h, test.verb, test.path, "")
			if w.Code != test.status {
				t.Errorf("got status %d, want %d", w.Code, test.status)
			}
			if test.status == 404 {
				checkAnswer(t, w, 404, "UnknownOperationException", "no operation has this path")
			}
		})
	}
}

func TestMatchGoesByPathAndPrefix(t *testing.T) {
	h := handler(t, painter{}, restjson.Options{Prefixes: []string{"/tins/"}})
	for path, want := range map[string]bool{"/tins/x": true, "/tins": false, "/rinse": true, "/rinse/": false, "/": false} {
		if got := h.Match(httptest.NewRequest("GET", path, nil)); got != want {
			t.Errorf("%s: got %v, want %v", path, got, want)
		}
	}
}
