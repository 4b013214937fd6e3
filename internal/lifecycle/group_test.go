package lifecycle

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// journal records what components did, in order.
type journal struct {
	mu    sync.Mutex
	lines []string
}

func (j *journal) write(line string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, line)
}

func (j *journal) expect(t *testing.T, want ...string) {
	t.Helper()
	j.mu.Lock()
	defer j.mu.Unlock()
	if !slices.Equal(j.lines, want) {
		t.Errorf("what the components did:\n got  %q\n want %q", j.lines, want)
	}
}

// component is a well-behaved component that writes what happens to it.
func (j *journal) component(name string) Component {
	return Component{
		Name:  name,
		Start: func(context.Context) error { j.write("start " + name); return nil },
		Run: func(ctx context.Context) error {
			<-ctx.Done()
			j.write("ran " + name)
			return ctx.Err()
		},
		Stop: func(context.Context) error { j.write("stop " + name); return nil },
	}
}

var errBroken = errors.New("broken")

func TestComponentsStartInOrderAndStopInReverse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var j journal
		g := New(Options{}, j.component("store"), j.component("gateway"))
		if err := g.Start(t.Context()); err != nil {
			t.Fatalf("Start: %v", err)
		}
		synctest.Wait()
		if err := g.Stop(t.Context()); err != nil {
			t.Fatalf("Stop: %v", err)
		}
		j.expect(t, "start store", "start gateway",
			"stop gateway", "ran gateway", "stop store", "ran store")
	})
}

func TestFailedStartStopsWhatHadStarted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var j journal
		bad := Component{Name: "listener", Start: func(context.Context) error { return errBroken }}
		g := New(Options{}, j.component("store"), bad, j.component("never"))
		err := g.Start(t.Context())
		if !errors.Is(err, errBroken) || !strings.Contains(err.Error(), "start listener") {
			t.Errorf("Start: got error %v, want one of %q that names the listener", err, errBroken)
		}
		j.expect(t, "start store", "stop store", "ran store")
	})
}

func TestFailureOfOneComponentStopsTheGroupAndIsReported(t *testing.T) {
	for name, end := range map[string]error{"with an error": errBroken, "without an error": nil} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var j journal
				worker := Component{Name: "worker", Run: func(context.Context) error {
					<-time.After(time.Minute)
					return end
				}}
				g := New(Options{}, j.component("store"), worker)
				err := g.Run(t.Context())
				want := end
				if want == nil {
					want = errEnded
				}
				if !errors.Is(err, want) || !strings.Contains(err.Error(), "run worker") {
					t.Errorf("Run: got error %v, want %q of the worker", err, want)
				}
				j.expect(t, "start store", "stop store", "ran store")
			})
		})
	}
}

func TestRunEndsWithoutErrorWhenItsContextEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var j journal
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		if err := New(Options{Grace: time.Second}, j.component("store")).Run(ctx); err != nil {
			t.Errorf("Run: got error %v, want none", err)
		}
		j.expect(t, "start store", "stop store", "ran store")
	})
}

func TestStopGivesUpAtTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var j journal
		release := make(chan struct{})
		defer close(release)
		deaf := Component{Name: "deaf", Run: func(context.Context) error { <-release; return nil }}
		stuck := Component{Name: "stuck", Stop: func(context.Context) error { <-release; return nil }}
		g := New(Options{Grace: 10 * time.Second}, j.component("store"), stuck, deaf)
		if err := g.Start(t.Context()); err != nil {
			t.Fatalf("Start: %v", err)
		}
		begin := time.Now()
		err := g.Stop(t.Context())
		if took := time.Since(begin); took != 10*time.Second {
			t.Errorf("Stop took %v, want the grace period of 10s", took)
		}
		for _, want := range []string{"stop deaf: its Run", "stop stuck: its Stop"} {
			if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), want) {
				t.Errorf("Stop: got error %v, want a deadline error with %q", err, want)
			}
		}
		synctest.Wait()
		j.mu.Lock()
		defer j.mu.Unlock()
		if !slices.Contains(j.lines, "stop store") || !slices.Contains(j.lines, "ran store") {
			t.Errorf("after the deadline the store was not told to end: %q", j.lines)
		}
	})
}

func TestSecondStopReturnsWhatTheFirstReturned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bad := Component{Name: "bad", Stop: func(context.Context) error { return errBroken }}
		g := New(Options{}, bad)
		if err := g.Start(t.Context()); err != nil {
			t.Fatalf("Start: %v", err)
		}
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				if err := g.Stop(t.Context()); !errors.Is(err, errBroken) {
					t.Errorf("Stop: got error %v, want %v", err, errBroken)
				}
			})
		}
		wg.Wait()
	})
}

func TestStopBeforeStartIsHarmlessAndFinal(t *testing.T) {
	var j journal
	g := New(Options{}, j.component("store"))
	if err := g.Stop(t.Context()); err != nil {
		t.Errorf("Stop before Start: got error %v, want none", err)
	}
	if err := g.Start(t.Context()); !errors.Is(err, ErrStopped) {
		t.Errorf("Start after Stop: got error %v, want %v", err, ErrStopped)
	}
	j.expect(t)
}

func TestSecondStartIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var j journal
		g := New(Options{}, j.component("store"))
		if err := g.Start(t.Context()); err != nil {
			t.Fatalf("Start: %v", err)
		}
		if err := g.Start(t.Context()); !errors.Is(err, ErrStarted) {
			t.Errorf("second Start: got error %v, want %v", err, ErrStarted)
		}
		if err := g.Stop(t.Context()); err != nil {
			t.Errorf("Stop: %v", err)
		}
	})
}

func TestStopInterruptsAStartUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var j journal
		slow := Component{Name: "migration", Start: func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		}}
		g := New(Options{}, j.component("store"), slow)
		result := make(chan error, 1)
		go func() { result <- g.Start(t.Context()) }()
		synctest.Wait()
		if err := g.Stop(t.Context()); err != nil {
			t.Errorf("Stop: got error %v, want none", err)
		}
		if err := <-result; !errors.Is(err, context.Canceled) {
			t.Errorf("Start: got error %v, want %v", err, context.Canceled)
		}
		j.expect(t, "start store", "stop store", "ran store")
	})
}

func TestComponentsOutliveTheContextOfStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var j journal
		g := New(Options{}, j.component("store"))
		ctx, cancel := context.WithCancel(t.Context())
		if err := g.Start(ctx); err != nil {
			t.Fatalf("Start: %v", err)
		}
		cancel()
		synctest.Wait()
		j.expect(t, "start store")
		if err := g.Stop(t.Context()); err != nil {
			t.Errorf("Stop: %v", err)
		}
	})
}
