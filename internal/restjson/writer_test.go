package restjson_test

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/api/participant"
	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// TestOutputsAreWrittenAsTheStandardLibraryWould fills every output of both APIs
// with whatever it can hold and compares the two ways to write it.
func TestOutputsAreWrittenAsTheStandardLibraryWould(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, service := range []reflect.Type{reflect.TypeFor[participant.Service](), reflect.TypeFor[connect.Service]()} {
		for method := range service.Methods() {
			kind := method.Type.Out(0).Elem()
			for range 50 {
				out := reflect.New(kind)
				scribble(random, out.Elem(), 5)
				checkWritten(t, out.Interface().(restjson.Output))
			}
			checkWritten(t, reflect.New(kind).Interface().(restjson.Output))
		}
	}
}

func checkWritten(t *testing.T, out restjson.Output) {
	t.Helper()
	got, err := restjson.Encode(out)
	if err != nil {
		t.Fatalf("%T: %v", out, err)
	}
	var want bytes.Buffer
	e := json.NewEncoder(&want)
	e.SetEscapeHTML(false)
	if err := e.Encode(out); err != nil {
		t.Fatalf("%T: %v", out, err)
	}
	if got+"\n" != want.String() {
		t.Fatalf("%T: got\n%s\nwant\n%s", out, got, want.Bytes())
	}
}

// scribble fills a value at random, absent and empty members included.
func scribble(random *rand.Rand, v reflect.Value, depth int) {
	if ts, ok := v.Addr().Interface().(*restjson.Timestamp); ok {
		ts.Time = time.UnixMilli(random.Int64N(4e12))
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if depth > 0 && random.IntN(4) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			scribble(random, v.Elem(), depth-1)
		}
	case reflect.Slice:
		if n := random.IntN(4) - 1; n >= 0 && depth > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				scribble(random, v.Index(i), depth-1)
			}
		}
	case reflect.Map:
		if depth > 0 && random.IntN(4) > 0 {
			v.Set(reflect.MakeMap(v.Type()))
			for range random.IntN(4) {
				value := reflect.New(v.Type().Elem()).Elem()
				scribble(random, value, depth-1)
				v.SetMapIndex(reflect.ValueOf(anyText(random)), value)
			}
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			scribble(random, field, depth)
		}
	case reflect.String:
		v.SetString(anyText(random))
	case reflect.Bool:
		v.SetBool(random.IntN(2) == 0)
	case reflect.Int32, reflect.Int64:
		v.SetInt(int64(int32(random.Uint32())))
	case reflect.Float64:
		v.SetFloat(random.NormFloat64() * math.Pow10(random.IntN(60)-30))
	}
}

// anyText is text as people and machines write it.
func anyText(random *rand.Rand) string {
	texts := []string{
		"", "plain", "café ☕ 🎉", "\u2028\u2029", "a\"b\\c/d", "<b>&amp;</b>", "line\nend\ttab\r\x01\x7f",
		"\xff broken \xc3", "�", "{\"json\":[1]}",
	}
	return texts[random.IntN(len(texts))]
}

// stray writes a value that JSON does not have.
type stray struct{ number float64 }

func (s *stray) Write(w *restjson.Writer) {
	w.Open()
	restjson.WriteMember(w, "Number", &s.number, (*restjson.Writer).Float)
	w.Close()
}

func TestANumberThatJSONDoesNotHaveIsAnError(t *testing.T) {
	for _, number := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if got, err := restjson.Encode(&stray{number}); err == nil {
			t.Errorf("%v: got %s", number, got)
		}
	}
}
