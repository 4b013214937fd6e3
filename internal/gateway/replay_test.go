package gateway_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/gateway"
)

func TestNewcomerGetsOnlyWhatComes(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		w.say("s1", "anna", "before")
		c := w.join(customer)
		w.say("s1", "anna", "after")
		pass(time.Second)
		c.wantContents("after")
	})
}

// The place at which a participant first came is kept even when nothing was ever
// confirmed: what follows is not lost with a crash.
func TestNewcomersPlaceIsSavedBeforeTheAcknowledgement(t *testing.T) {
	inWorld(t, gateway.Limits{CursorEvery: time.Hour}, func(w *world) {
		w.say("s1", "anna", "before")
		w.join(customer)
		if got := w.store.cursor("s1", "anna"); got != 1 {
			t.Errorf("saved cursor = %d, want 1", got)
		}
	})
}

func TestReconnectIsSentWhatItMissedWithReceipts(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		c := w.join(customer)
		w.say("s1", "anna", "one")
		pass(2 * time.Second)
		c.link.cut()
		pass(time.Second)
		two := w.say("s1", "anna", "two")
		w.put(chat.Item{SessionID: "s1", Type: chat.TypeMessage, Content: "secret", Visibility: chat.VisibleToAgents})
		w.say("s1", "bert", "three")
		w.store.receipt(chat.Receipt{SessionID: "s1", Seq: two.Seq, Recipient: "bert", DeliveredAt: two.Time})
		again := w.join(customer)
		again.wantContents("two", "three")
		w.say("s1", "anna", "four")
		pass(time.Second)
		again.wantContents("two", "three", "four")
		r := again.received()[0].MessageMetadata.Receipts
		if len(r) != 1 || r[0].RecipientParticipantID != "bert" || r[0].DeliveredTimestamp == nil || r[0].ReadTimestamp != nil {
			t.Errorf("receipts of a replayed message = %+v, want bert's delivery", r)
		}
	})
}

// A half-open connection takes what is written and delivers nothing. The items
// count as unsent, since no pong came.
func TestItemsWrittenToADeadSocketAreReplayed(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		c := w.join(customer)
		w.say("s1", "anna", "one")
		pass(2 * time.Second)
		c.link.freeze()
		w.say("s1", "anna", "two")
		pass(2 * time.Second)
		w.say("s1", "anna", "three")
		started := time.Now()
		again := w.open(customer)
		again.send(`{"topic":"aws/subscribe","content":{"topics":["aws/chat"]}}`)
		for len(again.text()) == 0 && time.Since(started) < 2*time.Second {
			pass(10 * time.Millisecond)
		}
		if d := time.Since(started); d > time.Second {
			t.Errorf("the acknowledgement took %v, want at most 1s", d)
		}
		pass(time.Second)
		again.wantAcknowledged()
		again.wantContents("two", "three")
		c.wantContents("one")
	})
}

// ChatJS replaces its socket every 59 minutes: it opens the second, and closes
// the first when the second is acknowledged.
// client: amazon-connect-chatjs src/lib/amazon-connect-websocket-manager.js.
func TestRotationLosesAndRepeatsNothing(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		old := w.join(customer)
		stop := make(chan struct{})
		spoken := make(chan int)
		go func() {
			n := 0
			defer func() { spoken <- n }()
			for tick := time.NewTicker(5 * time.Millisecond); ; n++ {
				select {
				case <-stop:
					return
				case <-tick.C:
					w.say("s1", "bert", fmt.Sprint(n))
				}
			}
		}()
		var got []string
		for range 5 {
			pass(3 * time.Second)
			fresh := w.open(customer)
			fresh.send(`{"topic":"aws/subscribe","content":{"topics":["aws/chat"]}}`)
			for len(fresh.text()) == 0 {
				pass(time.Millisecond)
			}
			// From here on the client no longer listens to the old one.
			got = append(got, old.contents()...)
			pass(100 * time.Millisecond)
			old.leave()
			old = fresh
		}
		close(stop)
		n := <-spoken
		pass(3 * time.Second)
		got = append(got, old.contents()...)
		var want []string
		for i := range n {
			want = append(want, fmt.Sprint(i))
		}
		if !slices.Equal(got, want) {
			t.Errorf("over the rotations the client got %d messages, want %d, each once and in order", len(got), len(want))
		}
	})
}

func TestSecondTabGetsEverythingToo(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		first := w.join(customer)
		w.say("s1", "anna", "one")
		second := w.open(customer)
		second.send(`{"topic":"aws/subscribe","content":{"topics":["aws/chat"]}}`)
		want := []string{"one"}
		for i := range 200 {
			want = append(want, fmt.Sprint(i))
			w.say("s1", "anna", fmt.Sprint(i))
			pass(10 * time.Millisecond)
		}
		first.wantContents(want...)
		if got := second.contents(); len(got) < 150 || !slices.Equal(got, want[len(want)-len(got):]) {
			t.Errorf("the second tab got %d messages, want all since it came", len(got))
		}
	})
}

func TestADeviceThatComesAndGoesDoesNotStarveTheOthers(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		steady := w.join(customer)
		for i := range 20 {
			flapping := w.open(customer)
			flapping.send(`{"topic":"aws/subscribe","content":{"topics":["aws/chat"]}}`)
			w.say("s1", "anna", fmt.Sprint(i))
			pass(300 * time.Millisecond)
			flapping.leave()
		}
		// Six seconds in: all but what the newest hold keeps back.
		if got := steady.contents(); len(got) < 16 {
			t.Errorf("the steady socket got %d of 20 messages meanwhile, want nearly all", len(got))
		}
	})
}

func TestReceiptDuringACatchUpFollowsItsMessage(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		w.join(customer).leave()
		var items []*chat.Item
		for i := range 300 {
			items = append(items, w.say("s1", "anna", fmt.Sprint(i, strings.Repeat("x", 2000))))
		}
		c := w.open(customer)
		c.pause()
		c.send(`{"topic":"aws/subscribe","content":{"topics":["aws/chat"]}}`)
		pass(time.Second)
		last := items[len(items)-1]
		w.broker.Publish(fanout.Event{SessionID: "s1", Receipt: &fanout.ReceiptEvent{
			Receipt:   chat.Receipt{SessionID: "s1", Seq: last.Seq, Recipient: "bert", DeliveredAt: last.Time},
			MessageID: last.ID, Author: "anna",
		}})
		c.resume()
		pass(time.Second)
		got := c.received()
		if n := len(got); n != 301 || got[300].Type != "MESSAGEMETADATA" {
			t.Errorf("received %d items, want 300 messages and then the receipt", n)
		}
	})
}

func TestLostEventIsReadFromTheStore(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		c := w.join(customer)
		w.broker.lose = func(e fanout.Event) bool { return e.Item.Content == "lost" }
		w.say("s1", "anna", "one")
		w.say("s1", "anna", "lost")
		w.say("s1", "anna", "three")
		pass(time.Second)
		c.wantContents("one", "lost", "three")
	})
}

func TestEventDuringTheLastReadOfACatchUpIsNotLost(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		spoken := false
		w.store.answering = func() {
			if !spoken {
				spoken = true
				w.say("s1", "anna", "meanwhile")
			}
		}
		w.join(customer).wantContents("meanwhile")
	})
}

func TestBrokenBrokerMakesTheStorePolled(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		c := w.join(customer)
		w.broker.broken.Store(true)
		w.say("s1", "anna", "one")
		pass(3 * time.Second)
		c.wantContents("one")
		w.say("s1", "anna", "two")
		w.broker.broken.Store(false)
		pass(3 * time.Second)
		c.wantContents("one", "two")
	})
}

func TestRepeatedAndOvertakenEventsAreSentOnceInOrder(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		c := w.join(customer)
		w.broker.lose = func(fanout.Event) bool { return true }
		one, two := w.say("s1", "anna", "one"), w.say("s1", "anna", "two")
		w.broker.lose = nil
		for _, i := range []*chat.Item{two, one, two, one} {
			w.broker.Publish(fanout.Event{SessionID: "s1", Item: i})
			pass(time.Second)
		}
		c.wantContents("one", "two")
	})
}

func TestCursorOutlivesTheProcess(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		w.join(customer)
		w.say("s1", "anna", "one")
		pass(2 * time.Second)
		w.stop()
		w.say("s1", "anna", "two")
		w.start(gateway.Limits{})
		w.join(customer).wantContents("two")
	})
}

func TestCursorThatCouldNotBeSavedIsSavedLater(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		w.join(customer)
		w.store.setAway(true)
		w.say("s1", "anna", "one")
		pass(20 * time.Second)
		w.store.setAway(false)
		pass(6 * time.Second)
		if got := w.store.cursor("s1", "anna"); got != 1 {
			t.Errorf("saved cursor = %d, want 1", got)
		}
	})
}

func TestUnsavedCursorIsKnownToTheNextSocket(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		c := w.join(customer)
		w.say("s1", "anna", "one")
		w.store.setAway(true)
		pass(2 * time.Second)
		c.leave()
		pass(time.Second)
		w.store.setAway(false)
		w.join(customer).wantContents()
	})
}

func TestCursorIsSavedWhenTheLastSocketCloses(t *testing.T) {
	inWorld(t, gateway.Limits{CursorEvery: time.Hour}, func(w *world) {
		c := w.join(customer)
		w.say("s1", "anna", "one")
		pass(2 * time.Second)
		c.leave()
		pass(time.Second)
		if got := w.store.cursor("s1", "anna"); got != 1 {
			t.Errorf("saved cursor = %d, want 1", got)
		}
	})
}

// A client that never answers pings still proves by its next heartbeat that the
// reply to the one before has arrived.
func TestHeartbeatConfirmsWhatWasWrittenBeforeTheLastReply(t *testing.T) {
	inWorld(t, gateway.Limits{CursorEvery: time.Second}, func(w *world) {
		c := w.join(customer)
		c.ws.SetPingHandler(func(string) error { return nil })
		w.say("s1", "anna", "one")
		pass(time.Second)
		c.send(`{"topic":"aws/heartbeat"}`)
		pass(time.Second)
		w.say("s1", "anna", "two")
		pass(9 * time.Second)
		if got := w.store.cursor("s1", "anna"); got != 0 {
			t.Errorf("saved cursor before the second heartbeat = %d, want 0", got)
		}
		c.send(`{"topic":"aws/heartbeat"}`)
		pass(2 * time.Second)
		if got := w.store.cursor("s1", "anna"); got != 1 {
			t.Errorf("saved cursor after the second heartbeat = %d, want 1", got)
		}
	})
}
