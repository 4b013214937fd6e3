package customerdoor

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

func taken(l *limits, who string) (n int) {
	for n < 1000 && l.allow(who) {
		n++
	}
	return n
}

func TestACallerIsHeldToTheRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimits(clock.System())
		if got := taken(l, "a"); got != ofOne.burst {
			t.Errorf("got %d in a row, want %d", got, ofOne.burst)
		}
		if got := taken(l, "b"); got != ofOne.burst {
			t.Errorf("another: got %d in a row, want %d", got, ofOne.burst)
		}
		<-time.After(3 * ofOne.every)
		if got := taken(l, "a"); got != 3 {
			t.Errorf("got %d after three times the pause, want 3", got)
		}
		<-time.After(time.Hour)
		if got := taken(l, "a"); got != ofOne.burst {
			t.Errorf("got %d after an hour, want no more than %d", got, ofOne.burst)
		}
	})
}

func TestAllCallersTogetherAreHeldToTheRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimits(clock.System())
		n := 0
		for i := range 2 * ofAll.burst {
			if l.allow(fmt.Sprint(i)) {
				n++
			}
		}
		if n != ofAll.burst {
			t.Errorf("got %d, want %d", n, ofAll.burst)
		}
	})
}

func TestOnlyThisMachinesNamesAreLoopback(t *testing.T) {
	for host, want := range map[string]bool{
		"127.0.0.1:8080": true, "localhost:8080": true, "[::1]:8080": true, "127.0.0.1": true, "localhost": true, "[::1]": true, "127.1.2.3:80": true,
		"evil.example:8080": false, "localhost.evil.example": false, "127.0.0.1.evil.example:80": false, "192.168.1.7:8080": false, "": false, "0.0.0.0:80": false,
	} {
		if got := namesLoopback(host); got != want {
			t.Errorf("%q: got %t, want %t", host, got, want)
		}
	}
}
