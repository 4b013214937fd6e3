package restjson

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// CORS lets browsers call from pages of other origins.
//
// client: amazon-connect-chatjs src/client/aws-sdk-connectparticipant.js
type CORS struct {
	// AllowOrigin reports whether pages of origin may call. Nil allows every
	// origin and answers `*`.
	AllowOrigin func(origin string) bool
	// Headers are request headers to allow beside those of the SDKs.
	Headers []string
	// MaxAge is how long a browser may keep a preflight answer; zero means
	// DefaultMaxAge.
	MaxAge time.Duration
}

// DefaultMaxAge of preflight answers is two hours, the most Chromium honours.
const DefaultMaxAge = 2 * time.Hour

// sdkHeaders are the request headers that SDKs send. They are listed by name
// because `*` does not cover authorization.
var sdkHeaders = []string{
	"authorization", "content-type", "x-amz-bearer", "x-amz-content-sha256", "x-amz-date",
	"x-amz-security-token", "x-amz-user-agent", "amz-sdk-invocation-id", "amz-sdk-request",
}

// exposedHeaders let a page see what kind of error it got and its request id.
var exposedHeaders = []string{"x-amzn-errortype, x-amzn-requestid"}

var everyOrigin = []string{"*"}

// apply sets the headers that every answer needs and completes a preflight. It
// reports whether the request was one.
func (c *CORS) apply(w http.ResponseWriter, r *http.Request) bool {
	h := w.Header()
	c.allowOrigin(h, r.Header.Get("Origin"))
	h["Access-Control-Expose-Headers"] = exposedHeaders
	if r.Method != http.MethodOptions {
		return false
	}
	maxAge := c.MaxAge
	if maxAge == 0 {
		maxAge = DefaultMaxAge
	}
	h.Set("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE")
	h.Set("Access-Control-Allow-Headers", strings.Join(slices.Concat(sdkHeaders, c.Headers), ", "))
	h.Set("Access-Control-Max-Age", strconv.Itoa(int(maxAge/time.Second)))
	w.WriteHeader(http.StatusNoContent)
	return true
}

func (c *CORS) allowOrigin(h http.Header, origin string) {
	if c.AllowOrigin == nil {
		h["Access-Control-Allow-Origin"] = everyOrigin
		return
	}
	h.Add("Vary", "Origin")
	if origin != "" && c.AllowOrigin(origin) {
		h.Set("Access-Control-Allow-Origin", origin)
	}
}

// Wrap gives the answers of another handler the same cross-origin headers.
func (c *CORS) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !c.apply(w, r) {
			next.ServeHTTP(w, r)
		}
	})
}
