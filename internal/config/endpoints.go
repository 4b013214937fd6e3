package config

import (
	"net"
	"net/netip"
	"net/url"
)

// Endpoints are the URLs that clients are told; neither ends in a slash.
type Endpoints struct {
	// HTTP is the base of the APIs, files and pages.
	HTTP string
	// Socket is the base of the websocket.
	Socket string
}

// loopback is the only host on which the published web client accepts a
// websocket without TLS.
//
// client: amazon-connect-chatjs src/lib/amazon-connect-websocket-manager.js
const loopback = "127.0.0.1"

// Endpoints says where clients find the server. The address is the one that was
// bound, which tells the port when the configured one is 0.
func (c *Config) Endpoints(bound net.Addr) Endpoints {
	base := c.base(bound)
	return Endpoints{HTTP: base.String(), Socket: socketBase(base)}
}

// base is the public URL if one is set, else what follows from the listener. A
// server on all interfaces has no one address to tell: it then says the name
// its certificate is for, or this machine's own.
func (c *Config) base(bound net.Addr) *url.URL {
	if c.PublicURL != "" {
		u, _ := url.Parse(string(c.PublicURL)) // parsed before, by UnmarshalText
		return u
	}
	_, port, _ := net.SplitHostPort(bound.String())
	host, _ := c.Listen.split()
	switch {
	case c.TLSAutoHost != "":
		host = string(c.TLSAutoHost)
	case c.TLS() && isWildcard(host):
		host = "localhost" // what certificates for a laptop are made out to
	case isWildcard(host), host == "localhost" && !c.TLS():
		host = loopback
	}
	if !c.TLS() {
		return &url.URL{Scheme: "http", Host: net.JoinHostPort(host, port)}
	}
	if port == "443" {
		return &url.URL{Scheme: "https", Host: hostOnly(host)}
	}
	return &url.URL{Scheme: "https", Host: net.JoinHostPort(host, port)}
}

// socketBase is the rule of the websocket's URL. The web client compares the
// beginning of the string: it takes "wss://" and "ws://127.0.0.1:" and ends the
// chat on anything else, localhost and a missing port included. So a loopback
// server without TLS says exactly that, whatever name it was asked by. A plain
// server elsewhere says ws:// with its own host: the web client refuses (see
// Warnings), but the mobile and Go clients take it.
//
// client: amazon-connect-chatjs src/lib/amazon-connect-websocket-manager.js
func socketBase(base *url.URL) string {
	if base.Scheme == "https" {
		return "wss://" + base.Host
	}
	if !isLoopback(base.Hostname()) {
		return "ws://" + base.Host
	}
	port := base.Port()
	if port == "" {
		port = "80"
	}
	return "ws://" + loopback + ":" + port
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// isWildcard reports whether listening on the host is listening on all
// interfaces.
func isWildcard(host string) bool {
	if host == "" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsUnspecified()
}

// hostOnly is the host as it stands in a URL without a port.
func hostOnly(host string) string {
	if ip, err := netip.ParseAddr(host); err == nil && ip.Is6() {
		return "[" + host + "]"
	}
	return host
}
