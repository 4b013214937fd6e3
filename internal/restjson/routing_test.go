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
}

// RFC 9110 15.5.6: the answer to another verb names those that the path has.
func TestAnotherVerbIsToldWhichAreAllowed(t *testing.T) {
	api := painter{}.api()
	for _, verb := range []string{"DELETE", "POST"} {
		more := api.Routes[1]
		more.Name, more.Verb = more.Name+verb, verb
		api.Routes = append(api.Routes, more)
	}
	h, err := restjson.New(api, restjson.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ verb, path, want string }{
		{"PUT", "/rinse", "GET, POST, DELETE"},
		{"HEAD", "/rinse", "GET, POST, DELETE"},
		{"GET", "/tins/a/mix", "POST"},
		{"GET", "/rinse", ""},
		{"PUT", "/brushes", ""},
	} {
		if got := send(h, test.verb, test.path, "").Header().Get("Allow"); got != test.want {
			t.Errorf("%s %s: got Allow %q, want %q", test.verb, test.path, got, test.want)
		}
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
