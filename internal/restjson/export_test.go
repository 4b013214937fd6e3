package restjson

import "bytes"

// Encode is how the pipeline writes an output.
func Encode(out Output) (string, error) {
	var b bytes.Buffer
	err := encode(&b, out)
	return b.String(), err
}
