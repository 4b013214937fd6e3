package function

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/outside"
)

// Service is the name in signatures.
const Service = "lambda"

// Endpoint is where AWS has Lambda in a region.
func Endpoint(region string) string { return outside.Endpoint("lambda", region) }

// maxLambdaAnswer is what may come at most. More than MaxAnswer is read, to tell a
// failure with a long trace from an answer that is too large.
const maxLambdaAnswer = 256 << 10

// Lambda invokes through the Invoke operation of AWS Lambda, or of what takes its
// requests, such as the runtime interface emulator. spec: Invoke (AWS Lambda).
type Lambda struct {
	Poster *outside.Poster
	// Endpoint is a URL: without a path, the function's is added; with one, it is
	// where to post, as .../2015-03-31/functions/function/invocations.
	Endpoint string
	// Name is what to invoke, "" for the ARN of the invocation.
	Name   string
	Signer *outside.Signer // nil to send requests unsigned
}

// Invoke makes one attempt.
func (l *Lambda) Invoke(ctx context.Context, in Invocation) ([]byte, error) {
	request := outside.Request{
		URL: l.target(in.ARN), Body: in.Payload, Limit: maxLambdaAnswer,
		Header: http.Header{"Content-Type": {"application/json"}, "X-Amz-Invocation-Type": {invocationType(in.Async)}},
	}
	if in.Key != "" {
		request.Header.Set(KeyHeader, in.Key)
	}
	if l.Signer != nil {
		request.Sign = l.Signer.Sign
	}
	response, err := l.Poster.Post(ctx, request)
	if err != nil {
		return nil, err
	}
	if err := checkLambda(response); err != nil {
		return nil, err
	}
	if l.emulated() && isFailure(response.Body) {
		return nil, ErrFailed
	}
	return response.Body, nil
}

// emulated reports whether the endpoint is a whole URL. Emulators have no header
// for a function that failed.
func (l *Lambda) emulated() bool {
	at, err := url.Parse(l.Endpoint)
	return err == nil && strings.Trim(at.Path, "/") != ""
}

// isFailure reports whether an answer is the report of an error that was not
// caught. spec: Lambda function errors, errorType and errorMessage.
func isFailure(answer []byte) bool {
	var report struct {
		Type    *string `json:"errorType"`
		Message *string `json:"errorMessage"`
	}
	return json.Unmarshal(answer, &report) == nil && report.Type != nil && report.Message != nil
}

func invocationType(async bool) string {
	if async {
		return "Event"
	}
	return "RequestResponse"
}

// target is where to post. The name is escaped as the SDKs do, colons included.
func (l *Lambda) target(arn string) string {
	if l.emulated() {
		return l.Endpoint
	}
	name := l.Name
	if name == "" {
		name = arn
	}
	escaped := strings.ReplaceAll(url.PathEscape(name), ":", "%3A")
	return strings.TrimSuffix(l.Endpoint, "/") + "/2015-03-31/functions/" + escaped + "/invocations"
}

// checkLambda tells a function that failed from a service that did.
// spec: Invoke X-Amz-Function-Error.
func checkLambda(r outside.Response) error {
	err := r.Check()
	kind, _, _ := strings.Cut(r.Header.Get("X-Amzn-Errortype"), ":")
	switch {
	case err == nil && r.Header.Get("X-Amz-Function-Error") != "":
		return ErrFailed
	case err == nil:
		return nil
	case errors.Is(err, ErrUnavailable) && r.Header.Get("X-Amz-Function-Error") != "":
		return ErrFailed // the emulator answers so
	case kind == "ResourceConflictException", kind == "ResourceNotReadyException":
		return fmt.Errorf("%w: %s", ErrUnavailable, kind)
	}
	return err
}
