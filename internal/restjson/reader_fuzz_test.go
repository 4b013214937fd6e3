package restjson

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzReader holds the reader to encoding/json: both accept the same bodies and
// read the same strings from them. They differ on purpose in how deep they go,
// in text that is not UTF-8 and in text with the character U+0000.
func FuzzReader(f *testing.F) {
	for _, seed := range []string{
		``, `{}`, `[]`, `null`, `{"a":"b"}`, `{"a":"\u00e9\n","b":[1,-0.5e+3,true,false,null,{"c":""}]}`,
		`{"a":01}`, `{"a":"\u0000"}`, `{"a":"\ud83d\ude00\ud800"}`, `{"a":1}x`, ` { "a" : [ ] , "a" : { } } `, `{"a":"` + "\x00" + `"}`, "{\"\x7f\":-}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got := make(map[string]string)
		err := readBody(body, func(r *Reader) {
			for name, more := r.Object(); more; name, more = r.Next(name) {
				delete(got, name)
				if r.peek() == '"' {
					got[name] = r.Text()
				} else {
					r.Skip()
				}
			}
		})
		if err != nil && strings.HasSuffix(err.Error(), "U+0000") {
			return
		}
		var all map[string]any
		valid := utf8.Valid(body) && json.Unmarshal(body, &all) == nil && all != nil
		if err == nil != valid && !(valid && nesting(all) > maxDepth) {
			t.Fatalf("%q: got error %v, encoding/json accepts it: %v", body, err, valid)
		}
		if err != nil {
			return
		}
		want := make(map[string]string)
		for name, value := range all {
			if text, ok := value.(string); ok {
				want[name] = text
			}
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %q, want %q", body, got, want)
		}
	})
}

// nesting is how deep a value nests.
func nesting(v any) int {
	deepest := 0
	switch v := v.(type) {
	case map[string]any:
		for _, one := range v {
			deepest = max(deepest, nesting(one))
		}
	case []any:
		for _, one := range v {
			deepest = max(deepest, nesting(one))
		}
	default:
		return 0
	}
	return deepest + 1
}
