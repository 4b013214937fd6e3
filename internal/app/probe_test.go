package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/store/postgres"
)

// patient is a database that only tells how it is.
type patient struct {
	Database
	err  error
	hang chan struct{} // until it is closed, whatever the context
}

func (p patient) Ping(context.Context) error {
	if p.hang != nil {
		<-p.hang
	}
	return p.err
}

// away is a broker that has lost its connection.
type away struct{ fanout.Broker }

func (away) Healthy() bool { return false }

// lost is a bucket that does not answer.
type lost struct{ archive.Files }

func (lost) Get(context.Context, string, int64) ([]byte, error) { return nil, archive.ErrAway }

// empty is one that does.
type empty struct{ archive.Files }

func (empty) Get(context.Context, string, int64) ([]byte, error) { return nil, archive.ErrMissing }

func TestFilesThatAnswerAgainAreNoLongerAway(t *testing.T) {
	s := &server{files: &observed{Files: lost{}}}
	s.files.failing.Store(true)
	if s.filesAway(t.Context()) == nil {
		t.Error("got that the files are there, want away: nothing has changed")
	}
	s.files.Files = empty{}
	if err := s.filesAway(t.Context()); err != nil {
		t.Errorf("got %v, want none: the bucket answers", err)
	}
}

func TestReadinessTellsWhatIsMissingAndNoMore(t *testing.T) {
	const wellWithout = `,"dependencies":{"broker":"ok","database":"ok","files":"ok"}}`
	for _, test := range []struct {
		name    string
		store   error
		broker  fanout.Broker
		files   bool
		leaving bool
		exclude []string
		status  int
		body    string
	}{
		{"all is well", nil, fanout.NewLocal(), true, false, nil, 200,
			`{"status":"ok"` + wellWithout},
		{"the store is away", errors.New("open /secret/rejoin.db: disk I/O error"), fanout.NewLocal(), true, false, nil, 503,
			`{"status":"unavailable","reason":"the database is away","dependencies":{"broker":"ok","database":"away","files":"ok"}}`},
		{"the store takes no writes", fmt.Errorf("%w: no space on /secret", postgres.ErrNoWrites), fanout.NewLocal(), true, false, nil, 503,
			`{"status":"unavailable","reason":"the database takes no writes","dependencies":{"broker":"ok","database":"no writes","files":"ok"}}`},
		{"the broker is away", nil, away{}, true, false, nil, 503,
			`{"status":"unavailable","reason":"the broker is away","dependencies":{"broker":"away","database":"ok","files":"ok"}}`},
		{"the files are away, which can wait", nil, fanout.NewLocal(), false, false, nil, 200,
			`{"status":"ok","dependencies":{"broker":"ok","database":"ok","files":"away"}}`},
		{"what all share is away and excluded", errors.New("gone"), away{}, true, false, []string{"database", "broker"}, 200,
			`{"status":"ok","dependencies":{"broker":"away","database":"away","files":"ok"}}`},
		{"one of two is excluded", errors.New("gone"), away{}, true, false, []string{"database"}, 503,
			`{"status":"unavailable","reason":"the broker is away","dependencies":{"broker":"away","database":"away","files":"ok"}}`},
		{"the end cannot be excluded", nil, fanout.NewLocal(), true, true, []string{"leaving", ""}, 503,
			`{"status":"unavailable","reason":"shutting down"` + wellWithout},
		{"the process ends", nil, fanout.NewLocal(), true, true, nil, 503,
			`{"status":"unavailable","reason":"shutting down"` + wellWithout},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := &server{store: patient{err: test.store}, broker: test.broker, files: &observed{Files: lost{}}}
			s.files.failing.Store(!test.files)
			s.leaving.Store(test.leaving)
			w := httptest.NewRecorder()
			state, ok := s.ready(t.Context(), test.exclude)
			probe(w, state, ok)
			if got := w.Body.String(); w.Code != test.status || got != test.body {
				t.Errorf("got %d %s, want %d %s", w.Code, got, test.status, test.body)
			}
		})
	}
}

// A client that is told that the server is unwell gives its socket up, and with
// it what it could still be told.
func TestSocketsStayWhileTheBrokerIsAway(t *testing.T) {
	s := &server{broker: away{}}
	s.leaving.Store(true)
	if !s.healthy() {
		t.Error("pings: got unwell without a broker, want well")
	}
	s.draining.Store(true)
	if s.healthy() {
		t.Error("pings: got well of a server that gives up its work")
	}
}

// A probe is answered in time whatever hangs, and what hangs takes nothing from
// the rest.
func TestReadinessIsToldInTimeWhateverHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stuck := make(chan struct{})
		defer close(stuck)
		s := &server{store: patient{hang: stuck}, broker: fanout.NewLocal(), files: &observed{Files: empty{}}}
		s.files.failing.Store(true) // so that the bucket is asked
		began := time.Now()
		state, ok := s.ready(t.Context(), nil)
		if took := time.Since(began); took >= 2*time.Second {
			t.Errorf("took %v, want less than two seconds", took)
		}
		want := map[string]string{"database": "away", "broker": "ok", "files": "ok"}
		if ok || !maps.Equal(state.Dependencies, want) {
			t.Errorf("got ready %t and %v, want not and %v", ok, state.Dependencies, want)
		}
	})
}
