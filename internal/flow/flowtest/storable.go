package flowtest

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// Storable fails a test when anything that a step leaves with the host holds what
// not every database can store: U+0000, or bytes that are no UTF-8.
func Storable(t testing.TB, step flow.Step) {
	t.Helper()
	for _, v := range []any{step.Command, step.State, step.Trace} {
		if text, found := unstorable(reflect.ValueOf(v)); found {
			t.Fatalf("got the text %q in %#v, want it without U+0000 and in UTF-8", text, v)
		}
	}
}

// unstorable finds such a text, also within JSON. Bytes that are no JSON may be
// anything.
func unstorable(v reflect.Value) (string, bool) {
	switch v.Kind() {
	case reflect.String:
		return v.String(), !utf8.ValidString(v.String()) || strings.ContainsRune(v.String(), 0)
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return unstorable(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if text, found := unstorable(v.Field(i)); found {
				return text, true
			}
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			for _, part := range []reflect.Value{key, v.MapIndex(key)} {
				if text, found := unstorable(part); found {
					return text, true
				}
			}
		}
	case reflect.Slice:
		return unstorableList(v)
	}
	return "", false
}

func unstorableList(v reflect.Value) (string, bool) {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		var value any
		if json.Unmarshal(v.Bytes(), &value) != nil || value == nil {
			return "", false
		}
		if !utf8.Valid(v.Bytes()) {
			return fmt.Sprintf("%q", v.Bytes()), true
		}
		return unstorable(reflect.ValueOf(value))
	}
	for i := range v.Len() {
		if text, found := unstorable(v.Index(i)); found {
			return text, true
		}
	}
	return "", false
}
