package app

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/internal/store/postgres"
)

// healthy tells whether the server can do its work, for pings on the websocket.
// A client that hears that it cannot gives its socket up, so a broker that is
// away is no reason: the gateway looks into the database itself then.
func (s *server) healthy() bool { return !s.draining.Load() }

// checkTimeout bounds the look at all dependencies, so that a probe is answered
// before whoever asks has given up: deploy/ waits three seconds.
const checkTimeout = 1500 * time.Millisecond

var errAway = errors.New("away")

// dependency is a part that the server needs and does not own.
type dependency struct {
	name string
	// vital says that without it the server can take no work.
	vital bool
	check func(context.Context) error
}

// dependencies are what readiness depends on. Without its files a server goes
// on: transcripts wait in the database.
func (s *server) dependencies() []dependency {
	return []dependency{
		{"database", true, s.store.Ping},
		{"broker", true, func(context.Context) error { return s.admitChat() }},
		{"files", false, s.filesAway},
	}
}

// admitChat says why no new chat can begin here: what happens in it on other
// nodes would be seen late.
func (s *server) admitChat() error {
	if !s.broker.Healthy() {
		return errAway
	}
	return nil
}

// readiness is the answer to a readiness check.
type readiness struct {
	Status string `json:"status"`
	// Reason is the first thing that keeps the server from working.
	Reason string `json:"reason,omitempty"`
	// Dependencies tells of each whether it is there.
	Dependencies map[string]string `json:"dependencies,omitempty"`
}

// ready looks at everything that the server needs. Causes can hold addresses and
// paths; a probe tells what is away and no more.
//
// Dependencies that are excluded are told of and do not count: a load balancer
// that gives up servers which are not ready must not give up all of them for
// want of what they share. Kubernetes has the same parameter on its API server.
func (s *server) ready(ctx context.Context, exclude []string) (readiness, bool) {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	r := readiness{Status: "ok", Dependencies: map[string]string{}}
	dependencies := s.dependencies()
	for i, err := range lookAt(ctx, dependencies) {
		d := dependencies[i]
		r.Dependencies[d.name] = "ok"
		if err == nil {
			continue
		}
		state, reason := "away", "is away"
		if errors.Is(err, postgres.ErrNoWrites) {
			state, reason = "no writes", "takes no writes"
		}
		r.Dependencies[d.name] = state
		if d.vital && r.Reason == "" && !slices.Contains(exclude, d.name) {
			r.Status, r.Reason = "unavailable", "the "+d.name+" "+reason
		}
	}
	if s.leaving.Load() {
		r.Status, r.Reason = "unavailable", "shutting down"
	}
	return r, r.Reason == ""
}

// lookAt asks dependencies all at once, so that one that hangs takes no time from
// the others. What has not answered when the context ends is away.
func lookAt(ctx context.Context, dependencies []dependency) []error {
	answers := make([]chan error, len(dependencies))
	for i, d := range dependencies {
		answer := make(chan error, 1)
		answers[i] = answer
		// Ends with the check, which obeys the context; nobody waits for one
		// that does not.
		go func() { answer <- d.check(ctx) }()
	}
	found := make([]error, len(dependencies))
	for i, answer := range answers {
		select {
		case found[i] = <-answer:
			continue
		case <-ctx.Done():
		}
		select { // what has come in time counts, however late it is looked at
		case found[i] = <-answer:
		default:
			found[i] = errAway
		}
	}
	return found
}

// probe answers a liveness or readiness check.
func probe(w http.ResponseWriter, r readiness, ok bool) {
	status := http.StatusOK
	if !ok {
		status = http.StatusServiceUnavailable
	}
	body, _ := json.Marshal(r) // texts can always be written
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
