package customerdoor

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// caller is by whom starts are counted: the address of the other side. Where that is
// this machine or a private network it is taken for a proxy, and what it has put last
// into X-Forwarded-For counts: everything before that is what the caller claims. An
// IPv6 caller is its network, since everybody has millions of addresses in one.
func caller(r *http.Request) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	address := peer.Addr().Unmap()
	if address.IsLoopback() || address.IsPrivate() {
		if told, ok := forwarded(r); ok {
			address = told
		}
	}
	if address.Is6() {
		network, _ := address.WithZone("").Prefix(64) // 64 is a length that it has
		return network.String()
	}
	return address.String()
}

// namesLoopback reports whether a Host header names this machine.
func namesLoopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	address, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return host == "localhost" || err == nil && address.IsLoopback()
}

// forwarded is the last address in X-Forwarded-For.
func forwarded(r *http.Request) (netip.Addr, bool) {
	lines := r.Header.Values("X-Forwarded-For")
	if len(lines) == 0 {
		return netip.Addr{}, false
	}
	all := lines[len(lines)-1]
	address, err := netip.ParseAddr(strings.TrimSpace(all[strings.LastIndexByte(all, ',')+1:]))
	return address.Unmap(), err == nil
}
