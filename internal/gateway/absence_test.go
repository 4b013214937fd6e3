package gateway

import (
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

func TestLowestPlacesAreKept(t *testing.T) {
	a, k := newAbsences(), cursorKey{"s1", "anna"}
	wantSpan := func(when string, now time.Time, devices int, low, high chat.Seq) {
		t.Helper()
		want := span{devices: devices, lowest: low, highest: high}
		if devices > 0 {
			want.until = noon.Add(time.Hour)
		}
		if got := a.span(k, now); got != want {
			t.Errorf("%s: span = %+v, want %+v", when, got, want)
		}
	}
	wantSpan("at first", noon, 0, 0, 0)
	a.strike(k, noon)
	a.add(k, absence{4, noon.Add(time.Hour)}, 0)
	a.add(k, absence{9, noon.Add(time.Minute)}, 1)
	a.add(k, absence{5, noon.Add(time.Hour)}, 1)
	a.add(k, absence{7, noon.Add(time.Hour)}, 1)
	wantSpan("with three", noon, 3, 5, 9)
	wantSpan("with one expired", noon.Add(time.Minute), 2, 5, 7)
	a.strike(k, noon)
	wantSpan("after striking", noon, 1, 5, 5)
	a.add(k, absence{8, noon.Add(time.Hour)}, 2*maxAbsences)
	wantSpan("with too many", noon, maxAbsences, 5, 8)
	if n := len(a.left[k]); n != maxAbsences {
		t.Errorf("places kept = %d, want %d", n, maxAbsences)
	}
	if whose := a.expire(noon.Add(time.Hour)); len(whose) != 1 || whose[0] != k || len(a.left) != 0 {
		t.Errorf("after an hour places of %v expired and %v are kept, want those of %v and none", whose, a.left, k)
	}
}
