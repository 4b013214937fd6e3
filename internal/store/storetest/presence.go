package storetest

import (
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

var presences = []promise{
	{"who was kept lapses in his time, the earliest first", presenceLapses},
	{"a presence never moves back, and what was kept again is not dropped", presenceKept},
	{"an import leaves nobody there", presencesImported},
}

func presenceOf(user chat.UserID, until time.Time) store.Presence {
	return store.Presence{InstanceID: instance, UserID: user, Until: until}
}

func (s *subject) keep(t *testing.T, all ...store.Presence) {
	t.Helper()
	if err := s.KeepPresences(t.Context(), all); err != nil {
		t.Fatalf("KeepPresences: %v", err)
	}
}

func (s *subject) lapsed(t *testing.T, now time.Time, limit int) []store.Presence {
	t.Helper()
	got, err := s.LapsedPresences(t.Context(), now, limit)
	return must(t, got, err)
}

func presenceLapses(t *testing.T, s *subject) {
	const uuid = "0b0e1c2d-0000-4000-8000-000000000001"
	first, second, third := presenceOf("bob", epoch.Add(time.Second)), presenceOf(uuid, epoch.Add(2*time.Second)), presenceOf("ada", epoch.Add(3*time.Second))
	s.keep(t)
	s.keep(t, third, first, second)
	for range 2 {
		same(t, "before", s.lapsed(t, epoch.Add(time.Second-time.Millisecond), 10), nil)
		same(t, "some", s.lapsed(t, epoch.Add(2*time.Second), 10), []store.Presence{first, second})
		same(t, "all", s.lapsed(t, epoch.Add(time.Hour), 10), []store.Presence{first, second, third})
		same(t, "one", s.lapsed(t, epoch.Add(time.Hour), 1), []store.Presence{first})
		s.reopen(t)
	}
}

func presenceKept(t *testing.T, s *subject) {
	before, after := presenceOf("ada", epoch.Add(time.Second)), presenceOf("ada", epoch.Add(time.Minute))
	elsewhere := store.Presence{InstanceID: "elsewhere", UserID: "ada", Until: epoch.Add(time.Hour)}
	s.keep(t, before, elsewhere)
	s.keep(t, after, before)
	s.keep(t, before)
	same(t, "kept", s.lapsed(t, epoch.Add(2*time.Hour), 10), []store.Presence{after, elsewhere})
	wantErr(t, "DropPresence of before", s.DropPresence(t.Context(), before), nil)
	same(t, "not dropped", len(s.lapsed(t, epoch.Add(2*time.Hour), 10)), 2)
	for range 2 {
		wantErr(t, "DropPresence", s.DropPresence(t.Context(), after), nil)
	}
	same(t, "dropped", s.lapsed(t, epoch.Add(2*time.Hour), 10), []store.Presence{elsewhere})
}

func presencesImported(t *testing.T, s *subject) {
	s.keep(t, presenceOf("ada", epoch))
	wantErr(t, "ImportInstance", s.carrier(t).ImportInstance(t.Context(), store.InstanceRecord{}), nil)
	same(t, "lapsed", s.lapsed(t, epoch.Add(time.Hour), 10), nil)
}
