package app_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/store/sqlite"
)

// A server drops the statuses that agents had before the time that metrics reach back
// to, and keeps those within it.
func TestOldStatusesAreDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		s.stop()
		s.takesStatuses("old", time.Now(), time.Now().Add(time.Hour))
		<-time.After(3 * 24 * time.Hour)
		s.takesStatuses("new", time.Now(), time.Now().Add(time.Hour))
		<-time.After(92 * 24 * time.Hour)
		s.start()
		<-time.After(time.Hour + time.Minute)
		s.stop()
		spans, err := s.database().StatusSpans(t.Context(), directory.DefaultInstanceID, time.Time{}, chat.StatusSpan{}, 9)
		if err != nil || len(spans) != 1 || spans[0].UserID != "new" {
			t.Errorf("got %+v, error %v, want the newer one alone", spans, err)
		}
	})
}

// database opens that of a server which is stopped.
func (s *site) database() *sqlite.Store {
	s.t.Helper()
	db, err := sqlite.Open(sqlite.Options{Dir: s.dir})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = db.Close() })
	return db
}

// takesStatuses has an agent of a server which is stopped take a status at each of some
// times.
func (s *site) takesStatuses(user chat.UserID, times ...time.Time) {
	s.t.Helper()
	db := s.database()
	for _, at := range times {
		err := db.UpdateAgent(s.t.Context(), directory.DefaultInstanceID, user, func(a *chat.Agent) error {
			a.Status = chat.AgentStatus{ID: at.String(), Type: chat.AgentCustom, Since: chat.Instant(at)}
			return nil
		})
		if err != nil {
			s.t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		s.t.Fatal(err)
	}
}
