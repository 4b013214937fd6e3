package node

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Event is one thing that a script told, such as a handler that ran.
type Event struct {
	Name string          `json:"event"`
	Data json.RawMessage `json:"data"`
}

// String is the event cut to one line.
func (e Event) String() string {
	const most = 240
	text := string(e.Data)
	if len(text) > most {
		text = text[:most] + "…"
	}
	return e.Name + " " + text
}

// Log is the events of a script in the order in which they happened. It only
// grows, so a test that looks late finds what came early.
type Log struct {
	mu     sync.Mutex
	events []Event
	grown  chan struct{} // closed when events grow; nil when nobody waits
}

func (l *Log) add(e Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events = append(l.events, e)
	if l.grown != nil {
		close(l.grown)
		l.grown = nil
	}
}

// Len is how many events there are. Given to Since or Await it means "from now".
func (l *Log) Len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.events)
}

// Since lists the events from position on.
func (l *Log) Since(position int) []Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.events[position:])
}

// Await answers the first event from position on that matches, waiting for it
// until the context ends.
func (l *Log) Await(ctx context.Context, position int, match func(Event) bool) (Event, error) {
	for {
		l.mu.Lock()
		events := l.events[position:]
		if l.grown == nil {
			l.grown = make(chan struct{})
		}
		grown := l.grown
		l.mu.Unlock()
		if i := slices.IndexFunc(events, match); i >= 0 {
			return events[i], nil
		}
		position += len(events)
		select {
		case <-grown:
		case <-ctx.Done():
			return Event{}, context.Cause(ctx)
		}
	}
}

// Tail is the last n events as text, for the message of a failure.
func (l *Log) Tail(n int) string {
	events := l.Since(0)
	var b strings.Builder
	for _, e := range events[max(0, len(events)-n):] {
		fmt.Fprintf(&b, "\n\t%s", e)
	}
	return b.String()
}
