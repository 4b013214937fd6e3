package gateway

import (
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

func TestLowestPlacesAreKept(t *testing.T) {
	a, k := newAbsences(), cursorKey{"s1", "anna"}
	wantSpan := func(when string, now time.Time, low, high chat.Seq) {
		t.Helper()
		gotLow, gotHigh, ok := a.span(k, now)
		if gotLow != low || gotHigh != high || ok != (high > 0) {
			t.Errorf("%s: span = %d, %d, %v; want %d, %d", when, gotLow, gotHigh, ok, low, high)
		}
	}
	wantSpan("at first", noon, 0, 0)
	a.strike(k, noon)
	a.add(k, absence{9, noon.Add(time.Minute)}, 1)
	a.add(k, absence{5, noon.Add(time.Hour)}, 1)
	a.add(k, absence{7, noon.Add(time.Hour)}, 1)
	wantSpan("with three", noon, 5, 9)
	wantSpan("with one expired", noon.Add(time.Minute), 5, 7)
	a.strike(k, noon)
	wantSpan("after striking", noon, 5, 5)
	a.add(k, absence{8, noon.Add(time.Hour)}, 2*maxAbsences)
	wantSpan("with too many", noon, 5, 8)
	if n := len(a.left[k]); n != maxAbsences {
		t.Errorf("places kept = %d, want %d", n, maxAbsences)
	}
	a.expire(noon.Add(time.Hour))
	if len(a.left) != 0 {
		t.Errorf("after an hour %v is kept, want nothing", a.left)
	}
}
