package agentapp

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/restjson"
)

const (
	headerTarget = "X-Amz-Target"
	// targetPrefix is what the target has before the operation.
	targetPrefix = "AmazonConnectCTIService."
	// contentType is that of requests and answers.
	contentType = "application/x-amz-json-1.0"
	// maxBody bounds a request in bytes; the largest are a page's log lines.
	maxBody = 1 << 20
)

// Handler serves the operations on whatever path it is given. Of the options,
// Authenticate, Outage, MapError, MaxBody and ContentType are the service's own and
// are set here. Within must leave room for a request that is held, see MaxHold.
func (s *Service) Handler(options restjson.Options) (http.Handler, error) {
	options.Authenticate = s.authenticate
	options.MapError = mapError
	options.MaxBody = maxBody
	options.ContentType = contentType
	if options.CORS != nil {
		c := *options.CORS
		c.Headers = append([]string{"x-amz-target"}, c.Headers...)
		options.CORS = &c
	}
	api := s.api()
	known := make(map[string]bool, len(api.Routes))
	for _, route := range api.Routes {
		known[route.Path] = true
	}
	next, err := restjson.New(api, options)
	if err != nil {
		return nil, err
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := "/" + strings.TrimPrefix(r.Header.Get(headerTarget), targetPrefix)
		if !known[path] {
			path = pathUnknown
		}
		next.ServeHTTP(w, at(r, path))
	}), nil
}

// at is the request with another path: restjson finds operations by paths.
func at(r *http.Request, path string) *http.Request {
	routed := *r
	routed.URL = &url.URL{Path: path}
	return &routed
}
