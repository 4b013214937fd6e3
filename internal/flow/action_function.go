package flow

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// maxFunctionSeconds is the longest that a function may take.
// spec: InvokeLambdaFunction InvocationTimeLimitSeconds.
const maxFunctionSeconds = 8

var (
	functionARN = parameter{
		name: "LambdaFunctionARN", form: formValue, required: true, min: 1, max: maxResourceID,
		resource: ResourceFunction,
	}
	functionSeconds = parameter{
		name: "InvocationTimeLimitSeconds", form: formNumber, min: 1, max: maxFunctionSeconds,
	}
	functionMode = parameter{
		name: "InvocationType", form: formStatic, choices: []string{"SYNCHRONOUS", "ASYNCHRONOUS"},
	}
	functionAttributes = parameter{name: "LambdaInvocationAttributes", form: formTree}
	functionValidation = parameter{
		name: "ResponseValidation", form: formObject, members: []parameter{functionResponse},
	}
	functionResponse = parameter{
		name: "ResponseType", form: formStatic, choices: []string{"STRING_MAP", "JSON"},
	}
)

// invokeLambdaFunction calls a function and leaves what it returns under
// $.External, in place of what was there. spec: InvokeLambdaFunction.
var invokeLambdaFunction = definition{
	parameters: []parameter{functionARN, functionSeconds, functionMode, functionAttributes, functionValidation},
	branches:   []ErrorName{ErrorNoMatchingError},
	begin:      beginFunction,
	resume:     resumeFunction,
}

func beginFunction(x *execution) outcome {
	arn, err := x.text(functionARN)
	if err != nil {
		return fail(err)
	}
	seconds, err := x.numberOr(functionSeconds, maxFunctionSeconds)
	if err != nil {
		return fail(err)
	}
	mode, err := x.text(functionMode)
	if err != nil {
		return fail(err)
	}
	if _, err := x.member(functionValidation, functionResponse); err != nil {
		return fail(err)
	}
	parameters, err := x.tree(functionAttributes, MaxValue)
	if err != nil {
		return fail(err)
	}
	async := mode == "ASYNCHRONOUS"
	if !async {
		if err := x.keep(namespaceExternal, nil); err != nil {
			return fail(err)
		}
	}
	return call(InvokeFunction{ARN: arn, Seconds: seconds, Async: async, Parameters: parameters})
}

func resumeFunction(x *execution, in Input) outcome {
	answer, ok := in.(FunctionAnswered)
	if !ok {
		return raise(ErrorNoMatchingError, "the host gave another answer than the function's")
	}
	mode, _ := x.action.Parameters[functionMode.name].(string)
	if mode == "ASYNCHRONOUS" {
		return done("")
	}
	if err := tooLong("the function's answer", len(answer.Payload), MaxFunctionResponse); err != nil {
		return fail(err)
	}
	kind, err := x.member(functionValidation, functionResponse)
	if err != nil {
		return fail(err)
	}
	value, err := returned(answer.Payload, kind)
	if err != nil {
		return fail(err)
	}
	if err := x.keep(namespaceExternal, value); err != nil {
		return fail(err)
	}
	return done("")
}

// returned checks what a function returned. Without a ResponseType it is a map of
// texts. Numbers and truth values in such a map become text, since functions that
// were written before the check existed return them [I].
// spec: InvokeLambdaFunction ResponseValidation.
func returned(payload []byte, kind string) (any, error) {
	if !json.Valid(payload) {
		return nil, errors.New("the function did not return JSON")
	}
	if kind == "JSON" {
		return json.RawMessage(payload), nil
	}
	dec := json.NewDecoder(bytes.NewReader(payload))
	dec.UseNumber()
	var fields map[string]any
	if dec.Decode(&fields) != nil || fields == nil {
		return nil, errors.New("the function must return a map of texts")
	}
	out := make(map[string]string, len(fields))
	for _, name := range sortedKeys(fields) {
		switch v := fields[name].(type) {
		case string:
			out[name] = v
		case json.Number:
			out[name] = v.String()
		case bool:
			out[name] = fmt.Sprint(v)
		case nil:
		default:
			return nil, fmt.Errorf("the function must return a map of texts, %q is none", name)
		}
	}
	return out, nil
}
