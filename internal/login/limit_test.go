package login

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock/clocktest"
	"github.com/rejoin-chat/rejoin/internal/store/sqlite"
)

// Who guesses from many addresses runs out of turns for a name, and who tries many
// names of turns for an address; an attempt that is refused uses up nothing else.
func TestTurnsRunOutByNameAndByAddress(t *testing.T) {
	db, err := sqlite.Open(sqlite.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	now := clocktest.At(time.UnixMilli(1e12))
	s := New(Config{Store: db, Clock: now})
	address := func(n int) netip.Addr { return netip.AddrFrom4([4]byte{10, 0, byte(n >> 8), byte(n)}) }
	count := func(name func(int) string, from func(int) netip.Addr) int {
		for n := range 300 {
			if err := s.take(t.Context(), limits(name(n), from(n))); errors.Is(err, ErrTooMany) {
				return n
			} else if err != nil {
				t.Fatal(err)
			}
		}
		return 300
	}
	ann := func(int) string { return "ann" }
	if got := count(ann, address); got != 100 {
		t.Errorf("one name from many addresses: got %d turns, want 100", got)
	}
	if got := count(func(n int) string { return fmt.Sprint("user", n) }, func(int) netip.Addr { return netip.MustParseAddr("192.0.2.1") }); got != 50 {
		t.Errorf("many names from one address: got %d turns, want 50", got)
	}
	now.Advance(36 * time.Second)
	if got := count(ann, func(n int) netip.Addr { return address(1000 + n) }); got != 1 {
		t.Errorf("the name after 36 seconds: got %d turns, want 1", got)
	}
	for range 10 { // refused for the name, and so not counted against the address
		_ = s.take(t.Context(), limits("ann", address(5000)))
	}
	if got := count(func(int) string { return "bob" }, func(int) netip.Addr { return address(5000) }); got != 5 {
		t.Errorf("another name from there: got %d turns, want 5", got)
	}
}

func TestFewPasswordsAreCheckedAtOnce(t *testing.T) {
	g := newGate()
	inside, leave := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	for range checksAtOnce {
		all.Go(func() {
			if err := g.pass(t.Context(), func() { inside <- struct{}{}; <-leave }); err != nil {
				t.Errorf("pass: %v", err)
			}
		})
		<-inside
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := g.pass(ended, func() { t.Error("somebody got in beside them") }); !errors.Is(err, context.Canceled) {
		t.Errorf("who gives up: got %v, want %v", err, context.Canceled)
	}
	for range cap(g.waiting) - len(g.waiting) {
		g.waiting <- struct{}{}
	}
	if err := g.pass(t.Context(), func() {}); chat.KindOf(err) != chat.KindUnavailable {
		t.Errorf("where too many wait: got %v, want that it is unavailable", err)
	}
	close(leave)
	all.Wait()
}

// A look that began before a revocation does not bring the login back.
func TestALookThatIsOvertakenIsNotRemembered(t *testing.T) {
	k, at := newKnown(), time.UnixMilli(1e12)
	before := k.changes()
	k.forget("a")
	k.put("a", at, before)
	if k.since("a", at.Add(-1)) {
		t.Error("the login is known, which was revoked meanwhile")
	}
	k.put("a", at, k.changes())
	if !k.since("a", at.Add(-1)) || k.since("a", at) {
		t.Error("want the login known for its time")
	}
	if k.clear(); k.since("a", at.Add(-1)) {
		t.Error("the login is known after all were forgotten")
	}
}
