package clock_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// pass lets simulated time pass.
func pass(d time.Duration) {
	<-clock.System().NewTimer(d).C()
	synctest.Wait()
}

func TestManualRunsAtThePaceOfTheClockUnderIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := clock.System().Now()
		m := clock.NewManual(clock.System(), time.Hour)
		for _, step := range []struct {
			what string
			do   func()
			want time.Duration // since start
		}{
			{"at first", func() {}, time.Hour},
			{"after a minute", func() { pass(time.Minute) }, time.Hour + time.Minute},
			{"stopped", func() { m.Stand(); pass(time.Minute) }, time.Hour + time.Minute},
			{"moved", func() { m.Move(start.Add(25 * time.Hour)); pass(time.Minute) }, 25 * time.Hour},
			{"moved back", func() { m.Move(start) }, 25 * time.Hour},
			{"running again", func() { m.Go(); pass(time.Second) }, 25*time.Hour + time.Second},
			{"moved while it runs", func() { m.Move(start.Add(50 * time.Hour)) }, 25*time.Hour + time.Second},
			{"told to run again", func() { m.Go() }, 25*time.Hour + time.Second},
		} {
			step.do()
			if got := m.Now().Sub(start); got != step.want {
				t.Errorf("%s: got %s since the start, want %s", step.what, got, step.want)
			}
		}
		if got, want := m.Lead(m.Now()), 25*time.Hour+time.Second-3*time.Minute-time.Second; got != want {
			t.Errorf("Lead: got %s, want %s", got, want)
		}
	})
}

func TestManualTimersWaitForItsOwnTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := clock.System().Now()
		m := clock.NewManual(clock.System(), 0)
		fired := map[string]bool{}
		after := func(name string, d time.Duration) clock.Timer {
			return m.AfterFunc(d, func() { fired[name] = true })
		}
		check := func(when string, want ...string) {
			t.Helper()
			synctest.Wait()
			if len(fired) != len(want) {
				t.Errorf("%s: got %v fired, want %v", when, fired, want)
			}
			for _, name := range want {
				if !fired[name] {
					t.Errorf("%s: %s has not fired", when, name)
				}
			}
		}
		after("minute", time.Minute)
		after("hour", time.Hour)
		stopped := after("stopped", time.Hour)
		channel := m.NewTimer(time.Hour)
		pass(2 * time.Minute)
		check("after two minutes", "minute")
		m.Stand()
		after("second", time.Second)
		pass(3 * time.Hour)
		check("while it stands", "minute")
		if !stopped.Stop() {
			t.Error("Stop of a pending timer: got false, want true")
		}
		m.Move(start.Add(59 * time.Minute))
		check("before the hour", "minute", "second")
		m.Move(start.Add(time.Hour))
		check("at the hour", "minute", "second", "hour")
		if got := <-channel.C(); !got.Equal(start.Add(time.Hour)) {
			t.Errorf("the channel: got %s, want the hour", got)
		}
		if channel.Reset(time.Minute) {
			t.Error("Reset of a timer that has fired: got true, want false")
		}
		m.Go()
		pass(time.Minute - time.Millisecond)
		if len(channel.C()) != 0 {
			t.Error("the channel that was reset: it sent too early")
		}
		pass(time.Millisecond)
		if len(channel.C()) != 1 {
			t.Error("the channel that was reset: it did not send")
		}
		if channel.Stop() {
			t.Error("Stop of a timer that has fired: got true, want false")
		}
		if len(channel.C()) != 0 {
			t.Error("a stopped timer holds a time that nobody may read")
		}
	})
}
