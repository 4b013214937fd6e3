package delivery

import (
	"context"
	"fmt"
	"net/url"
)

// Open opens what a URL names: file:///PATH, http(s)://…, or
// kinesis://STREAM?region=NAME&endpoint=URL. The error holds no password.
func Open(ctx context.Context, location string) (Sink, error) {
	u, err := url.Parse(location)
	if err != nil {
		return nil, fmt.Errorf("the URL cannot be read")
	}
	switch u.Scheme {
	case "file":
		return newFile(u.Path)
	case "kinesis":
		return newKinesis(ctx, u)
	default:
		return newEndpoint(location), nil
	}
}
