package postgres

import (
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// When a group is begun decides how large it is, and a group costs the server as
// much by itself as a dozen of its items. So while one is under way the items
// that arrive are gathered for the next, and only a crowd, or a group that takes
// unusually long, brings in the second committer.

const (
	// committers is how many groups are committed at one time. More make smaller
	// groups.
	committers = 2
	// crowd is how many items do not wait for a group that is under way.
	crowd = 64
	// overdue is when a group takes unusually long: some times what a disk takes
	// to sync, far less than a connection that has fallen silent.
	overdue = 50 * time.Millisecond
)

// pace is what groups are under way. Guarded by appends.mu.
type pace struct {
	underWay int
	late     int // of those, the overdue ones
}

// due reports whether a group of so many items is to be begun now.
func (p *pace) due(ready int) bool { return p.underWay == p.late || ready >= crowd }

// work commits groups until there will be no more.
func (a *appends) work(s *Store) {
	for group := a.take(); len(group) > 0; group = a.take() {
		done := a.watch(s.options.Clock)
		s.commitGroup(group)
		done()
	}
}

// take waits for items and begins up to maxGroup of them, one of each session;
// none when there will be no more.
func (a *appends) take() []*pending {
	for {
		if group := a.gathered(); len(group) > 0 {
			return group
		}
		if _, open := <-a.wake; !open {
			return nil
		}
	}
}

// gathered begins what is ready if that is due. Whoever finishes a group comes
// here next, so nothing that is left has to wait for another item.
func (a *appends) gathered() []*pending {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.pace.due(len(a.ready)) {
		return nil
	}
	group := a.grab()
	if len(group) > 0 {
		a.pace.underWay++
	}
	return group
}

// watch sees to it that a group that takes too long holds up nobody else. The
// caller calls done when the group is no longer under way.
func (a *appends) watch(c clock.Clock) (done func()) {
	late, ended := false, false
	timer := c.AfterFunc(overdue, func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		if !ended {
			late = true
			a.pace.late++
			a.rouse()
		}
	})
	return func() {
		timer.Stop()
		a.mu.Lock()
		defer a.mu.Unlock()
		ended = true
		a.pace.underWay--
		if late {
			a.pace.late--
		}
	}
}

// rouse wakes a committer if a group is due. Needs mu.
func (a *appends) rouse() {
	if a.closed || len(a.ready) == 0 || !a.pace.due(len(a.ready)) {
		return
	}
	select {
	case a.wake <- struct{}{}:
	default: // all committers know
	}
}
