package timeshift

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// agenda stands for the timers: what happens at which time, in memory.
type agenda struct {
	clock *clock.Manual
	start time.Time

	held    sync.Mutex
	entries []entry
	past    []string // what has happened, with the time that the clock showed
	broken  error
}

type entry struct {
	due  time.Time
	name string
	do   func()
}

func (a *agenda) set(name string, in time.Duration, do func()) {
	a.entries = append(a.entries, entry{a.clock.Now().Add(in), name, do})
	slices.SortStableFunc(a.entries, func(x, y entry) int { return x.due.Compare(y.due) })
}

func (a *agenda) Hold() func() {
	a.held.Lock()
	return a.held.Unlock
}

func (a *agenda) FireDue(_ context.Context, limit int) (fired int, next time.Time, err error) {
	for len(a.entries) > 0 && fired < limit {
		e := a.entries[0]
		if e.due.After(a.clock.Now()) {
			return fired, e.due, a.broken
		}
		a.entries = a.entries[1:]
		a.past = append(a.past, e.name+" at "+a.clock.Now().Sub(a.start).String())
		if e.do != nil {
			e.do()
		}
		fired++
	}
	return fired, time.Time{}, a.broken
}

// world is a mover over an agenda, and the positions that it kept.
type world struct {
	*agenda
	mover *Mover
	kept  []time.Duration
}

// moving runs a test in simulated time.
func moving(t *testing.T, test func(t *testing.T, w *world)) {
	synctest.Test(t, func(t *testing.T) {
		c := clock.NewManual(clock.System(), 0)
		w := &world{agenda: &agenda{clock: c, start: c.Now()}}
		w.mover = New(Config{
			Clock: c, Timers: w.agenda,
			Keep: func(_ context.Context, ahead time.Duration) error {
				w.kept = append(w.kept, ahead)
				return nil
			},
		})
		test(t, w)
	})
}

func (w *world) happened(t *testing.T, want ...string) {
	t.Helper()
	if !slices.Equal(w.past, want) {
		t.Errorf("got %q, want %q", w.past, want)
	}
}

func TestTimersFireInOrderAtTheirOwnTimes(t *testing.T) {
	moving(t, func(t *testing.T, w *world) {
		w.set("b", 2*time.Hour, nil)
		w.set("a", time.Hour, func() { w.set("a's own", 30*time.Minute, nil) })
		w.set("last", 12*time.Hour, nil)
		w.set("beyond", 12*time.Hour+1, nil)
		r, err := w.mover.Advance(t.Context(), 12*time.Hour)
		if err != nil || !r.Reached || r.Fired != 4 || !r.Time.Equal(w.start.Add(12*time.Hour)) {
			t.Errorf("got %+v, error %v, want 4 fired in 12 hours", r, err)
		}
		w.happened(t, "a at 1h0m0s", "a's own at 1h30m0s", "b at 2h0m0s", "last at 12h0m0s")
		<-w.clock.NewTimer(time.Minute).C()
		if got := w.clock.Now().Sub(w.start); got != 12*time.Hour+time.Minute {
			t.Errorf("got %s after a minute more, want the clock to run on", got)
		}
	})
}

// A crash at any moment finds the clock no earlier than what was stored.
func TestThePositionIsKeptBeforeAnythingHappensThere(t *testing.T) {
	moving(t, func(t *testing.T, w *world) {
		for _, in := range []time.Duration{time.Hour, 2 * time.Hour} {
			w.set("check", in, func() {
				if n := len(w.kept); n == 0 || w.kept[n-1] != in {
					t.Errorf("at %s: got positions %v kept, want this one last", in, w.kept)
				}
			})
		}
		if _, err := w.mover.Advance(t.Context(), 3*time.Hour); err != nil {
			t.Fatal(err)
		}
		if want := []time.Duration{time.Hour, 2 * time.Hour, 3 * time.Hour}; !slices.Equal(w.kept, want) {
			t.Errorf("got %v kept, want %v", w.kept, want)
		}
		full := errors.New("the disk is full")
		w.mover.Keep = func(context.Context, time.Duration) error { return full }
		if r, err := w.mover.Advance(t.Context(), time.Hour); !errors.Is(err, full) || !r.Time.Equal(w.start.Add(3*time.Hour)) {
			t.Errorf("got %+v, error %v, want it to stay where it was", r, err)
		}
	})
}

func TestZeroLetsHappenWhatIsDue(t *testing.T) {
	moving(t, func(t *testing.T, w *world) {
		w.set("due", 0, nil)
		w.set("later", 1, nil)
		if r, err := w.mover.Advance(t.Context(), 0); err != nil || r.Fired != 1 || !r.Reached || len(w.kept) != 0 {
			t.Errorf("got %+v, error %v, %d positions, want one timer fired and no move", r, err, len(w.kept))
		}
	})
}

// What a bot or a function answers belongs to the instant at which it was asked.
func TestAStepWaitsForWhatIsUnderWay(t *testing.T) {
	moving(t, func(t *testing.T, w *world) {
		asked := 0
		w.mover.Settle = func(context.Context) error {
			<-clock.System().NewTimer(time.Second).C() // the bot takes its time
			for ; asked > 0; asked-- {
				w.set("answer", 0, nil)
			}
			return nil
		}
		w.set("question", time.Hour, func() { asked++ })
		w.set("next", 2*time.Hour, nil)
		if _, err := w.mover.Advance(t.Context(), 3*time.Hour); err != nil {
			t.Fatal(err)
		}
		// The clock ran while the first of all settled, before it stood.
		w.happened(t, "question at 1h0m0s", "answer at 1h0m0s", "next at 2h0m0s")
		w.mover.Settle = func(context.Context) error { return errors.New("no answer") }
		if _, err := w.mover.Advance(t.Context(), time.Hour); err == nil {
			t.Error("got no error of what cannot be settled")
		}
	})
}

func TestAFlowThatNeverRestsIsStopped(t *testing.T) {
	for _, every := range []time.Duration{0, time.Millisecond} {
		moving(t, func(t *testing.T, w *world) {
			var again func()
			again = func() { w.set("again", every, again) }
			w.set("again", every, again)
			r, err := w.mover.Advance(t.Context(), 7*24*time.Hour)
			if err != nil || r.Reached || r.Fired < limit-1 || r.Fired > limit || r.Time.After(w.start.Add(time.Duration(r.Fired+1)*every)) {
				t.Errorf("every %s: got %+v, error %v, want it stopped after %d", every, r, err, limit)
			}
		})
	}
}

func TestOneMoveAtATime(t *testing.T) {
	moving(t, func(t *testing.T, w *world) {
		inside, most := 0, 0
		w.mover.Settle = func(context.Context) error {
			inside++
			most = max(most, inside)
			<-clock.System().NewTimer(time.Second).C()
			inside--
			return nil
		}
		var moves sync.WaitGroup
		for range 5 {
			moves.Go(func() {
				if _, err := w.mover.Advance(t.Context(), time.Hour); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		impatient, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := w.mover.Advance(impatient, time.Hour); !errors.Is(err, context.Canceled) {
			t.Errorf("a caller that gave up: got %v, want %v", err, context.Canceled)
		}
		moves.Wait()
		if got := w.clock.Now().Sub(w.start); most != 1 || got != 5*time.Hour+5*time.Second {
			t.Errorf("got %d at once and %s in all, want 1 and 5h5s", most, got)
		}
	})
}

func TestAMoveThatCannotEndTellsWhereItIs(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	leaving := false
	for _, test := range []struct {
		name string
		at   func(w *world)
		want string
	}{
		{"the caller goes", func(*world) { cancel() }, "canceled"},
		{"the server stops", func(*world) { leaving = true }, "stopping"},
		{"a timer fails", func(w *world) { w.broken = errors.New("the disk is full") }, "full"},
	} {
		moving(t, func(t *testing.T, w *world) {
			leaving = false
			w.mover.Leaving = func() bool { return leaving }
			w.set("first", time.Hour, func() { test.at(w) })
			w.set("second", 2*time.Hour, nil)
			r, err := w.mover.Advance(ctx, 3*time.Hour)
			if err == nil || !strings.Contains(err.Error(), test.want) || r.Fired != 1 || !r.Time.Equal(w.start.Add(time.Hour)) {
				t.Errorf("%s: got %+v, error %v, want it to stop after the first", test.name, r, err)
			}
		})
		ctx = context.WithoutCancel(ctx)
	}
}

func TestTimeMovesForwardAndNotTooFar(t *testing.T) {
	moving(t, func(t *testing.T, w *world) {
		for by, want := range map[time.Duration]error{-1: errBack, farthest + 1: errFar, 1<<63 - 1: errFar} {
			if _, err := w.mover.Advance(t.Context(), by); !errors.Is(err, want) {
				t.Errorf("by %s: got %v, want %v", by, err, want)
			}
		}
		if _, err := w.mover.Advance(t.Context(), farthest-time.Hour); err != nil {
			t.Error(err)
		}
		if _, err := w.mover.Advance(t.Context(), 2*time.Hour); !errors.Is(err, errFar) {
			t.Errorf("beyond the farthest: got %v, want %v", err, errFar)
		}
	})
}
