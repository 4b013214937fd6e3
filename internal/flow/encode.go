package flow

import (
	"bytes"
	"encoding/json"
)

// encode writes a value as compact JSON. Unlike json.Marshal it leaves <, > and &
// as they are: here no JSON ends up in HTML, and limits are about what was given.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
