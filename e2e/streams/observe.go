package streams

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/node"
)

// Event is something that the page saw: agent, contact, agent.onX, contact.onX,
// session.onX, or one of connect.core (node/agent.js).
type Event struct {
	Name string
	// At is when, by the machine's clock.
	At time.Time
	// Contact is whose it is, of contacts and sessions.
	Contact string
	// State is the state that the contact had.
	State string
	// Data is the item of a session's event.
	Data chatjs.Item
	// Raw is all of it.
	Raw json.RawMessage
}

func newEvent(e node.Event) Event {
	var fields struct {
		At        float64
		ContactID string `json:"contactId"`
	}
	out := Event{Name: e.Name, Raw: e.Data}
	json.Unmarshal(e.Data, &fields) // those of the browser have other shapes
	var state struct{ State string }
	json.Unmarshal(e.Data, &state)
	var data struct{ Data chatjs.Item }
	json.Unmarshal(e.Data, &data)
	whole, part := math.Modf(fields.At)
	out.At = time.UnixMilli(int64(whole)).Add(time.Duration(part * float64(time.Millisecond)))
	out.Contact, out.State, out.Data = fields.ContactID, state.State, data.Data
	return out
}

// Position is a place in the page's log: now.
func (p *AgentPage) Position() int { return p.script.Log.Len() }

// Since lists the events of a name since the position; a name that ends with a dot
// stands for all that begin with it, "" for all.
func (p *AgentPage) Since(position int, name string) []Event {
	var found []Event
	for _, e := range p.script.Log.Since(position) {
		if e.Name == name || name == "" || strings.HasSuffix(name, ".") && strings.HasPrefix(e.Name, name) {
			found = append(found, newEvent(e))
		}
	}
	return found
}

// Of lists the names of what happened to a contact since the position, in order.
func (p *AgentPage) Of(contact string, position int) []string {
	var names []string
	for _, e := range p.Since(position, "") {
		if e.Contact == contact && (e.Name == "contact" || strings.HasPrefix(e.Name, "contact.")) {
			names = append(names, e.Name)
		}
	}
	return names
}

// Await waits for an event that matches, at any time since the position; nil matches
// all.
func (p *AgentPage) Await(position int, name string, match func(Event) bool) Event {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	e, err := p.script.Log.Await(ctx, position, func(e node.Event) bool {
		return e.Name == name && (match == nil || match(newEvent(e)))
	})
	if err != nil {
		p.t.Fatalf("got no %s: %v; the page's last events:%s", name, err, p.tail())
	}
	return newEvent(e)
}

// AwaitContact waits for an event of a contact, at any time.
func (p *AgentPage) AwaitContact(contact, name string) Event {
	p.t.Helper()
	return p.Await(0, name, func(e Event) bool { return e.Contact == contact })
}

// AwaitItem waits until the session of a contact tells of an item that matches.
func (p *AgentPage) AwaitItem(contact, event string, match func(chatjs.Item) bool) Event {
	p.t.Helper()
	return p.Await(0, "session."+event, func(e Event) bool {
		return e.Contact == contact && (match == nil || match(e.Data))
	})
}

// Outside lists the hosts beyond this machine that the page called.
func (p *AgentPage) Outside() []string {
	var hosts []string
	for _, e := range p.Since(0, "outside") {
		var call struct{ Host string }
		json.Unmarshal(e.Raw, &call)
		hosts = append(hosts, call.Host)
	}
	return slices.Compact(slices.Sorted(slices.Values(hosts)))
}

// tail is the end of the log without what the libraries say about themselves.
func (p *AgentPage) tail() string {
	const lines = 20
	events := slices.DeleteFunc(p.script.Log.Since(0), func(e node.Event) bool {
		return strings.HasPrefix(e.Name, "console.") && e.Name != "console.error"
	})
	var b strings.Builder
	for _, e := range events[max(0, len(events)-lines):] {
		fmt.Fprintf(&b, "\n\t%s", e)
	}
	return b.String()
}
