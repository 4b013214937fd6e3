package function

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Validation is what an answer has to be.
// spec: InvokeLambdaFunction ResponseValidation.ResponseType.
type Validation string

// Validations.
const (
	StringMap Validation = "STRING_MAP" // an object of texts, numbers and truths
	AnyJSON   Validation = "JSON"
)

// Read checks an answer of Invoke and gives what the flow's $.External is: an
// object whose values are texts, and with AnyJSON whatever JSON can say. Numbers
// and truths of a string map become their text, null leaves the name out. Numbers
// keep their digits ([json.Number]). The error wraps ErrNotJSON.
func Read(answer []byte, as Validation) (map[string]any, error) {
	decoder := json.NewDecoder(bytes.NewReader(answer))
	decoder.UseNumber()
	var content any
	if err := decoder.Decode(&content); err != nil || decoder.More() {
		return nil, ErrNotJSON
	}
	object, isObject := content.(map[string]any)
	if as == AnyJSON {
		if !isObject {
			// There is no name to find a bare value under.
			return map[string]any{}, nil
		}
		return object, nil
	}
	if !isObject {
		return nil, fmt.Errorf("%w: want an object of texts", ErrNotJSON)
	}
	flat := make(map[string]any, len(object))
	for name, value := range object {
		switch v := value.(type) {
		case nil:
		case string:
			flat[name] = v
		case json.Number:
			flat[name] = v.String()
		case bool:
			flat[name] = fmt.Sprint(v)
		default:
			return nil, fmt.Errorf("%w: want an object of texts without others inside", ErrNotJSON)
		}
	}
	return flat, nil
}
