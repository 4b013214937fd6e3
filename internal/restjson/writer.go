package restjson

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"
)

// Output is what every generated output does: write itself as a JSON object.
// What it writes is what encoding/json would write, without escapes for HTML.
type Output interface {
	Write(*Writer)
}

// Writer appends the JSON of an output. The generated code knows each type when
// it is compiled, which encoding/json finds out anew for every value.
type Writer struct {
	json []byte
	err  error // the first value that JSON cannot express
}

// Open begins an object.
func (w *Writer) Open() { w.json = append(w.json, '{') }

// Close ends an object.
func (w *Writer) Close() { w.json = append(w.json, '}') }

// WriteMember writes a member of an object, or nothing when it is absent.
func WriteMember[T any](w *Writer, name string, value *T, write func(*Writer, *T)) {
	if value != nil {
		w.name(name)
		write(w, value)
	}
}

// WriteListMember is WriteMember for a list. An empty list is written.
func WriteListMember[T any](w *Writer, name string, list []T, write func(*Writer, *T)) {
	if list != nil {
		w.name(name)
		WriteList(w, list, write)
	}
}

// WriteMapMember is WriteMember for a map. An empty map is written.
func WriteMapMember[T any](w *Writer, name string, values map[string]T, write func(*Writer, *T)) {
	if values != nil {
		w.name(name)
		WriteMap(w, values, write)
	}
}

// WriteList writes a list that is a value, null for nil.
func WriteList[T any](w *Writer, list []T, write func(*Writer, *T)) {
	if list == nil {
		w.null()
		return
	}
	w.json = append(w.json, '[')
	for i := range list {
		if i > 0 {
			w.json = append(w.json, ',')
		}
		write(w, &list[i])
	}
	w.json = append(w.json, ']')
}

// WriteMap writes a map that is a value, null for nil, in the order of its keys.
func WriteMap[T any](w *Writer, values map[string]T, write func(*Writer, *T)) {
	if values == nil {
		w.null()
		return
	}
	w.Open()
	for _, key := range slices.Sorted(maps.Keys(values)) {
		w.separate()
		w.Text(&key)
		w.json = append(w.json, ':')
		value := values[key]
		write(w, &value)
	}
	w.Close()
}

// name writes the name of a member, which the model has made of letters and
// digits.
func (w *Writer) name(name string) {
	w.separate()
	w.json = append(w.json, '"')
	w.json = append(w.json, name...)
	w.json = append(w.json, '"', ':')
}

// separate puts a comma before all members but the first.
func (w *Writer) separate() {
	if w.json[len(w.json)-1] != '{' {
		w.json = append(w.json, ',')
	}
}

func (w *Writer) null() { w.json = append(w.json, "null"...) }

// Bool writes a boolean.
func (w *Writer) Bool(v *bool) { w.json = strconv.AppendBool(w.json, *v) }

// Int32 writes an integer.
func (w *Writer) Int32(v *int32) { w.json = strconv.AppendInt(w.json, int64(*v), 10) }

// Int64 writes an integer.
func (w *Writer) Int64(v *int64) { w.json = strconv.AppendInt(w.json, *v, 10) }

// Float writes a number. JSON has none that is infinite or not a number.
func (w *Writer) Float(v *float64) { w.standard(*v) }

// Timestamp writes an instant.
func (w *Writer) Timestamp(v *Timestamp) { w.json = v.append(w.json) }

// Text writes a string.
func (w *Writer) Text(v *string) {
	if !plain(*v) {
		w.standard(*v)
		return
	}
	w.json = append(w.json, '"')
	w.json = append(w.json, *v...)
	w.json = append(w.json, '"')
}

// plain reports whether a string stands for itself within quotes. What does not
// is rare and left to the standard library.
func plain(s string) bool {
	ascii := true
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ' || c == '"' || c == '\\':
			return false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return ascii || plainRunes(s)
}

// plainRunes is plain for the characters beyond ASCII. U+2028 and U+2029 end a
// line in old JavaScript and are escaped.
func plainRunes(s string) bool {
	for _, r := range s {
		if r == utf8.RuneError || r == '\u2028' || r == '\u2029' {
			return false
		}
	}
	return true
}

// standard writes a value as encoding/json does.
func (w *Writer) standard(v any) {
	b := bytes.NewBuffer(w.json)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		w.err = err
		w.null()
		return
	}
	w.json = bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
