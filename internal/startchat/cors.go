package startchat

import "net/http"

const allowedMethods = "POST,OPTIONS"

// allowedHeaders are those of the published template, which its pages may send.
// client: amazon-connect-chat-ui-examples cloudformationTemplates/startChatContactAPI/cloudformation.yaml
const allowedHeaders = "Content-Type,X-Amz-Date,Authorization,X-Api-Key,X-Amz-Security-Token"

// preflightAge is how long a browser may keep a preflight's answer, in seconds:
// the most that Chromium honours.
const preflightAge = "7200"

// allowed reports whether the page that sends a request may. One without an
// origin comes from no page, but from an app or a program.
func (h *Handler) allowed(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	return origin == "" || h.AllowOrigin == nil || h.AllowOrigin(origin)
}

// allow sets the cross-origin headers that every answer needs. Credentials are
// never allowed: nothing here looks at cookies, and with the template's own
// headers browsers refuse them too.
func (h *Handler) allow(header http.Header, r *http.Request) {
	if h.AllowOrigin == nil {
		header.Set("Access-Control-Allow-Origin", "*")
	} else {
		header.Add("Vary", "Origin")
		if origin := r.Header.Get("Origin"); origin != "" && h.AllowOrigin(origin) {
			header.Set("Access-Control-Allow-Origin", origin)
		}
	}
	header.Set("Access-Control-Allow-Headers", headersFor(r))
	header.Set("Access-Control-Expose-Headers", "x-amzn-errortype,x-amzn-requestid")
	if r.Method == http.MethodOptions {
		header.Set("Access-Control-Allow-Methods", allowedMethods)
		header.Set("Access-Control-Max-Age", preflightAge)
	}
}

// headersFor adds the headers that a preflight asks for: pages are configured
// with headers of their own, for a proxy in front, and none has a meaning here.
func headersFor(r *http.Request) string {
	if asked := r.Header.Get("Access-Control-Request-Headers"); asked != "" {
		return allowedHeaders + "," + asked
	}
	return allowedHeaders
}
