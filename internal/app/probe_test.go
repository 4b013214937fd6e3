package app

import (
	"context"
	"errors"
	"net/http/httptest"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// patient is a store that only tells how it is.
type patient struct {
	store.Store
	err error
}

func (p patient) Ping(context.Context) error { return p.err }

// away is a broker that has lost its connection.
type away struct{ fanout.Broker }

func (away) Healthy() bool { return false }

func TestReadinessTellsWhatIsMissingAndNoMore(t *testing.T) {
	for _, test := range []struct {
		name     string
		store    error
		broker   fanout.Broker
		draining bool
		status   int
		body     string
		healthy  bool
	}{
		{"all is well", nil, fanout.NewLocal(), false, 200, `{"status":"ok"}`, true},
		{"the store is away", errors.New("open /secret/rejoin.db: disk I/O error"), fanout.NewLocal(), false, 503, `{"reason":"the database is away","status":"unavailable"}`, true},
		{"the broker is away", nil, away{}, false, 503, `{"reason":"the broker is away","status":"unavailable"}`, false},
		{"the process ends", nil, fanout.NewLocal(), true, 503, `{"reason":"shutting down","status":"unavailable"}`, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := &server{store: patient{err: test.store}, broker: test.broker}
			s.draining.Store(test.draining)
			w := httptest.NewRecorder()
			probe(w, s.ready(t.Context()))
			if got := w.Body.String(); w.Code != test.status || got != test.body {
				t.Errorf("got %d %s, want %d %s", w.Code, got, test.status, test.body)
			}
			if got := s.healthy(); got != test.healthy {
				t.Errorf("pings: got %t, want %t", got, test.healthy)
			}
		})
	}
}
