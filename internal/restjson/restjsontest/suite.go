// Package restjsontest is one suite for every generated API: that its
// operations route, answer and fail the way the protocol asks, whatever the
// service behind them does.
//
// It is test support and must not be imported outside of tests.
package restjsontest

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// Suite runs against an API and its service that implements nothing.
func Suite(t *testing.T, api restjson.API, unimplemented any) {
	t.Run("routes do not collide", func(t *testing.T) { serve(t, api, restjson.Options{}) })
	t.Run("every operation answers its refusal", func(t *testing.T) { refusals(t, api, unimplemented) })
	t.Run("every modelled error has its wire form", func(t *testing.T) { modelledErrors(t, api) })
	t.Run("every operation models its internal error", func(t *testing.T) { internalErrors(t, api) })
	t.Run("every operation models an error for violations", func(t *testing.T) { violations(t, api) })
}

func serve(t *testing.T, api restjson.API, o restjson.Options) *restjson.Handler {
	t.Helper()
	o.Unmodelled = func(operation string, err error) {
		t.Errorf("%s answered an error that it does not model: %v", operation, err)
	}
	h, err := restjson.New(api, o)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// withMethod is the API with one method for all operations, which takes any
// input as valid.
func withMethod(api restjson.API, method func(operation string) error) restjson.API {
	api.Routes = slices.Clone(api.Routes)
	for i := range api.Routes {
		name := api.Routes[i].Name
		api.Routes[i].Method = restjson.Bind(func(context.Context, *anything) (*struct{}, error) {
			return nil, method(name)
		})
	}
	return api
}

// anything is an input without members.
type anything struct{}

func (*anything) Decode(*restjson.Request)      {}
func (*anything) Validate(*restjson.Violations) {}

// call sends an empty request to an operation.
func call(h http.Handler, o restjson.Operation) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(o.Verb, fill(o.Path), nil))
	return w
}

// fill puts a value that has to be escaped into every label of a path.
func fill(template string) string {
	segments := strings.Split(template, "/")
	for i, segment := range segments {
		if strings.HasPrefix(segment, "{") {
			segments[i] = "arn%3Aaws%2Fx"
		}
	}
	return strings.Join(segments, "/")
}

// refusals calls the service with empty inputs, past decoding and validation,
// so that what answers is the service.
func refusals(t *testing.T, api restjson.API, unimplemented any) {
	h := serve(t, withMethod(api, func(operation string) error {
		return invoke(unimplemented, operation)
	}), restjson.Options{})
	for _, route := range api.Routes {
		w := call(h, route.Operation)
		if w.Code < 400 || w.Code >= 500 || w.Code == http.StatusTooManyRequests {
			t.Errorf("%s: got status %d, want one of 4xx that SDKs do not retry", route.Name, w.Code)
		}
		var body struct{ Message string }
		if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil || !strings.Contains(body.Message, route.Name+" is not implemented") {
			t.Errorf("%s: got %q, want a message that names the operation", route.Name, w.Body)
		}
	}
}

// invoke calls the service's method of an operation with an empty input.
func invoke(service any, operation string) error {
	method := reflect.ValueOf(service).MethodByName(operation)
	in := reflect.New(method.Type().In(1).Elem())
	results := method.Call([]reflect.Value{reflect.ValueOf(context.Background()), in})
	err, _ := results[1].Interface().(error)
	return err
}

func modelledErrors(t *testing.T, api restjson.API) {
	for _, route := range api.Routes {
		for _, code := range route.Errors {
			want := api.NewError(code, "what is wrong")
			if want == nil {
				t.Errorf("%s models %s, which NewError does not know", route.Name, code)
				continue
			}
			h := serve(t, withMethod(api, func(string) error { return want }), restjson.Options{})
			w := call(h, route.Operation)
			checkError(t, route.Name, w, want)
		}
	}
}

func checkError(t *testing.T, operation string, w *httptest.ResponseRecorder, want restjson.ModelledError) {
	t.Helper()
	if w.Code != want.HTTPStatus() {
		t.Errorf("%s, %s: got status %d, want %d", operation, want.ErrorCode(), w.Code, want.HTTPStatus())
	}
	if got := w.Header().Get(restjson.HeaderErrorType); got != want.ErrorCode() {
		t.Errorf("%s: got error type %q, want %q", operation, got, want.ErrorCode())
	}
	if w.Header().Get(restjson.HeaderRequestID) == "" {
		t.Errorf("%s, %s: no request id", operation, want.ErrorCode())
	}
	var body struct {
		Type    string `json:"__type"`
		Message string
	}
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
		t.Errorf("%s, %s: body %q: %v", operation, want.ErrorCode(), w.Body, err)
	}
	if body.Type != want.ErrorCode() || body.Message != "what is wrong" {
		t.Errorf("%s, %s: got body %q", operation, want.ErrorCode(), w.Body)
	}
}

func internalErrors(t *testing.T, api restjson.API) {
	for _, route := range api.Routes {
		if !route.Models(api.InternalError) {
			t.Errorf("%s does not model %s", route.Name, api.InternalError)
		}
	}
}

func violations(t *testing.T, api restjson.API) {
	for _, route := range api.Routes {
		if !slices.ContainsFunc(api.ViolationErrors, route.Models) {
			t.Errorf("%s models none of %v", route.Name, api.ViolationErrors)
		}
	}
}
