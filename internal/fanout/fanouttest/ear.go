package fanouttest

import (
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/fanout"
)

const (
	// patience is how long an event may take before the suite calls it lost.
	patience = 10 * time.Second
	// again is when an event that may be lost is published anew.
	again = 200 * time.Millisecond
)

// ear collects what a listener hears.
type ear struct {
	mu     sync.Mutex
	heard  []fanout.Event
	signal chan struct{}
}

func newEar() *ear { return &ear{signal: make(chan struct{}, 1)} }

func (e *ear) listen(event fanout.Event) {
	e.mu.Lock()
	e.heard = append(e.heard, event)
	e.mu.Unlock()
	select {
	case e.signal <- struct{}{}:
	default:
	}
}

func (e *ear) events() []fanout.Event {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]fanout.Event(nil), e.heard...)
}

// count is how often the item was heard.
func (e *ear) count(seq chat.Seq) int {
	n := 0
	for _, event := range e.events() {
		if event.Item != nil && event.Item.Seq == seq {
			n++
		}
	}
	return n
}

// publish publishes an item and waits until all of the ears have heard it. A
// broker that loses events is given the same again.
func (o Options) publish(t *testing.T, b fanout.Broker, id chat.SessionID, seq chat.Seq, ears ...*ear) {
	t.Helper()
	event := fanout.Event{SessionID: id, Item: &chat.Item{SessionID: id, Seq: seq}}
	b.Publish(event)
	timeout := clock.System().NewTimer(patience)
	defer timeout.Stop()
	for _, e := range ears {
		for e.count(seq) == 0 {
			repeat := clock.System().NewTimer(again)
			select {
			case <-e.signal:
			case <-repeat.C():
				if o.Loses {
					b.Publish(event)
				}
			case <-timeout.C():
				t.Fatalf("item %d of session %s was not heard within %v", seq, id, patience)
			}
			repeat.Stop()
		}
	}
}
