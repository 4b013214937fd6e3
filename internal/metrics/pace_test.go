package metrics

import (
	"testing"
	"time"
)

func TestTheWaitFollowsThePace(t *testing.T) {
	start := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	var p Pace
	for _, second := range []int{60, 0, 120} { // in any order
		p.Met(start.Add(time.Duration(second) * time.Second))
	}
	if got, known := p.Wait(1, start.Add(3*time.Minute)); known {
		t.Errorf("of three contacts: got %v, want no estimate", got)
	}
	p.Met(start.Add(3 * time.Minute))
	for _, tc := range []struct {
		position int
		after    time.Duration
		want     time.Duration
	}{
		{1, 3 * time.Minute, time.Minute}, {5, 3 * time.Minute, 5 * time.Minute},
		{1, 30 * time.Minute, 10 * time.Minute}, // nobody was taken on since
	} {
		if got, known := p.Wait(tc.position, start.Add(tc.after)); got != tc.want || !known {
			t.Errorf("position %d after %v: got %v, %t, want %v", tc.position, tc.after, got, known, tc.want)
		}
	}
	if got, known := p.Wait(1, start); known {
		t.Errorf("at the time of the first: got %v, want no estimate", got)
	}
}
