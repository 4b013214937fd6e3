package natsproc

import (
	"context"
	"errors"
	"strings"
)

// Cluster is servers that carry each other's messages.
type Cluster []*Server

// StartCluster runs n servers. Each has found another one when it returns; that
// all know all takes them a moment more.
func StartCluster(ctx context.Context, program string, n int, args ...string) (Cluster, error) {
	var c Cluster
	for range n {
		s := &Server{program: program, args: args, client: anyPort, route: anyPort, routes: c.routes()}
		if err := s.Restart(ctx); err != nil {
			return nil, errors.Join(err, c.Kill())
		}
		c = append(c, s)
	}
	for i, s := range c {
		others := append(append(Cluster(nil), c[:i]...), c[i+1:]...)
		s.routes = others.routes() // a restarted one finds them all
	}
	return c, nil
}

// URL names all servers, separated by commas.
func (c Cluster) URL() string {
	urls := make([]string, len(c))
	for i, s := range c {
		urls[i] = s.URL()
	}
	return strings.Join(urls, ",")
}

// Kill kills all that run.
func (c Cluster) Kill() error {
	var failed []error
	for _, s := range c {
		failed = append(failed, s.Kill())
	}
	return errors.Join(failed...)
}

func (c Cluster) routes() []string {
	var routes []string
	for _, s := range c {
		routes = append(routes, "nats://"+s.route)
	}
	return routes
}
