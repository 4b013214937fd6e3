package config

import (
	"errors"
	"fmt"
	"net"
	"regexp"
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
