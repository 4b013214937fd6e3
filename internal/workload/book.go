package workload

import (
	"fmt"
	"io"
	"slices"
	"sync"
	"time"
)

// book is what happened, as it was seen from outside.
type book struct {
	mu       sync.Mutex
	contacts map[string]*entry

	queued, seen, answered []time.Duration
	chats, accepted        int
	// lost are contacts that nobody was offered, missed offers that did not come to
	// their agent, unheard messages without an answer, and failed calls that were
	// refused.
	lost, missed, unheard, failed int
	twice                         int // contacts that two agents had
	failure                       error
}

// entry is a contact.
type entry struct {
	agent string        // who was offered it last
	taken chan struct{} // closed once that agent is ready to talk
	over  bool          // taken is closed
}

func newBook() *book { return &book{contacts: map[string]*entry{}} }

// of is the entry of a contact; an agent may be offered one before its customer
// knows that it has begun. Needs mu.
func (b *book) of(contact string) *entry {
	e := b.contacts[contact]
	if e == nil {
		e = &entry{taken: make(chan struct{})}
		b.contacts[contact] = e
	}
	return e
}

// begins notes a chat, and gives what is closed once it has an agent.
func (b *book) begins(contact string) <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.chats++
	return b.of(contact).taken
}

// offered notes that an agent sees an offer: so long after the contact came into its
// queue by the server's clock it was made, and came to the page so much later.
func (b *book) offered(contact, agent string, queued, way time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.of(contact).agent = agent
	b.queued, b.seen = append(b.queued, queued), append(b.seen, queued+max(0, way))
}

// taken notes that an agent is in a chat.
func (b *book) taken(contact, agent string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	e, goes := b.contacts[contact]
	if !goes {
		return // the customer has given up, which was counted
	}
	if e.over || e.agent != agent {
		b.twice++
		return
	}
	b.accepted++
	e.over = true
	close(e.taken)
}

// ends forgets a chat.
func (b *book) ends(contact string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.contacts, contact)
}

func (b *book) heard(after time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.answered = append(b.answered, after)
}

// count adds one to a figure of the book.
func (b *book) count(figure *int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	*figure++
}

// fails notes a call that was refused, or had no answer for long.
func (b *book) fails(what string, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failed++
	if b.failure == nil {
		b.failure = fmt.Errorf("%s: %w", what, err)
	}
}

func (b *book) print(w io.Writer, took time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	fmt.Fprintf(w, "%d chats in %.0f s, %.1f/s; %d accepted, %d lost, %d offers missed, %d with two agents\n",
		b.chats, took.Seconds(), float64(b.chats)/took.Seconds(), b.accepted, b.lost, b.missed, b.twice)
	fmt.Fprintf(w, "from queued to offered: %s\n", spread(b.queued))
	fmt.Fprintf(w, "from queued to seen by the agent's page: %s\n", spread(b.seen))
	fmt.Fprintf(w, "%d messages, each answered by the agent, %d without an answer; from sent to answered: %s\n",
		len(b.answered)+b.unheard, b.unheard, spread(b.answered))
	if b.failed > 0 {
		fmt.Fprintf(w, "%d calls failed, the first: %v\n", b.failed, b.failure)
	}
}

// verdict is ErrLost unless all went well.
func (b *book) verdict() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.lost+b.missed+b.unheard+b.failed+b.twice > 0 || b.accepted < b.chats {
		return ErrLost
	}
	return nil
}

// spread sorts lengths of time and tells the middle, the 99th percentile and the
// longest of them.
func spread(all []time.Duration) string {
	if len(all) == 0 {
		return "none"
	}
	slices.Sort(all)
	at := func(percent int) time.Duration { return all[(len(all)-1)*percent/100].Round(time.Millisecond) }
	return fmt.Sprintf("p50 %s, p99 %s, longest %s", at(50), at(99), at(100))
}
