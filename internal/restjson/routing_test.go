package restjson_test

import (
	"testing"

	"github.com/rejoin-chat/rejoin/internal/restjson"
)

func TestRouting(t *testing.T) {
	for _, test := range []struct {
		rule, verb, path string
		status           int
	}{
		{"an unknown path", "POST", "/brushes", 404},
		{"a path that goes on", "POST", "/tins/a/mix/b", 404},
		{"a path that ends early", "POST", "/tins/a", 404},
		{"a trailing slash is another path", "POST", "/tins/a/mix/", 404},
		{"a doubled slash is no redirect", "POST", "//tins/a/mix", 404},
		{"an empty label is none", "POST", "/tins//mix", 404},
		{"another verb", "PUT", "/tins/a/mix", 405},
		{"GET does not serve HEAD", "HEAD", "/rinse", 405},
		{"OPTIONS without CORS", "OPTIONS", "/rinse", 405},
	} {
		t.Run(test.rule, func(t *testing.T) {
			w := send(handler(t, painter{}, restjson.Options{}), test.verb, test.path, "")
			message := map[int]string{404: "no operation has this path", 405: "no operation has this path and method"}[test.status]
			checkAnswer(t, w, test.status, "UnknownOperationException", message)
		})
	}
	w := send(handler(t, painter{}, restjson.Options{}), "PUT", "/rinse", "")
	if got := w.Header().Get("Allow"); got != "GET" {
		t.Errorf("got Allow %q, want GET", got)
	}
}

func TestNewRefusesRoutesThatCollide(t *testing.T) {
	api := painter{}.api()
	twin := api.Routes[0]
	twin.Name, twin.Path = "Blend", "/tins/{Can}/mix"
	api.Routes = append(api.Routes, twin)
	if _, err := restjson.New(api, restjson.Options{}); err == nil {
		t.Error("got no error for two operations with one route")
	}
}
