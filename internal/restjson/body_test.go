package restjson_test

import (
	"errors"
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/restjson"
)

func TestBodyIsLimited(t *testing.T) {
	h := handler(t, painter{}, restjson.Options{MaxBody: 10})
	if w := send(h, "POST", "/tins/a/mix", `{"N":1234}`); w.Code != 200 {
		t.Errorf("a body of the limit: got status %d, want 200", w.Code)
	}
	const message = "the body has more than 10 bytes"
	checkAnswer(t, send(h, "POST", "/tins/a/mix", `{"N":12345}`), 400, "BadPaint", message)
	// Where no operation is, or none of its errors is about input, the front door answers.
	checkAnswer(t, send(h, "POST", "/brushes", `{"N":12345}`), 413, "RequestEntityTooLargeException", message)
	checkAnswer(t, send(h, "GET", "/rinse", `{"N":12345}`), 413, "RequestEntityTooLargeException", message)
}

func TestBodyThatBreaksOff(t *testing.T) {
	r := httptest.NewRequest("POST", "/tins/a/mix", io.MultiReader(strings.NewReader("{"), brokenReader{}))
	w := httptest.NewRecorder()
	handler(t, painter{}, restjson.Options{}).ServeHTTP(w, r)
	checkAnswer(t, w, 400, "SerializationException", "the body could not be read")
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errors.New("reset") }
