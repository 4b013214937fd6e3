package crowd

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/chatclient"
	"github.com/rejoin-chat/rejoin/e2e/ledger"
)

const (
	// answerWithin is how long a node has for an answer, a bad one at least.
	answerWithin = 10 * time.Second
	// attemptWithin bounds one call of package chatclient with its own
	// repetitions, after which a person repeats it. So nobody pauses for long.
	attemptWithin = 12 * time.Second
)

// person is a party who uses package chatclient, which drops repeats by id.
type person struct {
	role    string
	contact string
	session *chatclient.Session
	book    *ledger.Chat
	faults  *faults
	// ended is closed when the chat is over.
	ended chan struct{}
}

// join lets somebody into a chat. Customers read the transcript after a loss, as
// pages may; agents rely on the server to bring them what they missed.
func (c *Crowd) join(role string, d chatclient.ChatDetails, book *ledger.Chat) *person {
	c.t.Helper()
	config := c.config
	config.NoGapFill = role == agentName
	p := &person{
		role: role, contact: d.ContactID, session: chatclient.New(config, d), book: book,
		faults: &c.faults, ended: make(chan struct{}),
	}
	book.Joins(role)
	c.t.Cleanup(func() {
		p.session.Close()
		<-p.session.Done()
	})
	c.insist("connect", func() error {
		return p.session.Connect(c.failing, chatclient.Handlers{
			OnMessage: p.brought,
			OnEnded:   func() { close(p.ended) },
			OnConnectionBroken: func(err error) {
				c.faults.add(fmt.Sprintf("%s in chat %s was refused for good: %v", role, d.ContactID, err))
			},
		})
	})
	return p
}

func (p *person) brought(i chatclient.Item) {
	if i.Type == chatclient.ItemMessage && i.ParticipantRole != chatclient.RoleSystem {
		p.book.Brought(p.role, i.ID, i.Content, time.Now())
	}
}

func (p *person) name() string      { return p.role }
func (p *person) text(n int) string { return fmt.Sprintf("%s %d", p.role, n) }

// say repeats a message until it is heard or ctx ends.
func (p *person) say(ctx context.Context, text string) (string, bool) {
	m := chatclient.Message{Content: text, ClientToken: p.contact + " " + text}
	for ctx.Err() == nil {
		sent, err := p.session.SendMessage(ctx, m)
		if err == nil {
			return sent.ID, true
		}
		if !passing(err) {
			p.faults.add(fmt.Sprintf("%q in chat %s was refused for good: %v", text, p.contact, err))
			return "", false
		}
	}
	return "", false
}

// passing tells whether an error asks to try again.
func passing(err error) bool {
	var answer *chatclient.APIError
	if !errors.As(err, &answer) {
		return !errors.Is(err, chatclient.ErrEnded) && !errors.Is(err, chatclient.ErrClosed)
	}
	switch answer.StatusCode {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
		return true
	}
	return answer.StatusCode >= http.StatusInternalServerError
}

func (p *person) read(c *Crowd) map[string][]ledger.Entry {
	c.t.Helper()
	entries := make(map[string][]ledger.Entry)
	c.insist("read the history", func() error {
		clear(entries)
		for item, err := range p.session.History(c.t.Context()) {
			if err != nil {
				return err
			}
			if item.Type == chatclient.ItemMessage && item.ParticipantRole != chatclient.RoleSystem {
				entries[item.Contact()] = append(entries[item.Contact()], ledger.Entry{ID: item.ID, Text: item.Content})
			}
		}
		return nil
	})
	for _, newestFirst := range entries {
		slices.Reverse(newestFirst)
	}
	return entries
}
