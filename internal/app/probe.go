package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// healthy tells whether the server can do its work, for pings on the websocket.
func (s *server) healthy() bool { return !s.draining.Load() && s.broker.Healthy() }

// ready reports what keeps the server from working, nil for nothing.
func (s *server) ready(ctx context.Context) error {
	if s.draining.Load() {
		return errors.New("shutting down")
	}
	if !s.broker.Healthy() {
		return errors.New("the broker is away")
	}
	if err := s.store.Ping(ctx); err != nil {
		return fmt.Errorf("the database is away: %w", err)
	}
	return nil
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
