package remote_test

import (
	"fmt"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/remote"
)

func TestCallersAreToldApart(t *testing.T) {
	const proxies = "10.0.0.0/8"
	for _, tc := range []struct{ peer, forwarded, want string }{
		{"203.0.113.7:4000", "", "203.0.113.7"},
		{"203.0.113.7:4000", "198.51.100.1", "203.0.113.7"},         // no proxy of ours
		{"127.0.0.1:4000", "198.51.100.1", "127.0.0.1"},             // not named either
		{"192.168.1.7:4000", "198.51.100.1", "192.168.1.7"},         //
		{"10.0.0.9:4000", "198.51.100.1", "198.51.100.1"},           //
		{"10.0.0.9:4000", "1.2.3.4, 198.51.100.1", "198.51.100.1"},  // what the proxy saw, not what it was told
		{"10.0.0.9:4000", "198.51.100.1, 10.9.9.9", "198.51.100.1"}, // two of ours
		{"10.0.0.9:4000", "10.1.1.1", "10.1.1.1"},                   //
		{"10.0.0.9:4000", "198.51.100.1, unknown", "10.0.0.9"},      //
		{"10.0.0.9:4000", "", "10.0.0.9"},                           //
		{"[::ffff:10.0.0.9]:4000", "::ffff:198.51.100.1", "198.51.100.1"},
		{"10.0.0.9:4000", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
		{"[2001:db8:1:2:3:4:5:6]:4000", "", "2001:db8:1:2::/64"},
		{"[2001:db8:1:2:ffff::%eth0]:4000", "1.1.1.1", "2001:db8:1:2::/64"},
		{"pipe", "198.51.100.1", "invalid IP"}, // a connection in memory
	} {
		c := remote.Callers{Proxies: []netip.Prefix{netip.MustParsePrefix(proxies)}}
		r := httptest.NewRequest("POST", "/", nil)
		r.RemoteAddr = tc.peer
		if tc.forwarded != "" {
			r.Header.Set("X-Forwarded-For", tc.forwarded)
		}
		if got := remote.Network(c.Of(r)); got != tc.want {
			t.Errorf("%s with %q: got %s, want %s", tc.peer, tc.forwarded, got, tc.want)
		}
	}
}

// Somebody hears of a proxy that was not named, once, and not of what strangers claim.
func TestAProxyThatIsNotNamedIsToldOf(t *testing.T) {
	var told []string
	c := remote.Callers{
		Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")},
		Unnamed: func(peer netip.Addr) { told = append(told, peer.String()) },
	}
	for _, peer := range []string{"203.0.113.7", "10.0.0.9", "192.168.1.7", "127.0.0.1"} {
		for _, forwarded := range []bool{false, true} {
			r := httptest.NewRequest("POST", "/", nil)
			r.RemoteAddr = peer + ":4000"
			if forwarded {
				r.Header.Set("X-Forwarded-For", "198.51.100.1")
			}
			c.Of(r)
		}
	}
	if fmt.Sprint(told) != "[192.168.1.7]" {
		t.Errorf("got %v, want the first one", told)
	}
}
