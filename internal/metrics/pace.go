package metrics

import "time"

// Pace is how fast contacts of a queue are taken on, by those that were within
// PaceWindow. The zero value knows of none.
type Pace struct {
	first time.Time // the earliest
	taken int
}

const (
	// PaceWindow is how far back contacts count: who serves a queue changes by the hour.
	PaceWindow = time.Hour
	// fewest are the contacts after the first that it takes to tell a pace.
	fewest = 3
)

// Met counts a contact that an agent met at a time.
func (p *Pace) Met(at time.Time) {
	p.taken++
	if p.first.IsZero() || at.Before(p.first) {
		p.first = at
	}
}

// Wait estimates for how long a contact waits from now on that has a position in the
// queue, 1 for the next one: as long as it takes to take on so many, at the pace since
// the first that counts. When agents stop, that grows longer. False when too few were
// taken on to tell.
func (p Pace) Wait(position int, now time.Time) (time.Duration, bool) {
	if p.taken-1 < fewest || !now.After(p.first) {
		return 0, false
	}
	return now.Sub(p.first) / time.Duration(p.taken-1) * time.Duration(position), true
}
