package rejoin

import (
	"context"
	"fmt"
)

// Users runs `rejoin user` beside a server of the embedded mode and gives what it
// prints.
func (s *Server) Users(ctx context.Context, args ...string) (string, error) {
	args = append([]string{"user"}, args...)
	r, err := Run(ctx, nil, append(args, s.nodes[0].options.Args[:2]...)...) // --data FOLDER
	if err == nil && r.Code != 0 {
		err = fmt.Errorf("%q: exit code %d: %s", args, r.Code, r.Stderr)
	}
	return r.Stdout, err
}
