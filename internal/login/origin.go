package login

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// path is a path of this server to go on to, "" for what is none: no other origin's,
// however it is written. Nothing in it has to be resolved, for not everybody does so
// alike.
func path(text string) string {
	const longest = 300
	bad := func(r rune) bool { return r <= ' ' || r == '\\' || r >= 0x7f }
	if len(text) > longest || !strings.HasPrefix(text, "/") || strings.ContainsFunc(text, bad) {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil {
		return ""
	}
	if strings.Contains(u.Path, "//") || strings.Contains(u.Path, "/.") || strings.Contains(u.Path, `\`) ||
		strings.Count(u.Path, "/") != strings.Count(u.EscapedPath(), "/") {
		return ""
	}
	return text
}

// fromPage is the origin of the page that made a request, as far as the browser says.
func fromPage(r *http.Request) string {
	if origin := r.Header.Get("Origin"); origin != "" {
		return origin
	}
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// own reports whether a request that changes nothing comes from a page of this server,
// or from no page.
func own(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
		return true
	}
	return false
}

// ancestors are the sources of frame-ancestors: this server and the approved origins.
// What is no origin is left out: it could end the directive.
func ancestors(approved []string) string {
	sources := []string{"'self'"}
	for _, origin := range approved {
		u, err := url.Parse(origin)
		if err == nil && slices.Contains([]string{"http", "https"}, u.Scheme) && u.Host != "" && u.Scheme+"://"+u.Host == origin &&
			!strings.ContainsAny(origin, " ;,'\"*\t\r\n") {
			sources = append(sources, origin)
		}
	}
	return strings.Join(sources, " ")
}
