package postgres

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
)

// arrive pushes items of sessions of their own, numbered on from n.
func arrive(t *testing.T, a *appends, n, count int) {
	t.Helper()
	for i := range count {
		push(t, a, waitingItem(t.Context(), chat.SessionID(fmt.Sprint(n+i)), "x"))
	}
}

func TestItemsGatherWhileAGroupIsUnderWay(t *testing.T) {
	a := newAppends()
	arrive(t, a, 0, 1)
	if got := len(a.gathered()); got != 1 {
		t.Fatalf("got a group of %d when nothing was under way, want 1", got)
	}
	done := a.watch(clock.System())
	arrive(t, a, 1, crowd-1)
	if got := len(a.gathered()); got != 0 {
		t.Errorf("got a second group of %d, want it to wait", got)
	}
	done()
	if got := len(a.gathered()); got != crowd-1 {
		t.Errorf("got a group of %d after the first, want %d", got, crowd-1)
	}
}

func TestACrowdDoesNotWait(t *testing.T) {
	a := newAppends()
	arrive(t, a, 0, 1)
	a.gathered()
	arrive(t, a, 1, crowd)
	if got := len(a.gathered()); got != crowd {
		t.Errorf("got a second group of %d, want %d", got, crowd)
	}
}

func TestNobodyWaitsForAGroupThatIsOverdue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAppends()
		arrive(t, a, 0, 1)
		a.take()
		done := a.watch(clock.System())
		began := time.Now()
		arrive(t, a, 1, 1)
		if got := len(a.take()); got != 1 {
			t.Errorf("got a group of %d, want 1", got)
		}
		if got := time.Since(began); got != overdue {
			t.Errorf("it was begun after %v, want %v", got, overdue)
		}
		done()
		arrive(t, a, 2, 1)
		if got := len(a.gathered()); got != 0 {
			t.Errorf("got %d items beside a group that is on time, want them to wait", got)
		}
	})
}
