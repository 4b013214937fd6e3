package remote

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
)

// Callers tells who asks. It is safe for concurrent use; its members are not to be
// changed once it is used.
type Callers struct {
	// Proxies are believed when they say on whose behalf they ask.
	Proxies []netip.Prefix
	// Unnamed is called once, with the first peer at this machine or in a private
	// network that forwards requests and is none of the proxies: all who come through
	// it count as one. nil is nobody.
	Unnamed func(peer netip.Addr)
	told    sync.Once
}

const forwardedFor = "X-Forwarded-For"

// Of is the address of whoever asks: what the last proxy that is not one of ours was
// asked from. It is the zero address for a connection within the process.
func (c *Callers) Of(r *http.Request) netip.Addr {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	at := from.Addr().Unmap()
	lines := r.Header.Values(forwardedFor)
	if len(lines) == 0 {
		return at
	}
	if !c.proxy(at) && (at.IsLoopback() || at.IsPrivate()) && c.Unnamed != nil {
		c.told.Do(func() { c.Unnamed(at) })
	}
	for _, hop := range slices.Backward(strings.Split(strings.Join(lines, ","), ",")) {
		if !c.proxy(at) {
			break
		}
		before, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		at = before.Unmap()
	}
	return at
}

func (c *Callers) proxy(a netip.Addr) bool {
	return slices.ContainsFunc(c.Proxies, func(p netip.Prefix) bool { return p.Contains(a) })
}

// Network is what counts as one address: of IPv6 the network of 64 bits, in which one
// subscriber has any number of addresses.
func Network(a netip.Addr) string {
	a = a.Unmap().WithZone("")
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}
