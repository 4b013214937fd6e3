package restjson_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// checkAnswer checks an error answer of the front door or of the model.
func checkAnswer(t *testing.T, w *httptest.ResponseRecorder, status int, code, message string) {
	t.Helper()
	var body struct {
		Type    string `json:"__type"`
		Message string
	}
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
		t.Fatalf("body %q: %v", w.Body, err)
	}
	if w.Code != status {
		t.Errorf("got status %d, want %d", w.Code, status)
	}
	if got := w.Header().Get("x-amzn-ErrorType"); got != code || body.Type != code {
		t.Errorf("got error type %q in the header and %q in the body, want %q", got, body.Type, code)
	}
	if body.Message != message {
		t.Errorf("got message %q, want %q", body.Message, message)
	}
	if got := w.Header().Get("Content-Type"); got != "application/json" {
		t.Errorf("got content type %q, want application/json", got)
	}
	if w.Header().Get("x-amzn-RequestId") == "" {
		t.Error("got no request id")
	}
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func TestAnswers(t *testing.T) {
	when := restjson.At(time.UnixMilli(1700000000120))
	for _, test := range []struct {
		rule string
		out  *mixOutput
		want string
	}{
		{"absent members are left out", &mixOutput{}, `{}`},
		{"no output is an empty one", nil, `{}`},
		{"an empty list is written", &mixOutput{Items: []string{}}, `{"Items":[]}`},
		{"timestamps are seconds with milliseconds", &mixOutput{When: when}, `{"When":1700000000.120}`},
		{"whole seconds have no fraction", &mixOutput{When: restjson.At(time.Unix(5, 0))}, `{"When":5}`},
		{"text is not escaped for HTML", &mixOutput{Id: new("<a&b>")}, `{"Id":"<a&b>"}`},
	} {
		t.Run(test.rule, func(t *testing.T) {
			h := handler(t, painter{mix: func(context.Context, *mixInput) (*mixOutput, error) { return test.out, nil }}, restjson.Options{})
			w := send(h, "POST", "/tins/a/mix", `{}`)
			if w.Code != 200 || w.Body.String() != test.want {
				t.Errorf("got %d %s, want 200 %s", w.Code, w.Body, test.want)
			}
		})
	}
}

func TestOperationWithoutOutputAnswersAnEmptyBody(t *testing.T) {
	w := send(handler(t, painter{}, restjson.Options{}), "GET", "/rinse", "")
	if w.Code != 200 || w.Body.Len() != 0 || w.Header().Get("Content-Type") != "" {
		t.Errorf("got %d %q of type %q, want 200, no body and no type", w.Code, w.Body, w.Header().Get("Content-Type"))
	}
}

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

func TestViolationsBecomeTheModelledError(t *testing.T) {
	w := send(handler(t, painter{}, restjson.Options{}), "POST", "/tins/a/mix", `{"Name":"purple"}`)
	checkAnswer(t, w, 400, "BadPaint", "Name must have at most 5 characters")

	own := restjson.Options{Violations: func(operation string, v []restjson.Violation) error {
		return newPaintError("NoTin", operation+" "+v[0].Path+" "+string(v[0].Rule)+" "+v[0].Bound)
	}}
	w = send(handler(t, painter{}, own), "POST", "/tins/a/mix", `{"Name":"purple"}`)
	checkAnswer(t, w, 404, "NoTin", "Mix Name max length 5")
}

func TestErrorsOfOperations(t *testing.T) {
	plain := errors.New("disk on fire")
	mapError := func(operation string, err error) error {
		if operation == "Mix" && errors.Is(err, plain) {
			return newPaintError("NoTin", "mapped")
		}
		return err
	}
	const hidden = "the service could not complete the request"
	for _, test := range []struct {
		rule       string
		err        error
		mapError   func(string, error) error
		status     int
		code, text string
		reported   bool
	}{
		{"a modelled error is answered", newPaintError("BadPaint", "lumpy"), mapError, 400, "BadPaint", "lumpy", false},
		{"also when it is wrapped", errors.Join(plain, newPaintError("BadPaint", "lumpy")), mapError, 400, "BadPaint", "lumpy", false},
		{"another error is mapped", plain, mapError, 404, "NoTin", "mapped", false},
		{"an unmapped error is internal", plain, nil, 500, "Spilled", hidden, true},
		{"an error that the operation does not model is internal", newPaintError("Quota", "full"), nil, 500, "Spilled", hidden, true},
		{"a front-door error of an operation is internal", &restjson.FrontDoorError{Status: 403, Code: "X"}, nil, 500, "Spilled", hidden, true},
	} {
		t.Run(test.rule, func(t *testing.T) {
			var reported string
			h := handler(t, painter{mix: func(context.Context, *mixInput) (*mixOutput, error) { return nil, test.err }}, restjson.Options{
				MapError:   test.mapError,
				Unmodelled: func(operation string, err error) { reported = operation },
			})
			checkAnswer(t, send(h, "POST", "/tins/a/mix", ``), test.status, test.code, test.text)
			if got := reported == "Mix"; got != test.reported {
				t.Errorf("reported as unmodelled: got %v, want %v", got, test.reported)
			}
		})
	}
}

func TestErrorBodyCarriesTypeMessageAndMembers(t *testing.T) {
	h := handler(t, painter{mix: func(context.Context, *mixInput) (*mixOutput, error) {
		return nil, &paintError{code: "BadPaint", status: 400, Message: "lumpy", Colour: "red"}
	}}, restjson.Options{})
	want := `{"__type":"BadPaint","Message":"lumpy","Colour":"red"}`
	if got := send(h, "POST", "/tins/a/mix", ``).Body.String(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestFrontDoorErrorsHaveALowerCaseMessage(t *testing.T) {
	got := send(handler(t, painter{}, restjson.Options{}), "GET", "/", ``).Body.String()
	if want := `{"__type":"UnknownOperationException","message":"no operation has this path"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestUnmodelledErrorsAreLogged(t *testing.T) {
	var log bytes.Buffer
	h := handler(t, painter{mix: func(context.Context, *mixInput) (*mixOutput, error) { return nil, errors.New("disk on fire") }},
		restjson.Options{Logger: slog.New(slog.NewTextHandler(&log, nil))})
	send(h, "POST", "/tins/a/mix", ``)
	if !strings.Contains(log.String(), "disk on fire") {
		t.Errorf("got log %q, want the error", &log)
	}
}

func TestBodyIsLimited(t *testing.T) {
	h := handler(t, painter{}, restjson.Options{MaxBody: 10})
	if w := send(h, "POST", "/tins/a/mix", `{"N":1234}`); w.Code != 200 {
		t.Errorf("a body of the limit: got status %d, want 200", w.Code)
	}
	checkAnswer(t, send(h, "POST", "/tins/a/mix", `{"N":12345}`), 413, "RequestEntityTooLargeException", "the body has more than 10 bytes")
}

func TestBodyThatBreaksOff(t *testing.T) {
	r := httptest.NewRequest("POST", "/tins/a/mix", io.MultiReader(strings.NewReader("{"), brokenReader{}))
	w := httptest.NewRecorder()
	handler(t, painter{}, restjson.Options{}).ServeHTTP(w, r)
	checkAnswer(t, w, 400, "SerializationException", "the body could not be read")
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errors.New("reset") }

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
	if !strings.Contains(log.String(), "out of paint") || !strings.Contains(log.String(), "pipeline_test.go") {
		t.Errorf("got log %q, want the panic and its stack", &log)
	}
	if event.Status != 500 || event.Operation != "Mix" || event.Err == nil {
		t.Errorf("got event %+v", event)
	}
	if w.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Error("got no CORS header")
	}
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

func TestRequestIDsAreRandomUUIDs(t *testing.T) {
	var inside string
	h := handler(t, painter{rinse: func(ctx context.Context, _ *rinseInput) (*struct{}, error) {
		inside = restjson.RequestID(ctx)
		return nil, nil
	}}, restjson.Options{})
	first := send(h, "GET", "/rinse", "").Header().Get("x-amzn-RequestId")
	if first != inside {
		t.Errorf("the operation saw request id %q, the caller %q", inside, first)
	}
	uuid := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	if !uuid.MatchString(first) {
		t.Errorf("got %q, want a UUID of version 4", first)
	}
	if second := send(h, "GET", "/rinse", "").Header().Get("x-amzn-RequestId"); second == first {
		t.Errorf("got request id %q twice", second)
	}
}
