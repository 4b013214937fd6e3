package participant_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/api/participant"
	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// Both APIs and other handlers share one listener.
func Example() {
	control, err := restjson.New(connect.API(connect.Unimplemented{}), restjson.Options{})
	if err != nil {
		panic(err)
	}
	chat, err := restjson.New(participant.API(echo{}), restjson.Options{
		CORS:     &restjson.CORS{},
		Prefixes: []string{"/participant/"},
	})
	if err != nil {
		panic(err)
	}
	server := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/healthz":
			fmt.Fprint(w, "ok")
		case chat.Match(r):
			chat.ServeHTTP(w, r)
		default:
			control.ServeHTTP(w, r)
		}
	})

	for _, call := range []struct{ verb, path, body string }{
		{"POST", "/participant/message", `{"ContentType":"text/plain","Content":"Hello"}`},
		{"POST", "/participant/message", `{"ContentType":"text/plain"}`},
		{"GET", "/instance", ``},
		{"GET", "/healthz", ``},
		{"GET", "/favicon.ico", ``},
	} {
		r := httptest.NewRequest(call.verb, call.path, strings.NewReader(call.body))
		r.Header.Set("X-Amz-Bearer", "a connection token")
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		fmt.Println(w.Code, w.Body)
	}
	// Output:
	// 200 {"AbsoluteTime":"2026-11-20T21:34:56.789Z","Id":"5f3c9f0e-8a0e-4c1c-9a3e-1d2b3c4d5e6f"}
	// 400 {"__type":"ValidationException","Message":"Content is required"}
	// 400 {"__type":"InvalidRequestException","Message":"ListInstances is not implemented by Rejoin yet"}
	// 200 ok
	// 404 {"__type":"UnknownOperationException","message":"no operation has this path"}
}
