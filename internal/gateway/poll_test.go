package gateway_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/gateway"
)

// An item takes at most 4 s though no event arrives and the broker seems healthy.
func TestItemsArriveThoughALossyBrokerLosesEverything(t *testing.T) {
	inLossyWorld(t, gateway.Limits{}, true, func(w *world) {
		anna, bert := w.join(customer), w.join(agent)
		const each = 700 * time.Millisecond
		var want []string
		for i := range 90 {
			lost := i > 0
			w.broker.lose = func(fanout.Event) bool { return lost }
			want = append(want, fmt.Sprint(i))
			w.say("s1", "anna", want[i])
			pass(each)
			for _, c := range []*client{anna, bert} {
				if due, got := i-int(4*time.Second/each), len(c.contents()); got <= due {
					t.Fatalf("%d items have arrived when %d were sent 4 s ago", got, due+1)
				}
			}
		}
		pass(4 * time.Second)
		anna.wantContents(want...)
		bert.wantContents(want...)
	})
}

func TestBrokerThatLosesNothingIsNotPolled(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		w.join(customer)
		pass(time.Hour)
		if w.store.polls != 0 {
			t.Errorf("the store was polled %d times in an hour, want never", w.store.polls)
		}
	})
}

func TestPollThatHangsHoldsUpNothing(t *testing.T) {
	inLossyWorld(t, gateway.Limits{}, true, func(w *world) {
		under := 0
		w.store.polling = func(ctx context.Context) {
			if under++; under > 1 {
				t.Error("two polls are under way at once")
			}
			<-ctx.Done()
			under--
		}
		c := w.join(customer)
		for i := range 10 {
			pass(3 * time.Second)
			w.say("s1", "bert", fmt.Sprint(i))
			pass(0)
			if got := c.contents(); len(got) != i+1 {
				t.Errorf("messages while a poll hangs = %q, want %d", got, i+1)
			}
		}
		w.join(agent)
		if w.store.polls < 3 || w.store.polls > 8 {
			t.Errorf("polls in half a minute, 5 s each = %d, want some", w.store.polls)
		}
		w.store.polling = nil
	})
}
