package restjson

// ModelledError is an error that the API model declares. Its JSON form is the
// error's members, without the type.
type ModelledError interface {
	error
	// ErrorCode is the bare shape name.
	ErrorCode() string
	// HTTPStatus is the status that the model gives the error.
	HTTPStatus() int
}

// FrontDoorError is an answer given before the request reaches an operation:
// missing or wrong signatures, unknown routes, bodies that are not JSON. No
// model lists these, so every operation may answer them, but no operation may
// return one; see Options.Outage for the exception.
//
// spec: error serialisation, front-door errors carry `message` in lower case
type FrontDoorError struct {
	Status  int    `json:"-"`
	Code    string `json:"-"`
	Message string `json:"message"`
}

func (e *FrontDoorError) Error() string     { return e.Code + ": " + e.Message }
func (e *FrontDoorError) ErrorCode() string { return e.Code }
func (e *FrontDoorError) HTTPStatus() int   { return e.Status }

// The codes of the runtime's own answers.
const (
	CodeSerialization    = "SerializationException"
	CodeUnknownOperation = "UnknownOperationException"
	CodeBodyTooLarge     = "RequestEntityTooLargeException"
)

func serialization(message string) *FrontDoorError {
	return &FrontDoorError{Status: 400, Code: CodeSerialization, Message: message}
}
