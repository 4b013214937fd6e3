package nats

import (
	"fmt"
	"net/url"
	"strings"
)

// servers are where NATS is.
type servers struct {
	urls []string
	// shown names them without what is secret.
	shown string
}

// parseServers reads Options.URL. Its errors quote nothing of it, as what is not
// understood may be part of a password.
func parseServers(list string) (servers, error) {
	var s servers
	var shown []string
	entries := strings.Split(list, ",")
	for i, entry := range entries {
		entry = strings.TrimSpace(entry)
		u, err := url.Parse(entry)
		if err != nil || u.Hostname() == "" || (u.Scheme != "nats" && u.Scheme != "tls") ||
			u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
			return servers{}, fmt.Errorf("fanout/nats: server %d of %d in the broker's URL is not nats:// or tls://, then user:password@ or token@ where needed, then host:port; write reserved characters of a password as %%XX", i+1, len(entries))
		}
		s.urls = append(s.urls, entry)
		shown = append(shown, u.Scheme+"://"+u.Host)
	}
	s.shown = strings.Join(shown, ",")
	return s, nil
}
