package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// equip makes some of everything that belongs to no session, and returns the
// record as which it must be exported.
func (s *subject) equip(t *testing.T) store.InstanceRecord {
	t.Helper()
	full, elsewhere, queue := filled[store.Resource](t), flow("a", "A"), flow("a", "A")
	full.InstanceID, full.Kind, full.ID = instance, "flow", "0f8fad5b-d9cb-469f-a165-70867728950e"
	elsewhere.InstanceID, queue.Kind = "elsewhere", "queue"
	request := func(operation, token string) store.Request {
		r := filled[store.Request](t)
		r.InstanceID, r.Operation, r.Token, r.SessionID = instance, operation, token, sessionID(0)
		return r
	}
	bare := store.Request{InstanceID: "Elsewhere", Operation: "op", Token: "t", SessionID: sessionID(1), CreatedAt: epoch}
	r := store.InstanceRecord{
		Resources: []store.Resource{full, flow("B", "2"), flow("a", "1"), queue, elsewhere},
		Requests:  []store.Request{request("op", "é"), request("op 2", "a"), bare},
		Secrets:   []store.Secret{{Name: "a", Value: []byte{0, 0xff}}, {Name: "b", Value: []byte("value")}},
		Agents:    agentsOf(t),
	}
	create(t, s, reversed(r.Resources)...)
	saved := r.Resources[2]
	saved.Revision, saved.Spec = 1, []byte("changed")
	wantErr(t, "SaveResource", s.SaveResource(t.Context(), saved), nil)
	for i := range r.Resources {
		r.Resources[i].Revision = 1
	}
	saved.Revision = 2
	r.Resources[2] = saved
	for _, v := range reversed(r.Requests) {
		claim(t, s, v)
	}
	for _, v := range reversed(r.Secrets) {
		_, err := s.EnsureSecret(t.Context(), v.Name, func() ([]byte, error) { return v.Value, nil })
		wantErr(t, "EnsureSecret", err, nil)
	}
	for _, v := range reversed(r.Agents) {
		for n := range v.Version {
			s.updateAny(t, v, n+1 < v.Version)
		}
	}
	return r
}

// agentsOf are an agent with every field set and some with few, in order.
func agentsOf(t *testing.T) []chat.Agent {
	full := filled[chat.Agent](t)
	full.InstanceID, full.UserID, full.Version = instance, "Z", 3
	return []chat.Agent{
		{InstanceID: instance, UserID: "0b0e1c2d-0000-4000-8000-000000000001", ProfileID: profile, Version: 2},
		full,
		{InstanceID: instance, UserID: "a", Status: chat.AgentStatus{Type: chat.AgentRoutable}, Version: 1},
		{InstanceID: "elsewhere", UserID: "Z", ProfileID: "p", Version: 1},
	}
}

// updateAny makes an agent as he is given, or first another one.
func (s *subject) updateAny(t *testing.T, v chat.Agent, another bool) {
	t.Helper()
	err := s.UpdateAgent(t.Context(), v.InstanceID, v.UserID, func(a *chat.Agent) error {
		version := a.Version
		if *a = v; another {
			a.Status.ID = fmt.Sprint("before ", version)
		}
		return nil
	})
	wantErr(t, "UpdateAgent", err, nil)
}

func reversed[T any](list []T) []T {
	list = slices.Clone(list)
	slices.Reverse(list)
	return list
}

// wantInstance holds all that belongs to no session to a record.
func (s *subject) wantInstance(t *testing.T, what string, want store.InstanceRecord) {
	t.Helper()
	got, err := s.carrier(t).ExportInstance(t.Context())
	must(t, got, err)
	sameList(t, what+": resources", got.Resources, want.Resources)
	sameList(t, what+": requests", got.Requests, want.Requests)
	sameList(t, what+": secrets", got.Secrets, want.Secrets)
	sameList(t, what+": agents", got.Agents, want.Agents)
	sameList(t, what+": spans", got.Spans, want.Spans)
}

func instanceRoundTrip(t *testing.T, s *subject) {
	s.wantInstance(t, "of an empty store", store.InstanceRecord{})
	want := s.equip(t)
	s.wantInstance(t, "exported", want)
	other := s.another(t)
	for range 2 {
		wantErr(t, "ImportInstance", other.carrier(t).ImportInstance(t.Context(), want), nil)
		other.wantInstance(t, "imported", want)
		other.reopen(t)
		other.wantInstance(t, "imported and opened again", want)
	}
}

func instanceReplaces(t *testing.T, s *subject) {
	full := s.equip(t)
	session := s.furnish(t, sessionID(0))
	few := store.InstanceRecord{
		Resources: []store.Resource{flow("new", full.Resources[1].Name)},
		Secrets:   []store.Secret{{Name: "a", Value: []byte("another")}},
		Agents:    full.Agents[1:2],
	}
	twice := few
	twice.Resources = []store.Resource{few.Resources[0], few.Resources[0]}
	if err := s.carrier(t).ImportInstance(t.Context(), twice); err == nil {
		t.Error("a resource that is there twice: got no error")
	}
	twice = few
	twice.Agents = []chat.Agent{few.Agents[0], few.Agents[0]}
	if err := s.carrier(t).ImportInstance(t.Context(), twice); err == nil {
		t.Error("an agent who is there twice: got no error")
	}
	s.wantInstance(t, "after a failed import", full)
	wantErr(t, "ImportInstance", s.carrier(t).ImportInstance(t.Context(), few), nil)
	s.wantInstance(t, "replaced", few)
	s.wantRecord(t, "a session", session)
}

func instanceUsed(t *testing.T, s *subject) {
	ctx := t.Context()
	r := s.equip(t)
	other := s.another(t)
	// The driver may have something at hand of what is replaced.
	_, err := other.EnsureSecret(ctx, "a", func() ([]byte, error) { return []byte("before"), nil })
	wantErr(t, "EnsureSecret", err, nil)
	wantErr(t, "ImportInstance", other.carrier(t).ImportInstance(ctx, r), nil)

	got, err := other.EnsureSecret(ctx, "a", func() ([]byte, error) { return nil, errors.New("it is there") })
	same(t, "secret", must(t, got, err), r.Secrets[0].Value)
	want := r.Resources[2]
	byName, err := other.ResourceByName(ctx, want.InstanceID, want.Kind, want.Name)
	same(t, "resource by name", must(t, byName, err), want)
	wantErr(t, "saving the revision that was imported", other.SaveResource(ctx, want), nil)
	wantErr(t, "saving it again", other.SaveResource(ctx, want), store.ErrStale)
	prior, found := claim(t, other, r.Requests[0])
	same(t, "found", found, true)
	same(t, "the recorded request", prior, r.Requests[0])
	free := r.Agents[2]
	agents, err := other.FreeAgents(ctx, instance, "", 1, 5)
	same(t, "free agents", must(t, agents, err), []chat.Agent{free})
	other.updateAgent(t, free.UserID, func(a *chat.Agent) { a.ProfileID = profile })
	same(t, "Version after a change", other.agent(t, free.UserID).Version, free.Version+1)
}
