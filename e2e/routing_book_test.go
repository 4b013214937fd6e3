package e2e

import (
	"fmt"
	"slices"
	"sync"
	"time"
)

// routingBook is kept outside the server: which contacts it acknowledged, whom each
// was offered to, and who has taken it on.
type routingBook struct {
	mu       sync.Mutex
	contacts map[string]*routedContact
	faults   []string
}

// routedContact is what became of a contact.
type routedContact struct {
	started time.Time // when that was acknowledged
	offered time.Time // when an agent first saw it
	taken   time.Time
	owner   string // the agent who has taken it on, "" for nobody
}

func newRoutingBook() *routingBook { return &routingBook{contacts: map[string]*routedContact{}} }

// of is the entry of a contact. An agent may see it before its start is acknowledged.
// Needs mu.
func (b *routingBook) of(contact string) *routedContact {
	r := b.contacts[contact]
	if r == nil {
		r = &routedContact{}
		b.contacts[contact] = r
	}
	return r
}

func (b *routingBook) start(contact string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.of(contact).started = time.Now()
}

func (b *routingBook) offer(contact string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if r := b.of(contact); r.offered.IsZero() {
		r.offered = time.Now()
	}
}

// take notes that an agent has a contact, which nobody else ever may.
func (b *routingBook) take(contact, agent string) {
	b.offer(contact)
	b.mu.Lock()
	defer b.mu.Unlock()
	r := b.of(contact)
	if r.owner != "" && r.owner != agent {
		b.faults = append(b.faults, fmt.Sprintf("contact %s has two owners, %s and %s", contact, r.owner, agent))
	}
	if r.owner == "" {
		r.owner, r.taken = agent, time.Now()
	}
}

func (b *routingBook) fault(format string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = append(b.faults, fmt.Sprintf(format, args...))
}

// waiting are the contacts that were started and that nobody has taken on.
func (b *routingBook) waiting() (contacts []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for id, r := range b.contacts {
		if !r.started.IsZero() && r.owner == "" {
			contacts = append(contacts, id)
		}
	}
	return contacts
}

// taken is how many contacts have an owner.
func (b *routingBook) taken() (n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range b.contacts {
		if r.owner != "" {
			n++
		}
	}
	return n
}

// owners are those of all contacts.
func (b *routingBook) owners() map[string]string {
	b.mu.Lock()
	defer b.mu.Unlock()
	owners := map[string]string{}
	for id, r := range b.contacts {
		owners[id] = r.owner
	}
	return owners
}

// delays are from the start of each contact to the first offer that was seen, sorted.
func (b *routingBook) delays() (all []time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range b.contacts {
		if !r.started.IsZero() && !r.offered.IsZero() {
			all = append(all, max(0, r.offered.Sub(r.started)))
		}
	}
	slices.Sort(all)
	return all
}
