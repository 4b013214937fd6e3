package e2e

import (
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/chatclient"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// A bot and a function have their own time to answer, and not that of the clock:
// a move waits for those that are called before it and on the way. So half a day's
// pauses between the calls are over in a moment, each at its own time.
func TestTimeMovesOnceCallsAreAnswered(t *testing.T) {
	t.Parallel()
	if rejoin.Scaled() {
		t.Skip("a manual clock is for one server on its own")
	}
	p := newPartner(t)
	s := rejoin.Start(t, rejoin.Options{Args: []string{"--clock", "manual"}, NodeEnv: p.environment})
	const pause = 12 * time.Hour
	c := &shopper{t: t, ended: make(chan struct{}), stage: crashStage{pauses: map[string]int{
		"function 1": int(pause.Seconds()), "function 2": int(pause.Seconds()),
	}}}
	c.enter(s, newWay(s), p, crashFlowID(t, s))
	c.join()

	began := moveOverCall(t, s, p, c, 1, "bot 1", "1h", 0)
	c.await("Which number has it?")
	if at := c.sawAt("Which number has it?"); at.Sub(began) > time.Minute {
		t.Errorf("the bot answered at %s, want it before the move, which began at %s", at, began)
	}
	began = moveOverCall(t, s, p, c, 2, "function 1", "24h30m", 2)
	c.await("That is all, Ada: sent")
	first, second, last := c.sawAt("Parcel 1 of 4711: packed"), c.sawAt("Parcel 2 of 4711: sent"), c.sawAt("That is all, Ada: sent")
	if first.Sub(began) > time.Minute {
		t.Errorf("the function answered at %s, want it before the move, which began at %s", first, began)
	}
	wantApart(t, "the function's answers", first, second, pause)
	wantApart(t, "the last answer and the end of its pause", second, last, pause)
	wantSame(t, "calls", p.made(c.deals), crashCalls)
}

// moveOverCall has the customer go on to where a call is made, moves the time
// while that has no answer, and lets it have one once the time has been seen to
// stand. It answers the time at which the move began.
func moveOverCall(t *testing.T, s *rejoin.Server, p *partner, c *shopper, says int, call, by string, fired int) time.Time {
	t.Helper()
	release := p.hold(c.deals, call)
	defer release()
	eventually(t, "the customer goes on", func() string { return c.proceed(says) })
	c.awaitHeld()
	before, err := s.Clock(t.Context())
	must(t, err)
	type moved struct {
		rejoin.Moved
		error
	}
	done := make(chan moved, 1)
	// Ends with the move, for which the test waits.
	go func() {
		m, err := s.Clock(t.Context(), "advance", by)
		done <- moved{m, err}
	}()
	const looks = 5 // each a process of its own, as the move is: time enough to have moved
	for range looks {
		now, err := s.Clock(t.Context())
		must(t, err)
		if now.Time.Sub(before.Time) > time.Minute {
			t.Errorf("it is %s while %s has no answer, want the time to stand at %s", now.Time, call, before.Time)
		}
	}
	release()
	m := <-done
	must(t, m.error)
	if !m.Reached || m.Fired != fired {
		t.Errorf("advance %s: got %+v, want %d timers fired", by, m.Moved, fired)
	}
	return before.Time
}

// await waits until a text was brought.
func (c *shopper) await(text string) {
	c.t.Helper()
	eventually(c.t, "the customer is told", func() string { return c.lacks(text) })
}

// sawAt is when a text that was brought had been sent.
func (c *shopper) sawAt(text string) time.Time {
	c.t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, item := range c.brought {
		if item.Type == chatclient.ItemMessage && item.Content == text {
			return item.Time()
		}
	}
	c.t.Fatalf("the customer has not seen %q", text)
	return time.Time{}
}
