// Package crowd is people who chat while a test takes the installation apart.
// They talk in pairs, each with a message under way all the time, and every chat
// has a book (package ledger) of what was promised in it.
//
// Most are sessions of package chatclient, which shows every attempt; some are
// pages with the published ChatJS. Who gets no answer sends the same message with
// the same client token again.
//
// The package knows no node and no dependency of one: it has the URL of the load
// balancer, as everybody has.
package crowd

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/chatclient"
	"github.com/rejoin-chat/rejoin/e2e/ledger"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// Options say who comes.
type Options struct {
	// Talks is how many pairs talk with package chatclient, and Pages how many
	// with ChatJS.
	Talks, Pages int
	// Pause is between two messages of one person.
	Pause time.Duration
}

// Crowd is the people of a test. Its methods are for the test's goroutine.
type Crowd struct {
	t       testing.TB
	server  *rejoin.Server
	options Options
	config  chatclient.Config
	tally   *tally
	flow    string // of the talks
	// alarmFlows are those of alarms, by seconds.
	alarmFlows map[int]string

	talks []*talk // those that go on
	past  []*talk // those that were ended
	// retired are those of the past that none continues yet.
	retired []*talk
	alarms  []*alarm

	// speaking ends the speakers; failing ends whoever is still unheard.
	speaking, failing context.Context
	hush, giveUp      context.CancelFunc
	speakers          sync.WaitGroup
	faults            faults
}

// Gather lets people meet at a server, and talk.
func Gather(t testing.TB, s *rejoin.Server, o Options) *Crowd {
	t.Helper()
	c := &Crowd{t: t, server: s, options: o, tally: newTally(), alarmFlows: make(map[int]string)}
	c.config = chatclient.Config{
		Endpoint: s.URL, HTTPClient: &http.Client{Transport: c.tally},
		RequestTimeout: answerWithin, RetryFor: attemptWithin, ConnectTimeout: patience,
		ConnectParticipant: true,
	}
	c.speaking, c.hush = context.WithCancel(context.Background())
	c.failing, c.giveUp = context.WithCancel(context.Background())
	t.Cleanup(c.leave)
	c.flow = c.makeFlow("crowd", talkFlow)
	for range o.Pages {
		c.talks = append(c.talks, c.meetAsPages())
	}
	for range o.Talks {
		c.talks = append(c.talks, c.meet(nil))
	}
	pages := c.pages()
	c.speakers.Go(func() { lookInto(c.failing, pages) })
	for _, k := range c.talks {
		c.start(k)
	}
	return c
}

// leave ends everything that the crowd does.
func (c *Crowd) leave() {
	c.hush()
	c.giveUp()
	c.speakers.Wait()
}

// start lets both sides of a talk speak, until hush.
func (c *Crowd) start(k *talk) {
	ctx, hush := context.WithCancel(c.speaking)
	k.hush = hush
	for _, p := range k.parties() {
		c.speakers.Go(func() { c.speak(ctx, k, p) })
		k.speakers.Add(1)
	}
}

// speak says one thing after the other, until the context ends. What was begun is
// brought to its end.
func (c *Crowd) speak(ctx context.Context, k *talk, p party) {
	defer k.speakers.Done()
	pause := time.NewTicker(c.options.Pause)
	defer pause.Stop()
	for n := 0; ctx.Err() == nil; n++ {
		text := p.text(n)
		k.book.Sending(p.name(), text)
		if id, ok := p.say(c.failing, text); ok {
			k.book.Acknowledged(text, id, time.Now())
		}
		select {
		case <-pause.C:
		case <-ctx.Done():
		}
	}
}

// Report is what the crowd has seen.
type Report struct {
	ledger.Report
	// Talks counts the chats, and Rejoined those that continued another.
	Talks, Rejoined int
	// Alarms counts the timers that were waited for.
	Alarms int
	// Answers counts the answers to all calls but good ones, by status and name.
	Answers string
}

// Finish lets everybody come to an end, and compares all books with the
// transcripts. The test fails for each fault.
func (c *Crowd) Finish() Report {
	c.t.Helper()
	c.Settle()
	c.hush()
	c.within("everybody is heard", func() string {
		for _, k := range c.talks {
			if missing := k.unheard(); missing != "" {
				return missing
			}
		}
		return ""
	})
	c.awaitBrought(time.Now())
	r := Report{Talks: len(c.talks) + len(c.past), Alarms: len(c.alarms), Answers: c.tally.String()}
	for _, k := range c.talks {
		r.Rejoined += c.checkHistory(&r.Report, k)
	}
	for _, k := range c.retired {
		r.Rejoined += c.checkHistory(&r.Report, c.meet(k))
	}
	for _, a := range c.alarms {
		r.Faults = append(r.Faults, a.check(c)...)
	}
	r.Faults = append(r.Faults, c.faults.list()...)
	for _, fault := range r.Faults {
		c.t.Error(fault)
	}
	return r
}

// checkHistory compares the books of a chat, and of those that it continues, with
// what its customer can read, and answers how many it continues.
func (c *Crowd) checkHistory(r *ledger.Report, k *talk) (continued int) {
	c.t.Helper()
	history := k.history(c)
	for part := k; part != nil; part = part.past {
		r.Add(part.book.Check(history[part.contact]))
		delete(history, part.contact)
		continued++
	}
	for contact := range history {
		r.Faults = append(r.Faults, "the history of chat "+k.contact+" reaches into "+contact)
	}
	return continued - 1
}

// faults are sentences from many goroutines.
type faults struct {
	mu   sync.Mutex
	said []string
}

func (f *faults) add(text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.said = append(f.said, text)
}

func (f *faults) list() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.said
}
