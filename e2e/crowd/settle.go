package crowd

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// patience is how long anything may take, on a machine that does other things at
// the same time. Only a defect reaches it.
const patience = 2 * time.Minute

// lookEvery is how often what is waited for is looked at.
const lookEvery = 50 * time.Millisecond

// Calm is how the crowd came to rest after something happened.
type Calm struct {
	// Heard is after how long everybody had been acknowledged something that was
	// begun afterwards, and Brought after how long everybody had been brought all
	// of that.
	Heard, Brought time.Duration
}

// Settle waits until everybody has said something from now on and was heard, and
// then until everybody was brought all that was acknowledged by that time.
func (c *Crowd) Settle() Calm {
	c.t.Helper()
	began := time.Now()
	marks := make(map[party]int)
	for _, k := range c.talks {
		for _, p := range k.parties() {
			marks[p], _ = k.book.Sent(p.name())
		}
	}
	c.within("everybody is heard", func() string {
		for _, k := range c.talks {
			for _, p := range k.parties() {
				if begun, acknowledged := k.book.Sent(p.name()); begun <= marks[p] || acknowledged+k.lost(p) <= marks[p] {
					return fmt.Sprintf("%s in chat %s has said %d things and was heard %d times", p.name(), k.contact, begun, acknowledged)
				}
			}
		}
		return ""
	})
	calm := Calm{Heard: time.Since(began)}
	c.awaitBrought(time.Now())
	calm.Brought = time.Since(began)
	return calm
}

// lost is how many messages of a party were given up.
func (k *talk) lost(p party) int {
	if js, ok := p.(*page); ok {
		return int(js.refused.Load())
	}
	return 0
}

// awaitBrought waits until everybody was brought what was acknowledged by then.
func (c *Crowd) awaitBrought(until time.Time) {
	c.t.Helper()
	c.within("everybody is brought everything", func() string {
		for _, k := range c.talks {
			if owed := k.owed(until); owed != "" {
				return owed
			}
		}
		return ""
	})
}

// owed names a message that somebody was not brought.
func (k *talk) owed(until time.Time) string {
	for _, p := range k.parties() {
		if owed := k.book.Owed(p.name(), until); len(owed) > 0 {
			return fmt.Sprintf("%s in chat %s is owed %d messages, the first of which is %q", p.name(), k.contact, len(owed), owed[0].Text)
		}
	}
	return ""
}

// Despair waits until so many more calls have failed.
func (c *Crowd) Despair(calls int) {
	c.t.Helper()
	before := c.tally.failures()
	c.within("calls fail", func() string {
		if n := c.tally.failures() - before; n < calls {
			return fmt.Sprintf("%d of %d have", n, calls)
		}
		return ""
	})
}

// within waits until nothing is missing.
func (c *Crowd) within(what string, missing func() string) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), patience)
	defer cancel()
	again := time.NewTicker(lookEvery)
	defer again.Stop()
	for {
		lack := missing()
		if lack == "" {
			return
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			c.t.Fatalf("%s: not within %v: %s; answers: %s", what, patience, lack, c.tally)
		}
	}
}

// insist repeats a call until it succeeds.
func (c *Crowd) insist(what string, call func() error) {
	c.t.Helper()
	c.within(what, func() string {
		if err := call(); err != nil {
			return err.Error()
		}
		return ""
	})
}

// Delays are, in order of length, how long each message that was acknowledged in
// an interval took to each of its receivers from then on.
func (c *Crowd) Delays(from, to time.Time) []time.Duration {
	var delays []time.Duration
	for _, k := range slices.Concat(c.talks, c.past) {
		delays = append(delays, k.book.Delays(from, to)...)
	}
	slices.Sort(delays)
	return delays
}

// Acknowledged counts the messages that were acknowledged so far.
func (c *Crowd) Acknowledged() int {
	total := 0
	for _, k := range slices.Concat(c.talks, c.past) {
		for _, p := range k.parties() {
			_, n := k.book.Sent(p.name())
			total += n
		}
	}
	return total
}
