// Package ledger is the checker of the failure tests: a book of one chat, kept
// outside the server, of what the server acknowledged to whom and what it brought
// to whom. At the end the book is compared with the transcript.
//
// It promises nothing about what was never acknowledged, except that it is there
// once at the most: a call that failed may have been done.
//
// It knows no server, no client and no clock of its own, and imports the standard
// library only.
package ledger

import (
	"slices"
	"sync"
	"time"
)

// Chat is the book of one chat. Its methods may be called at any time from any
// goroutine. Texts name messages: each is sent once, by one sender.
type Chat struct {
	mu sync.Mutex
	// sent are all messages in the order in which their first attempts began.
	sent  []*Message
	texts map[string]*Message
	// brought is what each receiver got, in order, by its name.
	brought map[string][]Arrival
}

// Message is one that somebody sent.
type Message struct {
	Sender, Text string
	// ID is what the server called it; empty until it was acknowledged.
	ID string
	// Acknowledged is when that was.
	Acknowledged time.Time
}

// Arrival is a message that came to a receiver.
type Arrival struct {
	ID, Text string
	At       time.Time
}

// Sending notes that a message is about to be sent for the first time.
func (c *Chat) Sending(sender, text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.texts == nil {
		c.texts = make(map[string]*Message)
	}
	m := &Message{Sender: sender, Text: text}
	c.sent, c.texts[text] = append(c.sent, m), m
}

// Acknowledged notes under which id the server has a message.
func (c *Chat) Acknowledged(text, id string, at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	m := c.texts[text]
	m.ID, m.Acknowledged = id, at
}

// Joins notes a receiver who has to be brought everything.
func (c *Chat) Joins(receiver string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.brought == nil {
		c.brought = make(map[string][]Arrival)
	}
	if c.brought[receiver] == nil {
		c.brought[receiver] = []Arrival{}
	}
}

// Brought notes that a message came to a receiver who has joined.
func (c *Chat) Brought(receiver, id, text string, at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.brought[receiver] = append(c.brought[receiver], Arrival{id, text, at})
}

// Sent counts the messages of a sender, and those that were acknowledged.
func (c *Chat) Sent(sender string) (begun, acknowledged int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range c.sent {
		if m.Sender != sender {
			continue
		}
		begun++
		if m.ID != "" {
			acknowledged++
		}
	}
	return begun, acknowledged
}

// Owed lists what a receiver has not been brought of the messages that were
// acknowledged until a time.
func (c *Chat) Owed(receiver string, until time.Time) []Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	has := make(map[string]bool)
	for _, a := range c.brought[receiver] {
		has[a.ID] = true
	}
	var owed []Message
	for _, m := range c.sent {
		if m.ID != "" && !m.Acknowledged.After(until) && !has[m.ID] {
			owed = append(owed, *m)
		}
	}
	return owed
}

// Receivers are those who have joined.
func (c *Chat) Receivers() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var names []string
	for name := range c.brought {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Delays lists how long after its acknowledgement each message of an interval
// came to each receiver for the first time. One that came before is 0.
func (c *Chat) Delays(from, to time.Time) []time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	acknowledged := make(map[string]time.Time)
	for _, m := range c.sent {
		if m.ID != "" && !m.Acknowledged.Before(from) && m.Acknowledged.Before(to) {
			acknowledged[m.ID] = m.Acknowledged
		}
	}
	var delays []time.Duration
	for _, arrivals := range c.brought {
		for _, a := range firsts(arrivals) {
			if at, ok := acknowledged[a.ID]; ok {
				delays = append(delays, max(0, a.At.Sub(at)))
			}
		}
	}
	return delays
}

// firsts drops the repeats among arrivals, as clients do by id.
func firsts(arrivals []Arrival) []Arrival {
	seen := make(map[string]bool)
	return slices.DeleteFunc(slices.Clone(arrivals), func(a Arrival) bool {
		again := seen[a.ID]
		seen[a.ID] = true
		return again
	})
}
