package app

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/obs"
)

// SocketPath is the route of the websocket.
const SocketPath = "/participant/websocket"

// handler puts all routes on one listener: the two APIs under their own paths,
// the websocket, the start-chat endpoint, and what an operator looks at.
func (s *server) handler(ctx context.Context) (http.Handler, error) {
	serve, err := s.services(ctx)
	if err != nil {
		return nil, err
	}
	metrics := obs.Handler(s.registry)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch path := r.URL.Path; {
		case path == SocketPath:
			s.gateway.ServeHTTP(w, r)
		case serve.participants.Match(r):
			serve.participants.ServeHTTP(w, r)
		case isStart(path):
			serve.starts.ServeHTTP(w, r)
		case path == "/healthz":
			probe(w, nil)
		case path == "/readyz":
			probe(w, s.ready(r.Context()))
		case path == "/metrics":
			metrics.ServeHTTP(w, r)
		default:
			serve.connect.ServeHTTP(w, r)
		}
	}), nil
}

// probe answers a liveness or readiness check.
func probe(w http.ResponseWriter, problem error) {
	status, answer := http.StatusOK, map[string]string{"status": "ok"}
	if problem != nil {
		// Causes can hold paths and addresses; a probe tells the first words.
		reason, _, _ := strings.Cut(problem.Error(), ":")
		status, answer = http.StatusServiceUnavailable, map[string]string{"status": "unavailable", "reason": reason}
	}
	body, _ := json.Marshal(answer) // a map of strings can always be written
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
