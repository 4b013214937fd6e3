package restjson_test

import (
	"net/http/httptest"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/restjson"
)

func TestMatchGoesByPathAndPrefix(t *testing.T) {
	h := handler(t, painter{}, restjson.Options{Prefixes: []string{"/tins/"}})
	for path, want := range map[string]bool{"/tins/x": true, "/tins": false, "/rinse": true, "/rinse/": false, "/": false} {
		if got := h.Match(httptest.NewRequest("GET", path, nil)); got != want {
			t.Errorf("%s: got %v, want %v", path, got, want)
		}
	}
}
