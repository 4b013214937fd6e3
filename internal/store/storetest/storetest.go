// Package storetest is the contract of package store as tests: one suite that
// every driver passes. Each promise of the contract is a subtest named after
// it.
//
// It imports the contract and the domain only, so that a driver's test can use
// it without knowing another driver.
package storetest

import (
	"testing"

	"github.com/rejoin-chat/rejoin/internal/store"
)

// Driver opens one database under test.
type Driver struct {
	// Open opens the database. It is called again after Close of the store
	// that it returned before, and then finds the same data.
	Open func() (store.Store, error)
}

// Run holds a driver to the contract. Each test asks fresh for an
// empty database of its own.
func Run(t *testing.T, fresh func(t testing.TB) Driver) {
	groups := []struct {
		name  string
		tests []promise
	}{
		{"Append", appending},
		{"Update", updating},
		{"Records", records},
		{"Items", paging},
		{"Receipts", receipts},
		{"Cursors", cursors},
		{"Timers", timers},
		{"Requests", requests},
		{"Resources", resources},
		{"Secrets", secrets},
		{"Logins", logins},
		{"Presences", presences},
		{"Traces", traces},
		{"Agents", agents},
		{"Waiting", waits},
		{"Finding", finding},
		{"Outbox", outbox},
		{"Streams", streams},
		{"Metrics", measures},
		{"Portable", portable},
		{"Life", life},
	}
	for _, g := range groups {
		t.Run(g.name, func(t *testing.T) {
			for _, p := range g.tests {
				t.Run(p.name, func(t *testing.T) {
					t.Parallel()
					p.test(t, open(t, fresh))
				})
			}
		})
	}
}

// promise is one sentence of the contract and the test that holds it.
type promise struct {
	name string
	test func(*testing.T, *subject)
}

// subject is the store under test.
type subject struct {
	store.Store
	driver Driver
	fresh  func(t testing.TB) Driver
}

func open(t *testing.T, fresh func(t testing.TB) Driver) *subject {
	t.Helper()
	s := &subject{driver: fresh(t), fresh: fresh}
	s.Store = s.opened(t)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

// another is a store of the same driver on an empty database.
func (s *subject) another(t *testing.T) *subject {
	t.Helper()
	return open(t, s.fresh)
}

func (s *subject) opened(t *testing.T) store.Store {
	t.Helper()
	st, err := s.driver.Open()
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	return st
}

// reopen closes the store and opens it again on the same data.
func (s *subject) reopen(t *testing.T) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	s.Store = s.opened(t)
}
