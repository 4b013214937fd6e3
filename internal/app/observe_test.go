package app

import (
	"bytes"
	"log/slog"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/rejoin-chat/rejoin/internal/agentapp"
	"github.com/rejoin-chat/rejoin/internal/obs"
	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// Each page of an agent asks for snapshots all day long: a line for each would be
// most of the log of a server.
func TestSnapshotsOfAgentsAreNoLinesOfTheLog(t *testing.T) {
	var log bytes.Buffer
	s := &server{Options: Options{Log: slog.New(slog.NewTextHandler(&log, nil))}}
	observe := s.observe(agentService, obs.NewRequests(prometheus.NewRegistry()))
	for _, c := range []struct {
		operation string
		status    int
		logged    bool
	}{
		{agentapp.OperationSnapshot, 200, false},
		{agentapp.OperationSnapshot, 401, true},
		{agentapp.OperationSnapshot, 503, true},
		{"AcceptContact", 200, true},
	} {
		log.Reset()
		observe(restjson.Event{Operation: c.operation, Status: c.status})
		if got := log.Len() > 0; got != c.logged {
			t.Errorf("%s with status %d: got the line %q, want one: %t", c.operation, c.status, log.String(), c.logged)
		}
	}
}
