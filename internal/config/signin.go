package config

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// Issuer is the URL of an OpenID Connect provider, exactly as its ID tokens have it.
type Issuer string

// UnmarshalText takes an https URL, or http on this machine.
func (i *Issuer) UnmarshalText(text []byte) error {
	u, err := url.Parse(string(text))
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" ||
		u.Scheme != "https" && (u.Scheme != "http" || !isLoopback(u.Hostname())) {
		return errors.New("want https://HOST[/PATH], or http:// on this machine, without user, query and fragment")
	}
	*i = Issuer(text)
	return nil
}

// Networks are addresses, one by one or by prefixes.
type Networks []netip.Prefix

// UnmarshalText takes addresses and prefixes separated by commas.
func (n *Networks) UnmarshalText(text []byte) error {
	var networks Networks
	for item := range strings.SplitSeq(string(text), ",") {
		item = strings.TrimSpace(item)
		p, err := netip.ParsePrefix(item)
		if a, failed := netip.ParseAddr(item); failed == nil {
			p, err = netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()), nil
		}
		if err != nil {
			return fmt.Errorf("%q: want an address or a prefix, such as 10.0.0.0/8", item)
		}
		networks = append(networks, p.Masked())
	}
	*n = networks
	return nil
}

// checkSignIn holds the rules between the options of signing in.
func (c *Config) checkSignIn() error {
	switch {
	case time.Duration(c.SessionLife) < time.Minute:
		return errors.New("--session-life is shorter than a minute")
	case c.SessionIdle != 0 && time.Duration(c.SessionIdle) < time.Minute:
		return errors.New("--session-idle is shorter than a minute; 0s sets no such end")
	case c.AgentAbsence != 0 && time.Duration(c.AgentAbsence) < 30*time.Second:
		return errors.New("--agent-absence is shorter than 30s, within which a page whose socket broke comes back; 0s never takes agents out")
	case c.SSOIssuer != "" && c.SSOClient == "":
		return errors.New("--sso-issuer needs --sso-client: the id under which the provider knows this server")
	case c.SSOIssuer == "" && (c.SSOClient != "" || c.SSOSecretFile != "" || c.SSOClaim != "" || c.SSONewProfile != "" || c.SSONewRouting != ""):
		return errors.New("--sso-client and the other --sso options need --sso-issuer")
	case c.SSONewRouting != "" && c.SSONewProfile == "":
		return errors.New("--sso-new-routing needs --sso-new-profile: without it nobody is made a user")
	}
	return nil
}
