package tlsconf

import (
	"crypto/tls"
	"errors"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// ACME says how to obtain certificates automatically.
type ACME struct {
	Hosts        []string // the names to obtain certificates for, and no others; required
	CacheDir     string   // where the account and certificates are kept; required
	Email        string   // where the authority writes to, if given
	DirectoryURL string   // the authority; Let's Encrypt if empty
}

// Automatic returns a configuration that obtains a certificate on the first
// handshake for each host and renews it in time. Using it means accepting the
// authority's terms of service. The authority proves control of a host by a
// handshake on this same listener (TLS-ALPN-01), which must therefore be
// reachable on port 443 of the host.
//
// Obtaining and renewing follow the machine's clock, not an injected one: the
// authority's certificates are dated in real time.
func Automatic(a ACME) (*tls.Config, error) {
	if len(a.Hosts) == 0 {
		return nil, errors.New("automatic certificates need at least one host name")
	}
	if a.CacheDir == "" {
		return nil, errors.New("automatic certificates need a folder to be kept in")
	}
	manager := &autocert.Manager{
		Prompt:     autocert.AcceptTOS,
		HostPolicy: autocert.HostWhitelist(a.Hosts...),
		Cache:      autocert.DirCache(a.CacheDir),
		Email:      a.Email,
	}
	if a.DirectoryURL != "" {
		manager.Client = &acme.Client{DirectoryURL: a.DirectoryURL}
	}
	config := manager.TLSConfig()
	config.MinVersion = tls.VersionTLS12
	return config, nil
}
