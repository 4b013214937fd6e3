package storetest

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/store"
)

var resources = []promise{
	{"every field reads back, by id and by name", resourceRoundTrip},
	{"an id or a name is taken once", resourceTaken},
	{"a stale revision is refused", resourceStale},
	{"of concurrent savers one wins", resourceConcurrent},
	{"pages are in order of id", resourcePages},
	{"what is not there is not found", resourceNotFound},
}

func flow(id, name string) store.Resource {
	return store.Resource{InstanceID: instance, Kind: "flow", ID: id, Name: name, CreatedAt: epoch, ModifiedAt: epoch}
}

func create(t *testing.T, s *subject, list ...store.Resource) {
	t.Helper()
	for _, r := range list {
		if err := s.CreateResource(t.Context(), r); err != nil {
			t.Fatalf("CreateResource(%s): %v", r.ID, err)
		}
	}
}

func resourceRoundTrip(t *testing.T, s *subject) {
	ctx := t.Context()
	want := filled[store.Resource](t)
	create(t, s, want)
	want.Revision = 1
	check := func() {
		t.Helper()
		got, err := s.Resource(ctx, want.InstanceID, want.Kind, want.ID)
		same(t, "Resource", must(t, got, err), want)
		got, err = s.ResourceByName(ctx, want.InstanceID, want.Kind, want.Name)
		same(t, "ResourceByName", must(t, got, err), want)
	}
	check()
	want.Name, want.Spec, want.Tags = "renamed", []byte("new"), nil
	wantErr(t, "SaveResource", s.SaveResource(ctx, want), nil)
	want.Revision = 2
	s.reopen(t)
	check()
	wantErr(t, "DeleteResource", s.DeleteResource(ctx, want.InstanceID, want.Kind, want.ID), nil)
	_, err := s.Resource(ctx, want.InstanceID, want.Kind, want.ID)
	wantErr(t, "after the deletion", err, store.ErrNotFound)
	create(t, s, want)
}

func resourceTaken(t *testing.T, s *subject) {
	ctx := t.Context()
	create(t, s, flow("a", "A"), flow("b", "B"))
	wantErr(t, "the same id", s.CreateResource(ctx, flow("a", "C")), store.ErrExists)
	wantErr(t, "the same name", s.CreateResource(ctx, flow("c", "A")), store.ErrNameTaken)
	renamed := flow("a", "B")
	renamed.Revision = 1
	wantErr(t, "renaming", s.SaveResource(ctx, renamed), store.ErrNameTaken)
	queue, elsewhere := flow("a", "A"), flow("a", "A")
	queue.Kind, elsewhere.InstanceID = "queue", "other"
	create(t, s, queue, elsewhere, flow("d", "a")) // names are exact
}

func resourceStale(t *testing.T, s *subject) {
	create(t, s, flow("a", "A"))
	for _, c := range []struct {
		revision int64
		want     error
	}{{0, store.ErrStale}, {2, store.ErrStale}, {1, nil}, {1, store.ErrStale}, {2, nil}} {
		r := flow("a", "A")
		r.Revision = c.revision
		wantErr(t, fmt.Sprint("revision ", c.revision), s.SaveResource(t.Context(), r), c.want)
	}
}

func resourceConcurrent(t *testing.T, s *subject) {
	create(t, s, flow("a", "A"))
	var wg sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for range 12 {
		wg.Go(func() {
			r := flow("a", "A")
			r.Revision = 1
			err := s.SaveResource(t.Context(), r)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				won++
				return
			}
			wantErr(t, "SaveResource", err, store.ErrStale)
		})
	}
	wg.Wait()
	same(t, "winners", won, 1)
}

func resourcePages(t *testing.T, s *subject) {
	ids := []string{"0f8fad5b-d9cb-469f-a165-70867728950e", "B", "a", "a0", "z", "é"}
	for _, i := range []int{3, 0, 5, 1, 4, 2} {
		create(t, s, flow(ids[i], ids[i]))
	}
	other := flow("b", "b")
	other.Kind = "queue"
	create(t, s, other)
	for _, limit := range []int{1, 2, 4, 6, 9} {
		var got []string
		for after := ""; ; after = got[len(got)-1] {
			page, err := s.Resources(t.Context(), instance, "flow", after, limit)
			for _, r := range must(t, page, err) {
				got = append(got, r.ID)
			}
			if len(page) > limit {
				t.Fatalf("limit %d: got %d", limit, len(page))
			}
			if len(page) < limit {
				break
			}
		}
		if !slices.Equal(got, ids) {
			t.Errorf("limit %d: got %q, want %q", limit, got, ids)
		}
	}
}

func resourceNotFound(t *testing.T, s *subject) {
	ctx := t.Context()
	_, err := s.Resource(ctx, instance, "flow", "x")
	wantErr(t, "Resource", err, store.ErrNotFound)
	_, err = s.ResourceByName(ctx, instance, "flow", "x")
	wantErr(t, "ResourceByName", err, store.ErrNotFound)
	wantErr(t, "SaveResource", s.SaveResource(ctx, flow("x", "x")), store.ErrNotFound)
	wantErr(t, "DeleteResource", s.DeleteResource(ctx, instance, "flow", "x"), store.ErrNotFound)
}
