package config

import (
	"errors"
	"net/url"
)

// SinkURL is where messages are sent; empty for nowhere. It may hold a password.
type SinkURL string

const wantSink = "want file:///FILE, https://HOST[/PATH] or kinesis://STREAM?region=NAME[&endpoint=URL]"

// UnmarshalText takes a file, an HTTP endpoint or a Kinesis stream.
func (s *SinkURL) UnmarshalText(text []byte) error {
	u, err := url.Parse(string(text))
	if err != nil || u.Fragment != "" {
		return errors.New(wantSink)
	}
	ok := false
	switch u.Scheme {
	case "file":
		ok = u.Host == "" && len(u.Path) > 1 && u.RawQuery == "" && u.User == nil
	case "http", "https":
		ok = u.Hostname() != ""
	case "kinesis":
		endpoint, err := url.Parse(u.Query().Get("endpoint"))
		ok = err == nil && u.Host != "" && u.User == nil && u.Path == "" && u.Query().Get("region") != "" &&
			(endpoint.String() == "" || endpoint.Host != "" && (endpoint.Scheme == "http" || endpoint.Scheme == "https"))
	}
	if !ok {
		return errors.New(wantSink)
	}
	*s = SinkURL(text)
	return nil
}

func (SinkURL) secret() {}

// String is the URL without its password and parameters.
func (s SinkURL) String() string { return redacted(string(s)) }
