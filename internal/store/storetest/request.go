package storetest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/store"
)

var requests = []promise{
	{"a token is claimed once and answers what was recorded", claimOnce},
	{"of concurrent claims one wins", claimConcurrent},
	{"tokens differ by instance and operation", claimScope},
	{"a claim of a failed closure is free again", claimUndone},
	{"old requests are forgotten", claimForgotten},
}

func claim(t *testing.T, s *subject, r store.Request) (prior store.Request, found bool) {
	t.Helper()
	s.update(t, r.SessionID, func(tx store.Tx) (err error) {
		prior, found, err = tx.Claim(r)
		return err
	})
	return prior, found
}

func claimOnce(t *testing.T, s *subject) {
	first := filled[store.Request](t)
	if _, found := claim(t, s, first); found {
		t.Error("the first claim: got found")
	}
	second := first
	second.Digest, second.Answer, second.SessionID = []byte("other"), nil, "another"
	for range 2 {
		prior, found := claim(t, s, second)
		same(t, "found", found, true)
		same(t, "prior", prior, first)
		s.reopen(t)
	}
}

func claimConcurrent(t *testing.T, s *subject) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for n := range 16 {
		wg.Go(func() {
			found := false
			id := sessionID(n)
			err := s.Update(t.Context(), id, func(tx store.Tx) (err error) {
				_, found, err = tx.Claim(store.Request{InstanceID: instance, Operation: "op", Token: "t", SessionID: id, CreatedAt: epoch})
				return err
			})
			wantErr(t, "Claim", err, nil)
			mu.Lock()
			defer mu.Unlock()
			if !found {
				won++
			}
		})
	}
	wg.Wait()
	same(t, "winners", won, 1)
}

func claimScope(t *testing.T, s *subject) {
	for _, r := range []store.Request{
		{InstanceID: instance, Operation: "op", Token: "t"},
		{InstanceID: "other", Operation: "op", Token: "t"},
		{InstanceID: instance, Operation: "other", Token: "t"},
		{InstanceID: instance, Operation: "op", Token: "T"},
	} {
		r.CreatedAt = epoch
		if _, found := claim(t, s, r); found {
			t.Errorf("%+v: got found", r)
		}
	}
}

func claimUndone(t *testing.T, s *subject) {
	r := store.Request{InstanceID: instance, Operation: "op", Token: "t", CreatedAt: epoch}
	err := s.Update(t.Context(), "s", func(tx store.Tx) error {
		if _, _, err := tx.Claim(r); err != nil {
			return err
		}
		return errRefused
	})
	wantErr(t, "Update", err, errRefused)
	if _, found := claim(t, s, r); found {
		t.Error("got found after the claim was undone")
	}
}

func claimForgotten(t *testing.T, s *subject) {
	const many = 2500 // more than a driver may drop at once
	request := func(n int) store.Request {
		return store.Request{
			InstanceID: instance, Operation: "op", Token: fmt.Sprint(n), CreatedAt: epoch.Add(time.Duration(n) * time.Second),
		}
	}
	s.update(t, "s", func(tx store.Tx) error {
		for n := range many {
			if _, _, err := tx.Claim(request(n)); err != nil {
				return err
			}
		}
		return nil
	})
	wantErr(t, "Forget", s.Forget(t.Context(), request(many-2).CreatedAt), nil)
	for n, want := range map[int]bool{0: false, many / 2: false, many - 3: false, many - 2: true, many - 1: true} {
		if _, found := claim(t, s, request(n)); found != want {
			t.Errorf("request %d: got found %t, want %t", n, found, want)
		}
	}
}
