package streaming

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/topic"
)

// mortal is the database as a node sees it until it is killed.
type mortal struct {
	*memory
	dead *atomic.Bool
}

func (m mortal) MoveStream(ctx context.Context, id chat.SessionID, stream chat.StreamID, to chat.Seq) (bool, error) {
	if m.dead.Load() {
		return false, errAway
	}
	return m.memory.MoveStream(ctx, id, stream, to)
}

func (m mortal) DropStream(ctx context.Context, id chat.SessionID, stream chat.StreamID) (bool, error) {
	if m.dead.Load() {
		return false, errAway
	}
	return m.memory.DropStream(ctx, id, stream)
}

func (m mortal) Lease(ctx context.Context, name, holder string, now time.Time, hold time.Duration) (bool, error) {
	if m.dead.Load() {
		return false, errAway
	}
	return m.memory.Lease(ctx, name, holder, now, hold)
}

// crowd is a few nodes over one database, whose topics take what they like.
type crowd struct {
	t       *testing.T
	m       *memory
	to      *topics
	b       fanout.Broker
	rand    *rand.Rand
	mu      sync.Mutex // of rand, which topics use too
	nodes   []*node
	deaths  []*atomic.Bool
	made    int
	chats   []chat.SessionID
	open    map[chat.SessionID]bool
	trouble atomic.Bool
}

func (c *crowd) n(n int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.rand.IntN(n)
}

// join starts a node.
func (c *crowd) join() {
	c.made++
	dead := &atomic.Bool{}
	n := run(c.t, mortal{c.m, dead}, c.to, c.b, fmt.Sprint("node ", c.made))
	c.nodes, c.deaths = append(c.nodes, n), append(c.deaths, dead)
}

// step does one thing that happens.
func (c *crowd) step() {
	switch k := c.n(20); {
	case k < 2 && len(c.chats) < 12:
		id := chat.SessionID(fmt.Sprint("chat", len(c.chats)))
		c.chats, c.open[id] = append(c.chats, id), true
		for _, arn := range []string{"t", "u"}[:1+c.n(2)] {
			s := c.m.start(id, arn)
			c.nodes[c.n(len(c.nodes))].Started(s)
		}
	case k < 14 && len(c.chats) > 0:
		c.talk(c.chats[c.n(len(c.chats))])
	case k < 15:
		at := c.n(len(c.nodes))
		n, dead := c.nodes[at], c.deaths[at]
		c.nodes, c.deaths = slices.Delete(c.nodes, at, at+1), slices.Delete(c.deaths, at, at+1)
		dead.Store(c.n(2) == 0) // killed, or asked to leave
		n.stop()
		c.join()
	default:
		after(time.Duration(1+c.n(3000)) * time.Millisecond)
	}
}

// talk says something in a chat that goes on, of which the broker may not tell.
func (c *crowd) talk(id chat.SessionID) {
	if !c.open[id] {
		return
	}
	text := fmt.Sprint(len(c.m.chats[id]) + 1)
	if c.n(12) == 0 {
		text, c.open[id] = "end", false
	}
	item := c.m.say(id, text)
	if c.n(4) > 0 {
		c.b.Publish(fanout.Event{SessionID: id, Item: &item})
	}
}

// moody is what topics do while there is trouble: they take it, refuse it, take it and
// say that they did not, or hang.
func (c *crowd) moody(ctx context.Context, arn string, m topic.Message) error {
	if !c.trouble.Load() {
		return nil
	}
	switch c.n(12) {
	case 0, 1:
		return errAway
	case 2:
		c.to.mu.Lock()
		c.to.got[arn] = append(c.to.got[arn], m)
		c.to.mu.Unlock()
		return errAway
	case 3:
		<-ctx.Done()
		return ctx.Err()
	}
	return nil
}

// Whatever nodes and topics do, each topic hears all of a chat, in order but for what
// comes again, and no stream is left of a chat that has ended.
func TestNothingIsLostOrOutOfOrder(t *testing.T) {
	for seed := range uint64(30) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := &crowd{
					t: t, m: newMemory(), to: newTopics(), b: fanout.NewLocal(), rand: rand.New(rand.NewPCG(seed, 1)),
					open: map[chat.SessionID]bool{},
				}
				c.to.let(c.moody)
				c.trouble.Store(true)
				c.join()
				c.join()
				for range 300 {
					c.step()
				}
				c.trouble.Store(false)
				for _, id := range c.chats {
					if c.open[id] {
						c.m.say(id, "end")
					}
				}
				after(3 * longestPause)
				c.check()
			})
		})
	}
}

func (c *crowd) check() {
	c.t.Helper()
	if n := c.m.left(); n > 0 {
		c.t.Errorf("%d streams are left", n)
	}
	for _, id := range c.chats {
		var want []string
		for _, item := range c.m.chats[id] {
			want = append(want, item.Content)
		}
		told := 0
		for _, arn := range []string{"t", "u"} {
			got := strings.Fields(c.to.text(arn, id))
			if len(got) > 0 {
				told++
			}
			next := 0
			for _, text := range got {
				switch at := slices.Index(want, text); {
				case at == next:
					next++
				case at > next:
					c.t.Fatalf("%s of %s: %s came before %s: %v", arn, id, text, want[next], got)
				}
			}
			if len(got) > 0 && next != len(want) {
				c.t.Errorf("%s of %s: got %v, want all of %v", arn, id, got, want)
			}
		}
		if told == 0 {
			c.t.Errorf("%s was told to nobody", id)
		}
	}
}
