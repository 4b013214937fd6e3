package config

import (
	"net"
	"net/netip"
	"strings"
	"testing"
)

// bound is the address that a listener on host:port reports.
func bound(hostPort string) net.Addr {
	return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(hostPort))
}

// The web client's own rule, so that the table below cannot agree with a wrong
// one.
func webClientTakes(socket string) bool {
	return strings.HasPrefix(socket, "wss://") || strings.HasPrefix(socket, "ws://127.0.0.1:")
}

// endpointCase is one configuration and what clients are told under it.
type endpointCase struct {
	name   string
	args   []string
	bound  string
	http   string
	socket string
	warn   string // part of the only warning; empty for none
}

func endpointCases() []endpointCase {
	cert := []string{"--tls-cert", "c", "--tls-key", "k"}
	return []endpointCase{
		{"the default", nil, "127.0.0.1:8080", "http://127.0.0.1:8080", "ws://127.0.0.1:8080", ""},
		{
			"a free port is the bound one",
			[]string{"--listen", "127.0.0.1:0"}, "127.0.0.1:43210", "http://127.0.0.1:43210", "ws://127.0.0.1:43210", "",
		},
		{
			"localhost is told as 127.0.0.1",
			[]string{"--listen", "localhost:8080"}, "127.0.0.1:8080", "http://127.0.0.1:8080", "ws://127.0.0.1:8080", "",
		},
		{
			"port 80 is told, the client wants a colon",
			[]string{"--public-url", "http://localhost"}, "127.0.0.1:8080", "http://localhost", "ws://127.0.0.1:80", "",
		},
		{
			"a local public URL with another port",
			[]string{"--public-url", "http://localhost:9000"}, "127.0.0.1:8080", "http://localhost:9000", "ws://127.0.0.1:9000", "",
		},
		{
			"all interfaces serve this machine's browsers only",
			[]string{"--listen", ":8080"}, "[::]:8080", "http://127.0.0.1:8080", "ws://127.0.0.1:8080", "on other machines",
		},
		{
			"all IPv4 interfaces likewise",
			[]string{"--listen", "0.0.0.0:8080"}, "0.0.0.0:8080", "http://127.0.0.1:8080", "ws://127.0.0.1:8080", "on other machines",
		},
		{
			"a LAN address without TLS",
			[]string{"--listen", "192.168.1.5:8080"}, "192.168.1.5:8080", "http://192.168.1.5:8080", "ws://192.168.1.5:8080", "on any host but 127.0.0.1",
		},
		{
			"IPv6 loopback is refused by the client",
			[]string{"--listen", "[::1]:8080"}, "[::1]:8080", "http://[::1]:8080", "ws://127.0.0.1:8080", "on any host but 127.0.0.1",
		},
		{
			"a plain public URL elsewhere",
			[]string{"--public-url", "http://chat.example.com"}, "127.0.0.1:8080", "http://chat.example.com", "ws://chat.example.com", "browsers cannot chat at --public-url",
		},
		{
			"behind a proxy with TLS",
			[]string{"--listen", ":8080", "--public-url", "https://chat.example.com/"}, "[::]:8080", "https://chat.example.com", "wss://chat.example.com", "",
		},
		{
			"behind a proxy with TLS on another port",
			[]string{"--public-url", "https://chat.example.com:8443"}, "127.0.0.1:8080", "https://chat.example.com:8443", "wss://chat.example.com:8443", "",
		},
		{
			"own certificate on a named host",
			append(cert, "--listen", "chat.example.com:443"), "203.0.113.7:443", "https://chat.example.com", "wss://chat.example.com", "",
		},
		{
			"own certificate on an IPv6 address",
			append(cert, "--listen", "[2001:db8::1]:443"), "[2001:db8::1]:443", "https://[2001:db8::1]", "wss://[2001:db8::1]", "",
		},
		{
			"own certificate on localhost keeps the name that it is for",
			append(cert, "--listen", "localhost:8443"), "127.0.0.1:8443", "https://localhost:8443", "wss://localhost:8443", "",
		},
		{
			"own certificate on all interfaces",
			append(cert, "--listen", ":8443"), "[::]:8443", "https://localhost:8443", "wss://localhost:8443", "tell the certificate's host",
		},
		{
			"own certificate and public URL",
			append(cert, "--listen", ":8443", "--public-url", "https://chat.example.com"), "[::]:8443", "https://chat.example.com", "wss://chat.example.com", "",
		},
		{
			"automatic certificate",
			[]string{"--listen", ":443", "--tls-auto-host", "chat.example.com"}, "[::]:443", "https://chat.example.com", "wss://chat.example.com", "",
		},
		{
			"automatic certificate off port 443",
			[]string{"--listen", ":8443", "--tls-auto-host", "chat.example.com"}, "[::]:8443", "https://chat.example.com:8443", "wss://chat.example.com:8443", "only if its port 443 leads to",
		},
	}
}

func TestEndpointsAreWhatClientsTakeOrAreWarnedAbout(t *testing.T) {
	for _, tt := range endpointCases() {
		t.Run(tt.name, func(t *testing.T) {
			c := load(t, tt.args...)
			got := c.Endpoints(bound(tt.bound))
			if want := (Endpoints{HTTP: tt.http, Socket: tt.socket}); got != want {
				t.Errorf("endpoints:\n got  %+v\n want %+v", got, want)
			}
			warnings := c.Warnings()
			switch {
			case tt.warn == "" && len(warnings) > 0:
				t.Errorf("got warnings %q, want none", warnings)
			case tt.warn != "" && (len(warnings) != 1 || !strings.Contains(warnings[0], tt.warn)):
				t.Errorf("got warnings %q, want one with %q", warnings, tt.warn)
			}
			if len(warnings) == 0 && !webClientTakes(got.Socket) {
				t.Errorf("the web client refuses %s and nobody is warned", got.Socket)
			}
		})
	}
}
