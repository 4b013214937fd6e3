package restjson

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"
)

// Request is one call on its way into an input. The generated Decode methods
// read it member by member; the first member that cannot be read decides the
// answer.
type Request struct {
	http  *http.Request
	body  []byte
	names []string
	found *labels
	query url.Values
	err   error
}

// Body reads the members of the JSON body. An empty body is an input without
// body members.
func (r *Request) Body(members func(*Reader)) {
	if len(bytes.TrimSpace(r.body)) == 0 {
		return
	}
	if err := readBody(r.body, members); err != nil {
		r.fail(err.Error())
	}
}

func (r *Request) fail(message string) {
	if r.err == nil {
		r.err = serialization(message)
	}
}

// Header is the value of a request header, nil when absent. The name is in
// canonical form.
func (r *Request) Header(name string) *string {
	if values := r.http.Header[name]; len(values) > 0 {
		return &values[0]
	}
	return nil
}

// Label is the decoded value of a path label. An escaped slash or colon is part
// of the value.
func (r *Request) Label(name string) *string {
	for i, one := range r.names {
		if one != name {
			continue
		}
		value, err := url.PathUnescape(r.found.values[i])
		if err != nil {
			r.fail(name + " is not percent-encoded correctly")
			return nil
		}
		return &value
	}
	return nil
}

// LabelInt is a path label that holds a 32-bit integer.
func (r *Request) LabelInt(name string) *int32 {
	return r.int32(name, r.Label(name))
}

// LabelLong is a path label that holds a 64-bit integer.
func (r *Request) LabelLong(name string) *int64 {
	return r.integer(name, r.Label(name), 64)
}

// Query is the first value of a query parameter, nil when absent.
func (r *Request) Query(name string) *string {
	if values := r.QueryList(name); len(values) > 0 {
		return &values[0]
	}
	return nil
}

// QueryInt is a query parameter that holds a 32-bit integer.
func (r *Request) QueryInt(name string) *int32 {
	return r.int32(name, r.Query(name))
}

// QueryBool is a query parameter that holds true or false.
func (r *Request) QueryBool(name string) *bool {
	value := r.Query(name)
	if value == nil {
		return nil
	}
	if *value != "true" && *value != "false" {
		r.fail(name + " must be true or false")
		return nil
	}
	return new(*value == "true")
}

// QueryList is every value of a repeated query parameter, nil when absent.
func (r *Request) QueryList(name string) []string {
	if r.query == nil {
		query, err := url.ParseQuery(r.http.URL.RawQuery)
		if err != nil {
			r.fail("the query is not encoded correctly")
		}
		r.query = query
	}
	return r.query[name]
}

func (r *Request) int32(name string, value *string) *int32 {
	n := r.integer(name, value, 32)
	if n == nil {
		return nil
	}
	return new(int32(*n))
}

func (r *Request) integer(name string, value *string, bits int) *int64 {
	if value == nil {
		return nil
	}
	n, err := strconv.ParseInt(*value, 10, bits)
	if err != nil {
		r.fail(name + " must be an integer")
		return nil
	}
	return &n
}
