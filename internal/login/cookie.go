package login

import (
	"net/http"
	"time"
)

// cookies are how browsers hold what they are given: out of the reach of scripts, and
// where the server is reached over TLS so that a page within another site's has it too,
// for that site alone. client: amazon-connect-streams src/core.js initCCP.
type cookies struct{ secure bool }

const (
	sessionCookie = "rejoin-session"
	// tripCookie is followed by the beginning of the attempt's state, so that tabs do
	// not take each other's.
	tripCookie = "rejoin-sign-in-"
)

// name is a cookie's name here. The prefix has browsers refuse one that another host
// of the domain sets, or a page without TLS.
func (c cookies) name(name string) string {
	if c.secure {
		return "__Host-" + name
	}
	return name
}

func (c cookies) session(secret string, until, now time.Time) *http.Cookie {
	k := &http.Cookie{
		Name: c.name(sessionCookie), Value: secret, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode,
		MaxAge: max(int(until.Sub(now)/time.Second), 1),
	}
	if c.secure {
		k.Secure, k.Partitioned, k.SameSite = true, true, http.SameSiteNoneMode
	}
	return k
}

// gone has a browser drop its session.
func (c cookies) gone() *http.Cookie {
	k := c.session("", time.Time{}, time.Time{})
	k.MaxAge = -1
	return k
}

// trip is for the way to the provider and back, which leads through no frame.
func (c cookies) trip(state, baggage string) *http.Cookie {
	return &http.Cookie{
		Name: c.tripName(state), Value: baggage, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: c.secure, MaxAge: int(attemptLife / time.Second),
	}
}

func (c cookies) tripName(state string) string {
	const enough = 8
	return c.name(tripCookie + state[:min(len(state), enough)])
}

// value is what a browser sent under a name, "" for nothing.
func value(r *http.Request, name string) string {
	k, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return k.Value
}
