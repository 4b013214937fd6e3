package restjson_test

import (
	"context"
	"regexp"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/restjson"
)

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

func TestAnAPIMayHaveAContentTypeOfItsOwn(t *testing.T) {
	for given, want := range map[string]string{"": "application/json", "application/x-amz-json-1.0": "application/x-amz-json-1.0"} {
		h := handler(t, painter{}, restjson.Options{ContentType: given})
		for _, path := range []string{"/tins/a/mix", "/nowhere"} {
			if got := send(h, "POST", path, `{}`).Header().Get("Content-Type"); got != want {
				t.Errorf("%s with ContentType %q: got content type %q, want %q", path, given, got, want)
			}
		}
	}
}

func TestOperationWithoutOutputAnswersAnEmptyBody(t *testing.T) {
	w := send(handler(t, painter{}, restjson.Options{}), "GET", "/rinse", "")
	if w.Code != 200 || w.Body.Len() != 0 || w.Header().Get("Content-Type") != "" {
		t.Errorf("got %d %q of type %q, want 200, no body and no type", w.Code, w.Body, w.Header().Get("Content-Type"))
	}
}

func TestRequestIDsAreRandomUUIDs(t *testing.T) {
	h := handler(t, painter{}, restjson.Options{})
	first := send(h, "GET", "/rinse", "").Header().Get("x-amzn-RequestId")
	uuid := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	if !uuid.MatchString(first) {
		t.Errorf("got %q, want a UUID of version 4", first)
	}
	if second := send(h, "GET", "/rinse", "").Header().Get("x-amzn-RequestId"); second == first {
		t.Errorf("got request id %q twice", second)
	}
}
