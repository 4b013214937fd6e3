package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// routes writes the API with its table of operations.
func (e *emitter) routes() {
	e.line("// API is what restjson.New needs to serve s.")
	e.line("func API(s Service) restjson.API {")
	e.line("return restjson.API{")
	e.line("Name: %q,", e.Metadata.ServiceID)
	e.line("Routes: routes(s),")
	e.line("NewError: NewError,")
	e.line("InternalError: %q,", e.internal)
	e.line("ViolationErrors: %s,", stringList(e.violation))
	e.line("}\n}\n")

	e.line("func routes(s Service) []restjson.Route {")
	e.line("return []restjson.Route{")
	for _, name := range e.operations {
		e.route(name, e.Operations[name])
	}
	e.line("}\n}")
}

func (e *emitter) route(name string, op *operation) {
	if strings.Contains(op.HTTP.RequestURI, "+}") || strings.Contains(op.HTTP.RequestURI, "?") {
		e.fail(fmt.Errorf("operation %s: path %s is not supported", name, op.HTTP.RequestURI))
	}
	if op.HTTP.ResponseCode != 0 && op.HTTP.ResponseCode != 200 {
		e.fail(fmt.Errorf("operation %s: response code %d is not supported", name, op.HTTP.ResponseCode))
	}
	if err := e.matchLabels(op); err != nil {
		e.fail(fmt.Errorf("operation %s: %w", name, err))
	}
	e.line("{")
	e.line("Operation: restjson.Operation{")
	e.line("Name: %q,", name)
	e.line("Verb: %q, Path: %q,", op.HTTP.Method, op.HTTP.RequestURI)
	e.line("Errors: %s,", stringList(op.errorCodes()))
	if token := e.idempotencyToken(op); token != "" {
		e.line("IdempotencyToken: %q,", token)
	}
	if op.Output == nil {
		e.line("NoOutput: true,")
	}
	e.line("},")
	e.line("Method: restjson.Bind(s.%s),", name)
	e.line("},")
}

// matchLabels checks that the labels of the path are the input's path members.
func (e *emitter) matchLabels(op *operation) error {
	var inPath, members []string
	for segment := range strings.SplitSeq(op.HTTP.RequestURI, "/") {
		if label, ok := strings.CutPrefix(segment, "{"); ok {
			inPath = append(inPath, strings.TrimSuffix(label, "}"))
		}
	}
	for _, r := range e.shapeOf(op.Input).Members {
		if r.Location == "uri" {
			members = append(members, r.LocationName)
		}
	}
	slices.Sort(inPath)
	slices.Sort(members)
	if !slices.Equal(inPath, members) {
		return fmt.Errorf("path has labels %v, input has %v", inPath, members)
	}
	return nil
}

// errorCodes are the errors of an operation, sorted.
func (o *operation) errorCodes() []string {
	var codes []string
	for _, r := range o.Errors {
		codes = append(codes, r.Shape)
	}
	slices.Sort(codes)
	return codes
}

func (e *emitter) idempotencyToken(op *operation) string {
	s := e.shapeOf(op.Input)
	for _, name := range slices.Sorted(maps.Keys(s.Members)) {
		if s.Members[name].IdempotencyToken {
			return name
		}
	}
	return ""
}

// stringList is a slice literal.
func stringList(list []string) string {
	quoted := make([]string, len(list))
	for i, one := range list {
		quoted[i] = fmt.Sprintf("%q", one)
	}
	return "[]string{" + strings.Join(quoted, ", ") + "}"
}
