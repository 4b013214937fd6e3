package gateway_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/gateway"
)

// roster is who works as an agent and in which chats, in place of the agents'
// service. All nodes share one.
type roster struct {
	mu       sync.Mutex
	chats    map[chat.UserID][]gateway.Chat
	watchers map[int]watcher
	next     int
	err      error                 // what Chats answers
	out      map[chat.UserID]error // what MayStay answers
	calls    int
	// slow, when set, runs in Chats when the answer is known, and before who
	// watches is told of a change.
	slow func()
}

type watcher struct {
	user    chat.UserID
	changed func()
}

func newRoster() *roster {
	return &roster{chats: make(map[chat.UserID][]gateway.Chat), watchers: make(map[int]watcher), out: make(map[chat.UserID]error)}
}

func (r *roster) Admit(_ context.Context, credential string) (gateway.AgentViewer, error) {
	switch user, ok := strings.CutPrefix(credential, "user:"); {
	case credential == "away":
		return gateway.AgentViewer{}, chat.Internal("reading the user", errAway)
	case ok:
		return gateway.AgentViewer{Instance: "i1", User: chat.UserID(user)}, nil
	}
	return gateway.AgentViewer{}, chat.Denied()
}

func (r *roster) Chats(_ context.Context, who gateway.AgentViewer) ([]gateway.Chat, error) {
	chats, err := r.read(who.User)
	if r.slow != nil {
		r.slow()
	}
	return chats, err
}

func (r *roster) MayStay(_ context.Context, who gateway.Viewer) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.out[who.By.User]
}

// put has MayStay answer for a user, and tells who watches him.
func (r *roster) put(user chat.UserID, err error) {
	r.mu.Lock()
	r.out[user] = err
	r.mu.Unlock()
	r.tell(user)
}

// watched is how many watch.
func (r *roster) watched() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.watchers)
}

func (r *roster) read(user chat.UserID) ([]gateway.Chat, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls++
	return slices.Clone(r.chats[user]), r.err
}

func (r *roster) Watch(who gateway.AgentViewer, changed func()) (cancel func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := r.next
	r.next++
	r.watchers[n] = watcher{who.User, changed}
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.watchers, n)
	}
}

// tell calls who watches a user.
func (r *roster) tell(user chat.UserID) {
	if r.slow != nil {
		r.slow()
	}
	r.mu.Lock()
	var told []func()
	for _, w := range r.watchers {
		if w.user == user {
			told = append(told, w.changed)
		}
	}
	r.mu.Unlock()
	for _, changed := range told {
		changed()
	}
}

func (r *roster) fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.err = err
}

// commit changes a user's chats and a session together, as one transaction does,
// and then tells of both.
func (w *world) commit(user chat.UserID, change func([]gateway.Chat) []gateway.Chat, items ...chat.Item) {
	w.roster.mu.Lock()
	w.roster.chats[user] = change(w.roster.chats[user])
	var stored []*chat.Item
	for _, i := range items {
		stored = append(stored, w.store.append(i, time.Now()))
	}
	w.roster.mu.Unlock()
	for _, i := range stored {
		w.broker.Publish(fanout.Event{SessionID: i.SessionID, Item: i})
	}
	w.roster.tell(user)
}

// event is an event of a participant who is an agent.
func event(id chat.SessionID, p chat.ParticipantID, kind string) chat.Item {
	return chat.Item{
		ID: chat.ItemID(fmt.Sprint(id, p, kind)), SessionID: id, Type: chat.TypeEvent, ContentType: kind,
		ParticipantID: p, Role: chat.RoleAgent,
	}
}

// accept makes an agent a participant of a session.
func (w *world) accept(user chat.UserID, id chat.SessionID, p chat.ParticipantID) {
	w.commit(user, func(all []gateway.Chat) []gateway.Chat {
		return append(all, gateway.Chat{Viewer: gateway.Viewer{SessionID: id, ParticipantID: p, Role: chat.RoleAgent}})
	}, event(id, p, chat.EventParticipantJoined))
}

// over ends an agent's part in a session, with these events.
func (w *world) over(user chat.UserID, id chat.SessionID, items ...chat.Item) {
	w.commit(user, func(all []gateway.Chat) []gateway.Chat {
		all = slices.Clone(all)
		for i := range all {
			if all[i].SessionID == id {
				all[i].Over = true
			}
		}
		return all
	}, items...)
}

// clear takes a session out of what an agent sees, with these events.
func (w *world) clear(user chat.UserID, id chat.SessionID, items ...chat.Item) {
	w.commit(user, func(all []gateway.Chat) []gateway.Chat {
		return slices.DeleteFunc(slices.Clone(all), func(c gateway.Chat) bool { return c.SessionID == id })
	}, items...)
}

// desk opens the socket of an agent, which subscribes to nothing yet.
func (w *world) desk(user string) *client {
	w.t.Helper()
	c := w.dial(gateway.AgentTokenParameter + "=user:" + user)
	pass(time.Second)
	return c
}

// in is what a client received of a session: the content of messages, and the last
// word of what events are.
func (c *client) in(id string) (all []string) {
	for _, i := range c.received() {
		switch {
		case i.InitialContactID != id:
		case i.Type == "MESSAGE":
			all = append(all, i.Content)
		default:
			all = append(all, i.ContentType[strings.LastIndexByte(i.ContentType, '.')+1:])
		}
	}
	return all
}

func (c *client) wantIn(id string, want ...string) {
	c.w.t.Helper()
	if got := c.in(id); !slices.Equal(got, want) {
		c.w.t.Errorf("of session %s came %q, want %q", id, got, want)
	}
}
