package gateway_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/gateway"
)

func TestSlowReaderIsClosedAndLaterSentTheRest(t *testing.T) {
	inWorld(t, gateway.Limits{QueueBytes: 64 << 10}, func(w *world) {
		slow, fast := w.join(customer), w.join(agent)
		slow.pause()
		var want []string
		for i := range 200 {
			want = append(want, fmt.Sprint(i, strings.Repeat("x", 1000)))
			w.say("s1", "anna", want[i])
			pass(time.Millisecond)
		}
		fast.wantContents(want...)
		if n := w.metrics.slow.Load(); n != 1 {
			t.Errorf("slow consumers closed = %d, want 1", n)
		}
		slow.resume()
		pass(5 * time.Second)
		got := slow.contents()
		again := w.join(customer)
		rest := again.contents()
		if len(got) == 200 || len(got)+len(rest) < 200 || rest[len(rest)-1] != want[199] || rest[0] > want[len(got)] {
			t.Errorf("got %d messages before and %d after the close, want all 200 together", len(got), len(rest))
		}
	})
}

func TestCatchUpNeverOverflowsTheQueue(t *testing.T) {
	inWorld(t, gateway.Limits{QueueBytes: 16 << 10}, func(w *world) {
		w.join(customer).leave()
		for i := range 400 {
			w.say("s1", "anna", fmt.Sprint(i, strings.Repeat("x", 3000)))
		}
		c := w.open(customer)
		c.pause()
		c.send(`{"topic":"aws/subscribe","content":{"topics":["aws/chat"]}}`)
		pass(5 * time.Second)
		c.resume()
		pass(5 * time.Second)
		if n := len(c.contents()); n != 400 {
			t.Errorf("messages = %d, want 400", n)
		}
		c.wantOpen()
	})
}

func TestSixthSocketClosesTheOldest(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		var all []*client
		for range 6 {
			all = append(all, w.join(customer))
		}
		other := w.join(agent)
		pass(5 * time.Second)
		all[0].wantClosed(1001)
		w.say("s1", "anna", "one")
		pass(2 * time.Second)
		for _, c := range append(all[1:], other) {
			c.wantOpen()
			c.wantContents("one")
		}
	})
}

func TestSilentSocketIsReapedAndAnAnsweringOneIsNot(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		answering, dead := w.join(customer), w.join(agent)
		dead.link.freeze()
		pass(170 * time.Second)
		if n := w.metrics.closed.Load(); n != 0 {
			t.Errorf("sockets closed after 170 s = %d, want 0", n)
		}
		pass(30 * time.Second)
		if n := w.metrics.closed.Load(); n != 1 {
			t.Errorf("sockets closed after 200 s = %d, want 1", n)
		}
		pass(time.Hour)
		answering.wantOpen()
		dead.link.cut()
	})
}

func TestEndedChatLeavesTheSocketOpenForMinutes(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		c := w.join(customer)
		w.put(chat.Item{SessionID: "s1", Type: chat.TypeEvent, ContentType: chat.EventChatEnded})
		pass(4 * time.Minute)
		c.wantOpen()
		if got := c.received(); len(got) != 1 || got[0].ContentType != chat.EventChatEnded || got[0].DisplayName != nil {
			t.Errorf("received %+v, want chat.ended without an author", got)
		}
		pass(2 * time.Minute)
		c.wantClosed(1001)
	})
}

func TestLeaverIsDetachedUnlessCustomer(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		anna, bert := w.join(customer), w.join(agent)
		left := func(p chat.ParticipantID) {
			w.put(chat.Item{SessionID: "s1", Type: chat.TypeEvent, ContentType: chat.EventParticipantLeft, ParticipantID: p, Content: string(p)})
		}
		left("bert")
		left("anna")
		w.say("s1", "anna", "survey")
		pass(time.Second)
		if got := bert.received(); len(got) != 1 || got[0].ParticipantID != "bert" {
			t.Errorf("the agent received %+v, want his own leaving alone", got)
		}
		bert.wantOpen()
		if n := len(anna.received()); n != 3 {
			t.Errorf("the customer received %d items, want 3", n)
		}
		pass(6 * time.Minute)
		bert.wantClosed(1001)
		anna.wantOpen()
	})
}

func TestDrainFlushesClosesAndRefuses(t *testing.T) {
	inWorld(t, gateway.Limits{DrainBatch: 3, CursorEvery: time.Hour}, func(w *world) {
		var all []*client
		for i := range 10 {
			all = append(all, w.join(fmt.Sprintf("s%d.anna.CUSTOMER", i)))
			w.say(chat.SessionID(fmt.Sprint("s", i)), "anna", "last")
		}
		started := time.Now()
		if err := w.g.Drain(context.Background()); err != nil {
			t.Errorf("Drain() = %v, want nil", err)
		}
		if d := time.Since(started); d < 150*time.Millisecond || d > time.Second {
			t.Errorf("draining four batches took %v, want them 50 ms apart", d)
		}
		for i, c := range all {
			c.wantContents("last")
			c.wantClosed(1001)
			if got := w.store.cursor(chat.SessionID(fmt.Sprint("s", i)), "anna"); got != 1 {
				t.Errorf("saved cursor %d = %d, want 1", i, got)
			}
		}
		if status, kind := w.request(customer, true); status != http.StatusServiceUnavailable || kind != "ServiceUnavailableException" {
			t.Errorf("upgrade while draining = %d %s, want 503", status, kind)
		}
		if opened, closed := w.metrics.opened.Load(), w.metrics.closed.Load(); opened != 10 || closed != 10 {
			t.Errorf("opened %d, closed %d; want 10 and 10", opened, closed)
		}
	})
}

func TestUpgradeThatADrainOvertakesIsClosed(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		w.onAdmit = func() {
			if err := w.g.Drain(context.Background()); err != nil {
				t.Errorf("Drain() = %v, want nil", err)
			}
		}
		c := w.open(customer)
		pass(time.Second)
		c.wantClosed(1001)
	})
}

func TestDrainEndsWithItsContext(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		dead := w.join(customer)
		dead.pause()
		w.say("s1", "anna", strings.Repeat("x", 100<<10))
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		started := time.Now()
		if err := w.g.Drain(ctx); err != context.DeadlineExceeded {
			t.Errorf("Drain() = %v, want %v", err, context.DeadlineExceeded)
		}
		if d := time.Since(started); d > time.Second {
			t.Errorf("Drain took %v, want 1s", d)
		}
		dead.resume()
	})
}

func TestClientsCloseIsEchoed(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		c := w.join(customer)
		c.ws.WriteMessage(8, []byte{0x0f, 0xa0}) // 4000, as Android sends
		pass(time.Second)
		c.wantClosed(4000)
		if n := w.metrics.closed.Load(); n != 1 {
			t.Errorf("sockets closed = %d, want 1", n)
		}
	})
}
