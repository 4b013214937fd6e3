package restjson

import (
	"context"
	"slices"
)

// API is one generated service, ready to be served.
type API struct {
	// Name is the service id of the model: Connect, ConnectParticipant.
	Name string
	// Routes has one entry per operation.
	Routes []Route
	// NewError makes the modelled error of a code, nil for a code that the
	// model does not know.
	NewError func(code, message string) ModelledError
	// InternalError is the code for everything that went wrong inside.
	InternalError string
	// ViolationErrors are the codes for a broken constraint, best first; an
	// operation answers the first that it models.
	ViolationErrors []string
}

// Route is an operation with the method that performs it.
type Route struct {
	Operation
	Method Method
}

// Operation is what the model says of one operation.
type Operation struct {
	// Name is the operation's name in the model.
	Name string
	// Verb is the HTTP method and Path the template, with {Label} segments.
	Verb, Path string
	// Errors are the codes that the operation may answer.
	Errors []string
	// IdempotencyToken is the member that makes a repeated call harmless, empty
	// when there is none. SDKs fill it when the caller does not.
	IdempotencyToken string
	// NoOutput marks an operation that answers 200 with an empty body.
	NoOutput bool
}

// Models reports whether the operation may answer the error code.
func (o *Operation) Models(code string) bool {
	return slices.Contains(o.Errors, code)
}

// Input is what every generated input does: read itself from a request and say
// which constraints it breaks.
type Input interface {
	Decode(*Request)
	Validate(*Violations)
}

// Method is a service method with its types erased.
type Method struct {
	newInput func() Input
	call     func(context.Context, Input) (any, error)
}

// Bind erases the types of a service method.
func Bind[I, O any, P interface {
	*I
	Input
}](method func(context.Context, P) (*O, error)) Method {
	return Method{
		newInput: func() Input { return P(new(I)) },
		call: func(ctx context.Context, in Input) (any, error) {
			out, err := method(ctx, in.(P))
			if err != nil {
				return nil, err
			}
			if out == nil {
				out = new(O)
			}
			return out, nil
		},
	}
}
