package restjson_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/restjson"
)

type callerKey struct{}

func TestAuthenticateSeesTheRequestAndLeadsTheContext(t *testing.T) {
	var seen, caller string
	h := handler(t, painter{mix: func(ctx context.Context, _ *mixInput) (*mixOutput, error) {
		caller, _ = ctx.Value(callerKey{}).(string)
		return nil, nil
	}}, restjson.Options{Authenticate: func(r *http.Request, operation string, body []byte) (context.Context, error) {
		seen = operation + " " + string(body)
		return context.WithValue(r.Context(), callerKey{}, r.Header.Get("Authorization")), nil
	}})
	send(h, "POST", "/tins/a/mix", `{"Name":"red"}`, "Authorization", "anna")
	if want := `Mix {"Name":"red"}`; seen != want {
		t.Errorf("the hook saw %q, want %q", seen, want)
	}
	if caller != "anna" {
		t.Errorf("the operation saw caller %q, want anna", caller)
	}
}

// Who may not call learns nothing about routes and members.
func TestAuthenticateComesBeforeRoutingAndDecoding(t *testing.T) {
	front := &restjson.FrontDoorError{Status: 403, Code: "MissingAuthenticationTokenException", Message: "sign"}
	for _, test := range []struct {
		rule, verb, path, body string
		err                    error
		status                 int
		code, message          string
	}{
		{"a front-door error", "POST", "/tins/a/mix", `{`, front, 403, front.Code, "sign"},
		{"on an unknown path", "POST", "/brushes", ``, front, 403, front.Code, "sign"},
		{"on another verb", "PUT", "/rinse", ``, front, 403, front.Code, "sign"},
		{"a modelled error", "POST", "/tins/a/mix", ``, newPaintError("NoTin", "who?"), 404, "NoTin", "who?"},
		{"a modelled error on an unknown path", "POST", "/brushes", ``, newPaintError("NoTin", "who?"), 404, "NoTin", "who?"},
		{"an error that is mapped", "POST", "/tins/a/mix", ``, errors.New("who?"), 400, "BadPaint", "mapped"},
	} {
		t.Run(test.rule, func(t *testing.T) {
			h := handler(t, painter{}, restjson.Options{
				Authenticate: func(*http.Request, string, []byte) (context.Context, error) { return nil, test.err },
				MapError:     func(string, error) error { return newPaintError("BadPaint", "mapped") },
			})
			checkAnswer(t, send(h, test.verb, test.path, test.body), test.status, test.code, test.message)
		})
	}
}

// A body over the limit is refused before anyone computes its hash.
func TestBodyLimitComesBeforeAuthenticate(t *testing.T) {
	h := handler(t, painter{}, restjson.Options{MaxBody: 1, Authenticate: func(*http.Request, string, []byte) (context.Context, error) {
		t.Error("authenticated")
		return nil, errors.New("no")
	}})
	checkAnswer(t, send(h, "POST", "/tins/a/mix", `{}`), 400, "BadPaint", "the body has more than 1 bytes")
}

// An operation's time begins when the request is there.
func TestAnOperationHasItsTime(t *testing.T) {
	for _, within := range []time.Duration{0, time.Second} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			var left time.Duration
			h := handler(t, painter{mix: func(ctx context.Context, _ *mixInput) (*mixOutput, error) {
				if until, ok := ctx.Deadline(); ok {
					left = until.Sub(began)
				}
				return nil, nil
			}}, restjson.Options{Within: within})
			send(h, "POST", "/tins/a/mix", `{}`)
			if left != within {
				t.Errorf("got %v for the operation, want %v", left, within)
			}
		})
	}
}
