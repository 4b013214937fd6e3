package config

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// BaseURL is an http or https origin; empty when not set.
type BaseURL string

// UnmarshalText takes http(s)://HOST[:PORT]. A path is refused: clients sign the
// path they send, so a proxy that strips a prefix would break every signature.
func (b *BaseURL) UnmarshalText(text []byte) error {
	u, err := url.Parse(string(text))
	switch {
	case err != nil || u.Hostname() == "" || strings.HasSuffix(u.Host, ":"),
		u.Scheme != "http" && u.Scheme != "https":
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
