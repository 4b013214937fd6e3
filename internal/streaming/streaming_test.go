package streaming

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/topic"
)

var errAway = errors.New("away")

// after lets time pass in the bubble.
func after(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func TestAStreamTellsAllInOrderAndThenIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, to := newMemory(), newTopics()
		var want []string
		for n := range 3*atOnce + 1 {
			want = append(want, fmt.Sprint(n))
		}
		m.say("a", want...)
		m.start("a", "t")
		run(t, m, to, fanout.NewLocal(), "n")
		synctest.Wait()
		if got := to.text("t", "a"); got != strings.Join(want, " ") || m.left() != 1 {
			t.Fatalf("got %q, %d streams left", got, m.left())
		}
		m.say("a", "end", "left")
		after(often)
		if got := to.text("t", "a"); !strings.HasSuffix(got, " 150 end left") || m.left() != 0 {
			t.Errorf("got %q, %d streams left, want the end and none", got, m.left())
		}
	})
}

func TestWhatATopicIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, to := newMemory(), newTopics()
		m.start("a", "t")
		m.say("a", "hi", "AGENT only", "CUSTOMER only", "NOBODY at all", "end")
		at := time.Now()
		run(t, m, to, fanout.NewLocal(), "n")
		synctest.Wait()
		var got []string
		ids := map[string]bool{}
		for _, one := range to.messages("t") {
			ids[one.ID] = true
			got = append(got, one.Text+": "+one.Attributes["MessageVisibility"]+" "+one.Attributes["ParticipantRole"]+" "+one.Attributes["Type"])
			if one.Stream != "to t" || !one.At.Equal(at) {
				t.Errorf("got stream %q at %v", one.Stream, one.At)
			}
		}
		if want := "hi: ALL AGENT MESSAGE, AGENT only: AGENT AGENT MESSAGE, CUSTOMER only: CUSTOMER AGENT MESSAGE, end: ALL  EVENT"; strings.Join(got, ", ") != want || len(ids) != 4 {
			t.Errorf("got  %s\nwant %s, each of an id of its own", strings.Join(got, ", "), want)
		}
		first := to.messages("t")[0].Attributes
		if want := map[string]string{
			"InitialContactId": "a", "ContactId": "c-a", "ParticipantRole": "AGENT", "InstanceId": "i",
			"AccountId": "123456789012", "Type": "MESSAGE", "ContentType": "text/plain", "MessageVisibility": "ALL",
		}; !reflect.DeepEqual(first, want) {
			t.Errorf("got attributes %v, want %v", first, want)
		}
	})
}

// What is said, and who types, is told when the broker says so; what it loses, a
// moment later.
func TestNewsAreToldAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, to, b := newMemory(), newTopics(), fanout.NewLocal()
		n := run(t, m, to, b, "n")
		after(often / 2)
		n.Started(m.start("a", "t"))
		synctest.Wait()
		b.Publish(fanout.Event{SessionID: "a", Item: &chat.Item{SessionID: "a", Content: "typing", Time: time.Now()}})
		synctest.Wait()
		item := m.say("a", "1")
		b.Publish(fanout.Event{SessionID: "a", Item: &item})
		synctest.Wait()
		n.Started(m.start("b", "t"))
		item = m.say("b", "first")
		b.Publish(fanout.Event{SessionID: "b", Item: &item})
		synctest.Wait()
		if got := to.text("t", ""); got != "typing 1 first" {
			t.Errorf("got %q at once", got)
		}
		m.say("a", "2") // of which nobody hears
		after(often)
		if got := to.text("t", "a"); got != "typing 1 2" {
			t.Errorf("got %q after a look at the database", got)
		}
	})
}

// A topic that hangs, one that refuses, and one message that nobody takes hold up
// what waits for them and nothing else.
func TestATopicThatIsAwayHoldsUpItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, to := newMemory(), newTopics()
		to.let(func(ctx context.Context, arn string, one topic.Message) error {
			switch {
			case arn == "hangs":
				<-ctx.Done()
				return ctx.Err()
			case arn == "refuses" || one.Text == "poison":
				return errAway
			}
			return nil
		})
		for n := range 3 * perTopic {
			id := chat.SessionID(fmt.Sprint("x", n))
			m.say(id, "1", "2")
			m.start(id, "hangs")
			m.start(id, "well")
			m.start(id, "refuses")
		}
		m.say("bad", "1", "poison", "2")
		m.start("bad", "well")
		run(t, m, to, fanout.NewLocal(), "n")
		after(often)
		if got := strings.Count(to.text("well", ""), "2"); got != 3*perTopic || to.text("well", "bad") != "1" {
			t.Errorf("got %d of %d, and %q of the chat with the poison", got, 3*perTopic, to.text("well", "bad"))
		}
		if got := to.count("hangs"); got != perTopic {
			t.Errorf("got %d calls of the topic that hangs, want %d", got, perTopic)
		}
		to.let(nil)
		after(longestPause)
		for _, arn := range []string{"hangs", "refuses", "well"} {
			for n := range 3 * perTopic {
				if got := to.text(arn, chat.SessionID(fmt.Sprint("x", n))); got != "1 2" {
					t.Errorf("%s, chat %d: got %q", arn, n, got)
				}
			}
		}
		if got := to.text("well", "bad"); got != "1 poison 2" {
			t.Errorf("got %q of the chat with the poison", got)
		}
	})
}

// A topic that stays away is asked ever more seldom, and what it does not take in time
// is left out; then the stream of a chat that has ended is gone.
func TestPatienceEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, to := newMemory(), newTopics()
		to.let(func(context.Context, string, topic.Message) error { return errAway })
		m.say("a", "1", "2")
		m.start("a", "t")
		run(t, m, to, fanout.NewLocal(), "n")
		after(time.Hour)
		if got := to.count("t"); got < 55 || got > 70 {
			t.Errorf("got %d calls in an hour, want one a minute", got)
		}
		m.say("a", "3", "end")
		after(Patience - time.Hour + 2*longestPause)
		to.let(nil)
		after(2 * longestPause)
		if got := to.text("t", "a"); got != "3 end" || m.left() != 0 {
			t.Errorf("got %q, %d streams left, want what is not too old", got, m.left())
		}
	})
}

// What is said while it is looked whether the chat has ended is told before the stream
// is gone.
func TestAChatThatEndsWhileItIsLookedAt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, to := newMemory(), newTopics()
		m.start("a", "t")
		m.say("a", "1")
		m.looked = sync.OnceFunc(func() { m.say("a", "2", "end") })
		run(t, m, to, deafBroker{fanout.NewLocal()}, "n")
		synctest.Wait()
		if got := to.text("t", "a"); got != "1 2 end" || m.left() != 0 {
			t.Errorf("got %q, %d streams left", got, m.left())
		}
	})
}

func TestOneNodeTells(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, first, second, b := newMemory(), newTopics(), newTopics(), fanout.NewLocal()
		m.start("a", "t")
		m.say("a", "1")
		one := run(t, m, first, b, "one")
		synctest.Wait()
		run(t, m, second, b, "two")
		m.say("a", "2")
		after(2 * hold)
		if first.text("t", "a") != "1 2" || second.text("t", "a") != "" {
			t.Errorf("got %q and %q, want one to tell", first.text("t", "a"), second.text("t", "a"))
		}
		one.stop() // which gives the streams up
		m.say("a", "3")
		after(often)
		if got := second.text("t", "a"); got != "3" {
			t.Errorf("got %q, want the other one to go on", got)
		}
	})
}

// When a node dies, another one tells once the lease is over. One that only stood
// still tells nothing after it, and nothing of what the other one told.
func TestALeaseThatEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, slow, other, b := newMemory(), newTopics(), newTopics(), fanout.NewLocal()
		m.start("a", "t")
		m.say("a", "1")
		run(t, m, slow, b, "slow")
		synctest.Wait()
		m.mu.Lock()
		m.holder, m.until = "dead", time.Now().Add(hold) // the slow one has not been heard of
		m.mu.Unlock()
		after(often)
		run(t, m, other, b, "other")
		m.say("a", "2")
		after(hold - 2*often)
		if slow.text("t", "a")+other.text("t", "a") != "1" {
			t.Errorf("got %q and %q while another one has the streams", slow.text("t", "a"), other.text("t", "a"))
		}
		after(2 * often)
		if got := slow.text("t", "a") + " " + other.text("t", "a"); strings.TrimSpace(strings.ReplaceAll(got, "  ", " ")) != "1 2" {
			t.Errorf("got %q, want each told once", got)
		}
	})
}

func TestAStreamThatIsStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, to, b := newMemory(), newTopics(), fanout.NewLocal()
		s := m.start("a", "t")
		m.start("a", "u")
		run(t, m, to, b, "n")
		synctest.Wait()
		if _, err := m.DropStream(t.Context(), s.SessionID, s.ID); err != nil {
			t.Fatal(err)
		}
		item := m.say("a", "1")
		b.Publish(fanout.Event{SessionID: "a", Item: &item}) // it may be told this one
		after(often)
		item = m.say("a", "2")
		b.Publish(fanout.Event{SessionID: "a", Item: &item})
		after(often)
		if strings.Contains(to.text("t", "a"), "2") || to.text("u", "a") != "1 2" {
			t.Errorf("got %q of the one that was stopped, %q of the other", to.text("t", "a"), to.text("u", "a"))
		}
	})
}

// What was told and could not be noted comes again; while the database is away nothing
// is lost.
func TestADatabaseThatIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, to := newMemory(), newTopics()
		m.start("a", "t")
		m.say("a", "1", "2")
		m.deaf = true
		run(t, m, to, deafBroker{fanout.NewLocal()}, "n")
		synctest.Wait()
		m.mu.Lock()
		m.deaf, m.fault = false, errAway
		m.mu.Unlock()
		after(time.Minute)
		m.mu.Lock()
		m.fault = nil
		m.mu.Unlock()
		m.say("a", "3", "end")
		after(2 * longestPause)
		if got := to.text("t", "a"); got != "1 2 1 2 3 end" || m.left() != 0 {
			t.Errorf("got %q, %d streams left", got, m.left())
		}
	})
}
