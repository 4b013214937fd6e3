package chatjs

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/rejoin-chat/rejoin/e2e/node"
)

// Event is a handler of ChatJS that ran. Data is the item for those that are
// about one.
type Event struct {
	Data Item
	// Raw is the whole event object.
	Raw json.RawMessage
}

// Exchange is a request of ChatJS with its answer.
type Exchange struct {
	Method        string
	URL           string `json:"url"`
	Headers       map[string]string
	Body          string
	Status        int
	Answer        string
	AnswerHeaders map[string]string
}

// Path is the path of the request's URL.
func (e Exchange) Path() string {
	u, err := url.Parse(e.URL)
	if err != nil {
		return e.URL
	}
	return u.EscapedPath()
}

// Frame is a text frame of a socket; sockets are numbered from 0.
type Frame struct {
	Socket int `json:"n"`
	Text   string
}

// Topic is the frame's topic.
func (f Frame) Topic() string { return decode[struct{ Topic string }](json.RawMessage(f.Text)).Topic }

// Position is a place in the participant's log: now.
func (p *Participant) Position() int { return p.script.Log.Len() }

// Await waits for a handler to run with an item that matches, at any time since
// the position; nil matches all.
func (p *Participant) Await(position int, handler string, match func(Item) bool) Event {
	p.t.Helper()
	e := p.await(position, handler, func(data json.RawMessage) bool {
		return match == nil || match(decode[Event](data).Data)
	})
	return Event{Data: decode[Event](e.Data).Data, Raw: e.Data}
}

// AwaitMessage waits until onMessage brings the item.
func (p *Participant) AwaitMessage(id string) Item {
	p.t.Helper()
	return p.Await(0, "onMessage", func(i Item) bool { return i.ID == id }).Data
}

// AwaitSubscribed waits until a socket is acknowledged, so that pushes come.
func (p *Participant) AwaitSubscribed(position int) {
	p.t.Helper()
	p.await(position, "socket.in", func(data json.RawMessage) bool {
		return decode[Frame](data).Topic() == "aws/subscribe"
	})
}

// AwaitStatus waits until the transcript that ChatJS keeps for the page shows a
// message with a status.
func (p *Participant) AwaitStatus(id, status string) {
	p.t.Helper()
	type entry struct {
		ID       string                  `json:"Id"`
		Metadata struct{ Status string } `json:"MessageMetadata"`
	}
	type update struct{ Data struct{ Transcript []entry } }
	p.await(0, "onTranscriptUpdated", func(data json.RawMessage) bool {
		return slices.ContainsFunc(decode[update](data).Data.Transcript, func(e entry) bool {
			return e.ID == id && e.Metadata.Status == status
		})
	})
}

// AwaitClosed waits until a socket is closed and answers the code.
func (p *Participant) AwaitClosed(socket int) int {
	p.t.Helper()
	type closed struct{ N, Code int }
	e := p.await(0, "socket.closed", func(data json.RawMessage) bool { return decode[closed](data).N == socket })
	return decode[closed](e.Data).Code
}

// AwaitRefused waits until a socket fails to open or breaks, and answers why, in
// the words of the page's WebSocket.
func (p *Participant) AwaitRefused(socket int) string {
	p.t.Helper()
	type failed struct {
		N       int
		Message string
	}
	e := p.await(0, "socket.error", func(data json.RawMessage) bool { return decode[failed](data).N == socket })
	return decode[failed](e.Data).Message
}

// ClosedByItself reports whether the page closed the socket, and was not told to.
func (p *Participant) ClosedByItself(socket int) bool {
	for _, e := range p.script.Log.Since(0) {
		switch n := decode[struct{ N int }](e.Data).N; {
		case n == socket && e.Name == "socket.close":
			return true
		case n == socket && e.Name == "socket.closed":
			return false
		}
	}
	return false
}

// AwaitFrames waits until n frames of a topic arrived since the position.
func (p *Participant) AwaitFrames(position int, topic string, n int) {
	p.t.Helper()
	seen := 0
	p.await(position, "socket.in", func(data json.RawMessage) bool {
		if decode[Frame](data).Topic() == topic {
			seen++
		}
		return seen == n
	})
}

// AwaitRequest waits until a request of the path was answered.
func (p *Participant) AwaitRequest(position int, path string) Exchange {
	p.t.Helper()
	e := p.await(position, "http.answer", func(data json.RawMessage) bool {
		return strings.HasSuffix(decode[Exchange](data).Path(), path)
	})
	return decode[Exchange](e.Data)
}

// AwaitUnanswered waits until n requests of the path found no server.
func (p *Participant) AwaitUnanswered(position int, path string, n int) {
	p.t.Helper()
	seen := 0
	p.await(position, "http.failure", func(data json.RawMessage) bool {
		if strings.HasSuffix(decode[Exchange](data).Path(), path) {
			seen++
		}
		return seen == n
	})
}

func (p *Participant) await(position int, name string, match func(json.RawMessage) bool) node.Event {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	e, err := p.script.Log.Await(ctx, position, func(e node.Event) bool { return e.Name == name && p.concerns(e) && match(e.Data) })
	if err != nil {
		p.t.Fatalf("got no %s as wanted: %v; the participant's last events:%s", name, err, p.script.Log.Tail(15))
	}
	return e
}

// Handled lists the events of a handler since the position.
func (p *Participant) Handled(position int, handler string) []Event {
	var events []Event
	for _, e := range p.named(position, handler) {
		events = append(events, Event{Data: decode[Event](e.Data).Data, Raw: e.Data})
	}
	return events
}

// Requests lists the requests whose path ends so, answered or not.
func (p *Participant) Requests(position int, path string) []Exchange {
	return p.exchanges(position, "http.request", path)
}

// Answers lists the answered requests whose path ends so.
func (p *Participant) Answers(position int, path string) []Exchange {
	return p.exchanges(position, "http.answer", path)
}

func (p *Participant) exchanges(position int, name, path string) []Exchange {
	var found []Exchange
	for _, e := range p.named(position, name) {
		if x := decode[Exchange](e.Data); strings.HasSuffix(x.Path(), path) {
			found = append(found, x)
		}
	}
	return found
}

// Frames lists the frames of a topic that came in.
func (p *Participant) Frames(position int, topic string) []Frame {
	return p.frames(position, "socket.in", topic)
}

// SentFrames lists the frames of a topic that went out.
func (p *Participant) SentFrames(position int, topic string) []Frame {
	return p.frames(position, "socket.out", topic)
}

func (p *Participant) frames(position int, name, topic string) []Frame {
	var found []Frame
	for _, e := range p.named(position, name) {
		if f := decode[Frame](e.Data); f.Topic() == topic {
			found = append(found, f)
		}
	}
	return found
}

// Sockets are the URLs of the sockets that were opened, in order.
func (p *Participant) Sockets() []string {
	var urls []string
	for _, e := range p.named(0, "socket.new") {
		urls = append(urls, decode[struct{ URL string }](e.Data).URL)
	}
	return urls
}

func (p *Participant) named(position int, name string) []node.Event {
	var found []node.Event
	for _, e := range p.script.Log.Since(position) {
		if e.Name == name && p.concerns(e) {
			found = append(found, e)
		}
	}
	return found
}
