package crowd

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rejoin-chat/rejoin/chatclient"
	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/ledger"
)

// page is a party who uses the published ChatJS. What it fails to send is not
// sent again.
type page struct {
	role string
	js   *chatjs.Participant
	book *ledger.Chat
	// refused counts the messages that ChatJS said it could not send.
	refused atomic.Int64

	mu     sync.Mutex
	looked int // the place in the page's log
}

// open lets somebody into a chat with ChatJS.
func (c *Crowd) open(role string, d chatclient.ChatDetails, book *ledger.Chat) *page {
	c.t.Helper()
	book.Joins(role)
	return &page{role: role, js: chatjs.Join(c.t, c.server.URL, detailsFor(d), chatjs.Options{}), book: book}
}

func (p *page) name() string      { return p.role }
func (p *page) text(n int) string { return fmt.Sprintf("%s %d", p.role, n) }

func (p *page) say(_ context.Context, text string) (string, bool) {
	sent, err := p.js.Send(map[string]any{"contentType": chatjs.Plain, "message": text})
	if err != nil {
		p.refused.Add(1)
		return "", false
	}
	return sent.ID, true
}

// lookInto notes in time what was brought to pages, until ctx ends.
func lookInto(ctx context.Context, pages []*page) {
	again := time.NewTicker(lookEvery)
	defer again.Stop()
	for ctx.Err() == nil {
		for _, p := range pages {
			p.look()
		}
		select {
		case <-again.C:
		case <-ctx.Done():
		}
	}
}

// look notes everything that ChatJS handed to the page, repeats too: pages drop
// these by id.
func (p *page) look() {
	p.mu.Lock()
	defer p.mu.Unlock()
	var events []chatjs.Event
	events, p.looked = p.js.Follow(p.looked, "onMessage")
	for _, e := range events {
		if e.Data.Type == "MESSAGE" && e.Data.ParticipantRole != "SYSTEM" {
			p.book.Brought(p.role, e.Data.ID, e.Data.Content, time.Now())
		}
	}
}

func (p *page) read(c *Crowd) map[string][]ledger.Entry {
	c.t.Helper()
	entries := make(map[string][]ledger.Entry)
	argument := map[string]any{"maxResults": 100}
	for {
		transcript, err := p.js.Page(argument)
		if err != nil {
			c.t.Fatalf("%s reads the transcript: %v", p.role, err)
		}
		var read []ledger.Entry
		for _, item := range transcript.Transcript {
			if item.Type == "MESSAGE" && item.ParticipantRole != "SYSTEM" {
				read = append(read, ledger.Entry{ID: item.ID, Text: item.Content})
			}
		}
		entries[p.js.Details.ContactID] = slices.Concat(read, entries[p.js.Details.ContactID])
		if transcript.NextToken == "" {
			return entries
		}
		argument["nextToken"] = transcript.NextToken
	}
}

// Pages are the sessions of ChatJS, in pairs.
func (c *Crowd) Pages() []*chatjs.Participant {
	var all []*chatjs.Participant
	for _, p := range c.pages() {
		all = append(all, p.js)
	}
	return all
}

// Refused is how many messages ChatJS could not send.
func (c *Crowd) Refused() int {
	var n int64
	for _, p := range c.pages() {
		n += p.refused.Load()
	}
	return int(n)
}

func (c *Crowd) pages() []*page {
	var all []*page
	for _, k := range c.talks {
		for _, p := range k.parties() {
			if js, ok := p.(*page); ok {
				all = append(all, js)
			}
		}
	}
	return all
}
