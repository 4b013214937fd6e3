package clock

import (
	"sync"
	"time"
)

// Manual is a clock that people may move forward. Between moves it runs at the
// pace of the clock under it, ahead of that by what it was moved; while it stands
// it shows one instant only. It never goes back, as long as the one under it does
// not.
//
// Its timers wait for its own time: a move past their instant fires them, and one
// that stands fires none. It is safe for concurrent use.
type Manual struct {
	under Clock

	mu       sync.Mutex
	ahead    time.Duration
	standing bool
	at       time.Time // what it shows while it stands
	pending  map[*manualTimer]struct{}
}

// NewManual makes a clock that runs ahead of another one.
func NewManual(under Clock, ahead time.Duration) *Manual {
	return &Manual{under: under, ahead: ahead, pending: map[*manualTimer]struct{}{}}
}

// Now implements Clock.
func (m *Manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now()
}

func (m *Manual) now() time.Time {
	if m.standing {
		return m.at
	}
	return m.under.Now().Add(m.ahead)
}

// Stand stops the clock, unless it stands, and returns what it shows from now on.
func (m *Manual) Stand() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.at, m.standing = m.now(), true
	return m.at
}

// Move makes a clock that stands show a later instant, at which it stands again.
// An earlier one changes nothing, nor does the move of a clock that runs.
func (m *Manual) Move(to time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.standing || !to.After(m.at) {
		return
	}
	m.at = to
	m.rearm()
}

// Go lets the clock run on from where it stands.
func (m *Manual) Go() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.standing {
		return
	}
	m.ahead, m.standing = m.lead(m.at), false
	m.rearm()
}

// Lead is how far ahead of the clock under it this one is when it shows t now.
func (m *Manual) Lead(t time.Time) time.Duration { return m.lead(t) }

// lead leaves the monotonic reading out: t may come from elsewhere.
func (m *Manual) lead(t time.Time) time.Duration { return t.Sub(m.under.Now().Round(0)) }

// rearm fires the timers whose instant has come and has the others wait for what
// is left. Needs mu.
func (m *Manual) rearm() {
	now := m.now()
	for t := range m.pending {
		if rest := t.due.Sub(now); rest <= 0 || !m.standing {
			t.under.Reset(rest)
		}
	}
}

// NewTimer implements Clock.
func (m *Manual) NewTimer(d time.Duration) Timer {
	c := make(chan time.Time, 1)
	return m.start(d, &manualTimer{m: m, c: c, act: func() {
		select {
		case c <- m.Now():
		default: // one is waiting to be read
		}
	}})
}

// AfterFunc implements Clock.
func (m *Manual) AfterFunc(d time.Duration, f func()) Timer {
	return m.start(d, &manualTimer{m: m, act: f})
}

func (m *Manual) start(d time.Duration, t *manualTimer) Timer {
	m.mu.Lock()
	defer m.mu.Unlock()
	t.due = m.now().Add(d)
	m.pending[t] = struct{}{}
	t.under = m.under.AfterFunc(d, t.ring)
	return t
}

// manualTimer is a pending event of a Manual. The fields due and under, and its
// place in pending, are guarded by the clock's mu.
type manualTimer struct {
	m     *Manual
	c     chan time.Time // nil for AfterFunc timers
	act   func()
	due   time.Time
	under Timer
}

// ring is what the timer of the clock underneath does: it fires, unless it is not
// yet time on this one.
func (t *manualTimer) ring() {
	if t.m.take(t) {
		t.act()
	}
}

// take removes a timer whose instant has come.
func (m *Manual) take(t *manualTimer) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.pending[t]; !ok {
		return false
	}
	if rest := t.due.Sub(m.now()); rest > 0 {
		if !m.standing { // else Move and Go see to it
			t.under.Reset(rest)
		}
		return false
	}
	delete(m.pending, t)
	return true
}

// C implements Timer.
func (t *manualTimer) C() <-chan time.Time { return t.c }

// Stop implements Timer.
func (t *manualTimer) Stop() bool {
	t.m.mu.Lock()
	defer t.m.mu.Unlock()
	return t.stop()
}

func (t *manualTimer) stop() bool {
	_, was := t.m.pending[t]
	delete(t.m.pending, t)
	t.under.Stop()
	t.drain()
	return was
}

// drain drops what was sent and not read, as the standard library's timers do.
func (t *manualTimer) drain() {
	select {
	case <-t.c:
	default:
	}
}

// Reset implements Timer.
func (t *manualTimer) Reset(d time.Duration) bool {
	t.m.mu.Lock()
	defer t.m.mu.Unlock()
	was := t.stop()
	t.due = t.m.now().Add(d)
	t.m.pending[t] = struct{}{}
	t.under.Reset(d)
	return was
}
