package rejoin

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// Moved is what `rejoin clock --json` answers.
type Moved struct {
	Time time.Time
	// Fired is how many timers fired on the way.
	Fired int
	// Reached is false of a move that stopped on the way, and of no move at all.
	Reached bool
}

// Clock runs `rejoin clock` beside a server of the embedded mode that was started
// with --clock manual: without arguments to ask for the time, or with "advance"
// and a length of time.
func (s *Server) Clock(ctx context.Context, args ...string) (m Moved, err error) {
	args = append(append([]string{"clock"}, args...), "--json")
	r, err := Run(ctx, nil, append(args, s.nodes[0].options.Args[:2]...)...) // --data FOLDER
	if err != nil {
		return m, err
	}
	if r.Code != 0 {
		return m, fmt.Errorf("%q: exit code %d: %s", args, r.Code, r.Stderr)
	}
	return m, json.Unmarshal([]byte(r.Stdout), &m)
}
