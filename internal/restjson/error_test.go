package restjson_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

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
		{"an error that is mapped to none is internal", plain, func(string, error) error { return nil }, 500, "Spilled", hidden, true},
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

func TestOutagesAreAnsweredLikeTheFrontDoor(t *testing.T) {
	down := errors.New("disk on fire")
	options := restjson.Options{
		Outage: func(operation string, err error) *restjson.FrontDoorError {
			if operation == "Mix" && errors.Is(err, down) {
				return &restjson.FrontDoorError{Status: 503, Code: "Closed", Message: "come back"}
			}
			return nil
		},
		MapError:   func(string, error) error { return newPaintError("NoTin", "mapped") },
		Unmodelled: func(operation string, err error) { t.Errorf("%s: reported as unmodelled: %v", operation, err) },
	}
	for _, test := range []struct {
		rule       string
		err        error
		status     int
		code, text string
	}{
		{"an outage has the answer of the front door", down, 503, "Closed", "come back"},
		{"any other error is mapped", errors.New("wet"), 404, "NoTin", "mapped"},
		{"an error of the operation's own is no outage", errors.Join(down, newPaintError("BadPaint", "lumpy")), 400, "BadPaint", "lumpy"},
	} {
		t.Run(test.rule, func(t *testing.T) {
			h := handler(t, painter{mix: func(context.Context, *mixInput) (*mixOutput, error) { return nil, test.err }}, options)
			checkAnswer(t, send(h, "POST", "/tins/a/mix", ``), test.status, test.code, test.text)
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
