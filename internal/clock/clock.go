// Package clock is the one door to time. Every other package is handed a Clock
// and none reads the wall clock itself, so that a test (or, later, an operator's
// manual clock) can move time and have every timer, expiry and timestamp follow.
//
// The system clock is enough for simulated time too: inside a testing/synctest
// bubble the standard library's time is the simulated one.
//
// It imports the standard library only.
package clock

import "time"

// Clock tells the time and waits for it.
type Clock interface {
	// Now is the current instant in UTC.
	Now() time.Time
	// NewTimer returns a timer that sends once after d. A d of zero or less
	// fires at once.
	NewTimer(d time.Duration) Timer
	// AfterFunc runs f in its own goroutine after d, unless the timer is
	// stopped before. The caller owns what f does.
	AfterFunc(d time.Duration, f func()) Timer
}

// Timer is a pending event of a Clock.
type Timer interface {
	// C is the channel on which the timer sends; nil for AfterFunc timers.
	C() <-chan time.Time
	// Stop prevents the timer from firing and reports whether it did.
	Stop() bool
	// Reset lets the timer fire d from now, whether or not it had fired.
	Reset(d time.Duration) bool
}

// System is the machine's clock.
func System() Clock { return system{} }

type system struct{}

func (system) Now() time.Time { return time.Now().UTC() }

func (system) NewTimer(d time.Duration) Timer { return systemTimer{time.NewTimer(d)} }

func (system) AfterFunc(d time.Duration, f func()) Timer {
	return systemTimer{time.AfterFunc(d, f)}
}

type systemTimer struct{ *time.Timer }

func (t systemTimer) C() <-chan time.Time { return t.Timer.C }
