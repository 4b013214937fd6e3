package main

import (
	"fmt"
	"slices"
)

// serviceInterface writes the interface that a service implements.
func (e *emitter) serviceInterface() {
	e.line("// Service performs the operations of %s. An error that is not one of the", e.Metadata.ServiceID)
	e.line("// operation's modelled errors reaches the caller as an internal one, unless")
	e.line("// restjson.Options.MapError says better.")
	e.line("type Service interface {")
	for _, name := range e.operations {
		e.line("// %s serves %s %s.", name, e.Operations[name].HTTP.Method, e.Operations[name].HTTP.RequestURI)
		e.line("%s", signature(name))
	}
	e.line("}")
}

func signature(operation string) string {
	return fmt.Sprintf("%s(ctx context.Context, in *%s) (*%s, error)", operation, inputName(operation), outputName(operation))
}

// unimplemented writes a service that refuses every operation, with the best of
// the operation's own errors.
func (e *emitter) unimplemented() {
	e.line("// Unimplemented refuses every operation with one of the operation's own")
	e.line("// errors. A service embeds it, one level below its own methods, for what it")
	e.line("// does not serve yet.")
	e.line("type Unimplemented struct{}\n")
	e.line("var _ Service = Unimplemented{}\n")
	e.line("func refusal(operation string) string {")
	e.line("return operation + \" is not implemented by Rejoin yet\"\n}\n")
	for _, name := range e.operations {
		code, err := e.refusalOf(name)
		if err != nil {
			e.fail(err)
			continue
		}
		e.line("// %s is not implemented.", name)
		e.line("func (Unimplemented) %s(context.Context, *%s) (*%s, error) {", name, inputName(name), outputName(name))
		e.line("return nil, &%s{Message: refusal(%q)}", code, name)
		e.line("}\n")
	}
}

func (e *emitter) refusalOf(operation string) (string, error) {
	codes := e.Operations[operation].errorCodes()
	for _, code := range e.refusal {
		if slices.Contains(codes, code) {
			return code, nil
		}
	}
	return "", fmt.Errorf("operation %s models no error to refuse it with", operation)
}
