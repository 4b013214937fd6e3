package dispatch

import (
	"sync"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/routing"
)

// claims are the agents and the contacts that workers of this node are about to bring
// together. Without them all workers would pick the longest idle agent and the contact
// in front at once, and all but one in vain.
//
// They are a hint: the transaction of an offer finds out by itself whether both still
// want each other, as another node may have had the same idea. Whoever passes somebody
// over who is claimed leaves word, and the worker who has the claim looks again after
// it, so that nobody is forgotten between the two.
type claims struct {
	mu       sync.Mutex
	agents   map[chat.UserID]*claim
	contacts map[chat.ContactID]*claim
}

// claim is one of a worker. wanted is that somebody was passed over for it.
type claim struct {
	look   routing.Look // that makes good what was passed over
	wanted bool
}

// claimAgent claims the agent that a look names, false when another worker has.
func (c *claims) claimAgent(l routing.Look) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return enter(&c.agents, l.Agent, l)
}

// claimContact claims a contact, which a look for it names, likewise.
func (c *claims) claimContact(l routing.Look) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return enter(&c.contacts, l.Contact, l)
}

func enter[K comparable](into *map[K]*claim, key K, l routing.Look) bool {
	if held := (*into)[key]; held != nil {
		held.wanted = true
		return false
	}
	if *into == nil {
		*into = make(map[K]*claim)
	}
	(*into)[key] = &claim{look: l}
	return true
}

// hasAgent reports whether an agent is claimed, and leaves word if so.
func (c *claims) hasAgent(user chat.UserID) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return ask(c.agents, user)
}

// hasContact is hasAgent for a contact.
func (c *claims) hasContact(id chat.ContactID) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return ask(c.contacts, id)
}

func ask[K comparable](in map[K]*claim, key K) bool {
	held := in[key]
	if held != nil {
		held.wanted = true
	}
	return held != nil
}

// releaseAgent ends a claim, and answers the look that somebody waits for, if so.
func (c *claims) releaseAgent(user chat.UserID) (l routing.Look, wanted bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return release(c.agents, user)
}

// releaseContact is releaseAgent for a contact.
func (c *claims) releaseContact(id chat.ContactID) (l routing.Look, wanted bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return release(c.contacts, id)
}

func release[K comparable](of map[K]*claim, key K) (l routing.Look, wanted bool) {
	held := of[key]
	delete(of, key)
	return held.look, held.wanted
}

// size is how many agents are claimed: so many contacts are, at most.
func (c *claims) size() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.agents)
}
