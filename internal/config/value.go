package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Address is a host and port to listen on. The host may be empty for all
// interfaces.
type Address string

// UnmarshalText takes HOST:PORT with a numeric port.
func (a *Address) UnmarshalText(text []byte) error {
	_, port, err := net.SplitHostPort(string(text))
	if err != nil {
		return errors.New("want HOST:PORT, such as 127.0.0.1:8080 or :8080")
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Errorf("port %q: want a number from 0 to 65535", port)
	}
	*a = Address(text)
	return nil
}

func (a Address) split() (host, port string) {
	host, port, _ = net.SplitHostPort(string(a))
	return host, port
}

// BaseURL is an http or https origin; empty when not set.
type BaseURL string

// UnmarshalText takes http(s)://HOST[:PORT]. A path is refused: clients sign the
// path they send, so a proxy that strips a prefix would break every signature.
func (b *BaseURL) UnmarshalText(text []byte) error {
	u, err := url.Parse(string(text))
	switch {
	case err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https":
		return errors.New("want http://HOST[:PORT] or https://HOST[:PORT]")
	case u.Path != "" && u.Path != "/":
		return fmt.Errorf("path %q: clients sign the path, so the server has to be at the root of its host", u.Path)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return errors.New("want no user, query or fragment")
	}
	// Browsers leave a scheme's own port out of the Origin header; so do we.
	own := map[string]string{"http": ":80", "https": ":443"}[u.Scheme]
	*b = BaseURL(u.Scheme + "://" + strings.TrimSuffix(strings.ToLower(u.Host), own))
	return nil
}

// HostName is a DNS name.
type HostName string

var hostNamePattern = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`)

// UnmarshalText takes a full DNS name; certificate authorities issue for no
// address and no local name.
func (h *HostName) UnmarshalText(text []byte) error {
	name := strings.ToLower(string(text))
	if !hostNamePattern.MatchString(name) {
		return errors.New("want a DNS name, such as chat.example.com")
	}
	*h = HostName(name)
	return nil
}

// Region is a region's name. It need not be one of Amazon's.
type Region string

var regionPattern = regexp.MustCompile(`^[a-z]+(-[a-z]+)*-[0-9]+$`)

// UnmarshalText takes lower-case words and a number joined by hyphens.
func (r *Region) UnmarshalText(text []byte) error {
	if !regionPattern.Match(text) {
		return errors.New("want words and a number, such as local-1 or eu-central-1")
	}
	*r = Region(text)
	return nil
}

// AccountID is the account's 12 digits.
type AccountID string

var accountPattern = regexp.MustCompile(`^[0-9]{12}$`)

// UnmarshalText takes 12 digits.
func (a *AccountID) UnmarshalText(text []byte) error {
	if !accountPattern.Match(text) {
		return errors.New("want 12 digits")
	}
	*a = AccountID(text)
	return nil
}

// Origins are the web origins that browsers' requests may come from.
type Origins []string

// UnmarshalText takes * or origins separated by commas.
func (o *Origins) UnmarshalText(text []byte) error {
	var origins Origins
	for item := range strings.SplitSeq(string(text), ",") {
		item = strings.TrimSpace(item)
		if item != "*" {
			var origin BaseURL
			if err := origin.UnmarshalText([]byte(item)); err != nil {
				return fmt.Errorf("origin %q: %w", item, err)
			}
			item = string(origin)
		}
		origins = append(origins, item)
	}
	*o = origins
	return nil
}

// Allow reports whether a page of the origin, as in the Origin header, may use
// the server.
func (o Origins) Allow(origin string) bool {
	return slices.Contains(o, "*") || slices.Contains(o, strings.ToLower(origin))
}

// Rehydration says what a persistent chat may name as its source.
type Rehydration string

// The two modes; what they do is in the documentation of the option.
const (
	RehydrationStrict  Rehydration = "strict"
	RehydrationLenient Rehydration = "lenient"
)

// UnmarshalText takes one of the modes.
func (r *Rehydration) UnmarshalText(text []byte) error {
	return choose(r, text, RehydrationStrict, RehydrationLenient)
}

// LogFormat is how log lines look.
type LogFormat string

// The formats. Auto is text on a terminal and JSON elsewhere.
const (
	LogAuto LogFormat = "auto"
	LogJSON LogFormat = "json"
	LogText LogFormat = "text"
)

// UnmarshalText takes one of the formats.
func (f *LogFormat) UnmarshalText(text []byte) error {
	return choose(f, text, LogAuto, LogJSON, LogText)
}

// Text reports whether to log text, given whether the log goes to a terminal.
func (f LogFormat) Text(terminal bool) bool {
	return f == LogText || f == LogAuto && terminal
}

// choose sets dst to text if that is one of the choices.
func choose[T ~string](dst *T, text []byte, choices ...T) error {
	if !slices.Contains(choices, T(text)) {
		names := make([]string, len(choices))
		for i, c := range choices {
			names[i] = string(c)
		}
		return fmt.Errorf("want one of %s", strings.Join(names, ", "))
	}
	*dst = T(text)
	return nil
}
