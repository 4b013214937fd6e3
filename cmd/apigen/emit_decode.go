package main

import (
	"fmt"
	"maps"
	"net/textproto"
	"slices"
)

// decoders writes Decode for every input: the body as a whole, then what
// stands in the path, the query and the headers.
func (e *emitter) decoders() {
	for _, name := range e.operations {
		s := e.shapeOf(e.Operations[name].Input)
		e.line("// Decode reads the input from a request.")
		e.line("func (in *%s) Decode(r *restjson.Request) {", inputName(name))
		if s.hasBody() {
			e.line("r.Body(in.read)")
		}
		for _, member := range slices.Sorted(maps.Keys(s.Members)) {
			e.decodeMember(member, s.Members[member])
		}
		e.line("}\n")
	}
}

func (s *shape) hasBody() bool {
	for _, r := range s.Members {
		if r.Location == "" {
			return true
		}
	}
	return false
}

// accessors read a member from its place, by location and Go type.
var accessors = map[string]string{
	"uri *string":          "Label",
	"uri *int32":           "LabelInt",
	"uri *int64":           "LabelLong",
	"querystring *string":  "Query",
	"querystring *int32":   "QueryInt",
	"querystring *bool":    "QueryBool",
	"querystring []string": "QueryList",
	"header *string":       "Header",
}

func (e *emitter) decodeMember(name string, r *ref) {
	if r.Location == "" {
		return
	}
	t := e.memberType(r.Shape)
	accessor, ok := accessors[r.Location+" "+t]
	if !ok {
		e.fail(fmt.Errorf("member %s: no way to read %s from %s", name, t, r.Location))
	}
	place := r.LocationName
	if r.Location == "header" {
		place = textproto.CanonicalMIMEHeaderKey(place)
	}
	e.line("in.%s = r.%s(%q)", exported(name), accessor, place)
}
