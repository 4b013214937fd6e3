package config

import (
	"fmt"
	"net/url"
)

const secure = "give it a certificate (--tls-cert and --tls-key, or --tls-auto-host) or say how a proxy with one is reached (--public-url https://…)"

// Warnings tells what is allowed but will not work for someone, each as a
// sentence for the log. Web clients take a websocket without TLS only on
// 127.0.0.1; the reason is at socketBase.
func (c *Config) Warnings() []string {
	var warnings []string
	warn := func(format string, args ...any) {
		warnings = append(warnings, fmt.Sprintf(format, args...))
	}
	host, port := c.Listen.split()
	switch public, _ := url.Parse(string(c.PublicURL)); {
	case public.Scheme == "https":
	case public.Scheme == "http" && !isLoopback(public.Hostname()):
		warn("browsers cannot chat at --public-url %s: their client refuses a websocket without TLS; %s", c.PublicURL, secure)
	case public.Scheme == "http":
	case c.TLSCert != "" && isWildcard(host):
		warn("--listen %s names no host, so clients are told https://localhost; tell the certificate's host with --public-url", c.Listen)
	case c.TLS():
	case isWildcard(host):
		warn("browsers on other machines cannot chat at --listen %s: their client refuses a websocket without TLS, and clients are told http://127.0.0.1; %s", c.Listen, secure)
	case host != loopback && host != "localhost":
		warn("browsers cannot chat at --listen %s: their client refuses a websocket without TLS on any host but 127.0.0.1; listen there, or %s", c.Listen, secure)
	}
	if c.TLSAutoHost != "" && port != "443" {
		warn("a certificate for %s is issued only if its port 443 leads to --listen %s", c.TLSAutoHost, c.Listen)
	}
	if c.Database.Postgres() && c.Broker == "" {
		warn("servers that share --database without --broker learn of each other's messages up to two seconds late, and of typing and receipts not at all")
	}
	return warnings
}
