package conversation

import (
	"context"
	"sync"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

const (
	// archivesAtOnce is how many transcripts a node writes side by side. Each
	// waits for the bucket for up to seconds, and holds a transcript in memory.
	archivesAtOnce = 16
	// archivesWaiting is how many more wait for their turn. Those beyond are
	// left to their timers.
	archivesWaiting = 4096
)

// ended is a contact that is over and whose transcript has to be written.
type ended struct {
	session chat.SessionID
	contact chat.ContactID
}

// archiver is the lane of the transcripts. A bucket takes as long as it takes;
// neither who ends a chat nor any other timer waits for it. RunArchive owns the
// goroutines. What a crash or a full lane leaves undone the durable timers bring
// back, here or on another node.
type archiver struct {
	queue chan ended

	mu      sync.Mutex
	running bool
	open    map[chat.ContactID]bool // taken and not done
	idle    chan struct{}           // closed when nothing is open; nil unless somebody waits
}

func newArchiver() *archiver {
	return &archiver{queue: make(chan ended, archivesWaiting), open: map[chat.ContactID]bool{}}
}

// take accepts a contact, unless it has been or too many wait: then nothing is
// to be done either. False says that nobody runs the lane.
func (a *archiver) take(e ended) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.running {
		return false
	}
	if !a.open[e.contact] {
		select {
		case a.queue <- e:
			a.open[e.contact] = true
		default:
		}
	}
	return true
}

func (a *archiver) done(id chat.ContactID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.open, id)
	a.tellIdle()
}

func (a *archiver) begin() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.running = true
}

// end closes the lane and leaves what waits to the timers.
func (a *archiver) end() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.running = false
	for len(a.queue) > 0 {
		delete(a.open, (<-a.queue).contact)
	}
	a.tellIdle()
}

func (a *archiver) tellIdle() {
	if len(a.open) == 0 && a.idle != nil {
		close(a.idle)
		a.idle = nil
	}
}

// settled is closed once nothing is open.
func (a *archiver) settled() <-chan struct{} {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.idle == nil {
		a.idle = make(chan struct{})
	}
	idle := a.idle
	a.tellIdle()
	return idle
}

// RunArchive writes the transcripts of contacts that end until ctx ends. Those
// under way are finished; what waits is left to its timers. While nobody runs it,
// each step writes its transcripts itself.
func (c *Conversations) RunArchive(ctx context.Context) error {
	c.archiver.begin()
	var wg sync.WaitGroup
	defer wg.Wait()
	defer c.archiver.end()
	room := make(chan struct{}, archivesAtOnce)
	for {
		select {
		case <-ctx.Done():
			return nil
		case room <- struct{}{}:
		}
		select {
		case <-ctx.Done():
			return nil
		case e := <-c.archiver.queue:
			wg.Go(func() {
				defer func() { <-room; c.archiver.done(e.contact) }()
				c.archiveNow(context.WithoutCancel(ctx), e)
			})
		}
	}
}

// SettleArchive waits until this node has tried to write every transcript that it
// has taken on.
func (c *Conversations) SettleArchive(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-c.archiver.settled():
		return nil
	}
}
