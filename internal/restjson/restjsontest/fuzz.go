package restjsontest

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// Fuzz sends any body to any operation of an API that implements nothing: every
// answer is an error of the caller's, in JSON.
func Fuzz(f *testing.F, api restjson.API) {
	h, err := restjson.New(api, restjson.Options{
		Unmodelled: func(operation string, err error) { panic(operation + ": " + err.Error()) },
	})
	if err != nil {
		f.Fatal(err)
	}
	for i := range api.Routes {
		f.Add(uint16(i), `{}`)
		f.Add(uint16(i), `{"InstanceId":"i","ContactId":1,"Attributes":{"a":"b"},"Tags":null,"Type":["x"],"SearchCriteria":{}}`)
	}
	f.Fuzz(func(t *testing.T, n uint16, body string) {
		route := api.Routes[int(n)%len(api.Routes)]
		r := httptest.NewRequest(route.Verb, fill(route.Path), strings.NewReader(body))
		r.Header.Set("X-Amz-Bearer", "token")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code < 400 || w.Code >= 500 || !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s: got %d %s for %q", route.Name, w.Code, w.Body, body)
		}
	})
}
