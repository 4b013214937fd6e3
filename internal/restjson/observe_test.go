package restjson_test

import (
	"context"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/restjson"
)

func TestEveryRequestIsObservedOnce(t *testing.T) {
	for _, test := range []struct {
		rule, verb, path, body string
		want                   restjson.Event
	}{
		{"a success", "POST", "/tins/a/mix", `{}`, restjson.Event{Operation: "Mix", Status: 200}},
		{"a violation", "POST", "/tins/a/mix", `{"Name":"purple"}`, restjson.Event{Operation: "Mix", Status: 400, ErrorCode: "BadPaint"}},
		{"an unreadable body", "POST", "/tins/a/mix", `{`, restjson.Event{Operation: "Mix", Status: 400, ErrorCode: "SerializationException"}},
		{"an unknown path", "GET", "/", ``, restjson.Event{Status: 404, ErrorCode: "UnknownOperationException"}},
	} {
		t.Run(test.rule, func(t *testing.T) {
			var events []restjson.Event
			h := handler(t, painter{}, restjson.Options{Observe: func(e restjson.Event) { events = append(events, e) }})
			w := send(h, test.verb, test.path, test.body)
			if len(events) != 1 {
				t.Fatalf("got %d events, want 1", len(events))
			}
			got := events[0]
			if got.RequestID != w.Header().Get("x-amzn-RequestId") {
				t.Errorf("got request id %q, want that of the answer", got.RequestID)
			}
			if (got.Err != nil) != (test.want.ErrorCode != "") {
				t.Errorf("got error %v for code %q", got.Err, test.want.ErrorCode)
			}
			if got.Operation != test.want.Operation || got.Status != test.want.Status || got.ErrorCode != test.want.ErrorCode {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestACallerWhoHangsUpIsNoFaultOfTheServer(t *testing.T) {
	var got restjson.Event
	ctx, hangUp := context.WithCancel(t.Context())
	h := handler(t, painter{rinse: func(ctx context.Context, _ *rinseInput) (*struct{}, error) {
		hangUp()
		return nil, ctx.Err()
	}}, restjson.Options{Observe: func(e restjson.Event) { got = e }})
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, "GET", "/rinse", nil))
	if got.Status != restjson.StatusCallerGone || got.ErrorCode != "" {
		t.Errorf("got status %d and code %q, want %d and none", got.Status, got.ErrorCode, restjson.StatusCallerGone)
	}
}

func TestEventsMeasureTheOperation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got time.Duration
		h := handler(t, painter{rinse: func(ctx context.Context, _ *rinseInput) (*struct{}, error) {
			ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
			defer cancel()
			<-ctx.Done()
			return nil, nil
		}}, restjson.Options{Observe: func(e restjson.Event) { got = e.Duration }})
		send(h, "GET", "/rinse", "")
		if got != 3*time.Second {
			t.Errorf("got duration %v, want 3s", got)
		}
	})
}
