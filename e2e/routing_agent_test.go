package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"time"
)

// routedAgent works at a desk by the calls of its page, whatever happens to the
// server: what fails is tried again until there is an answer.
type routedAgent struct {
	*rand.Rand
	book   *routingBook
	client *http.Client
	url    string
	bearer string

	user   string
	places int
	// auto says that the server accepts on his behalf.
	auto bool

	states map[string]map[string]any // by type
	token  string
	// refused are the contacts that he rejected and has not cleared.
	refused map[string]bool
	// pause is when he may work again, zero while he works. Then known are the
	// contacts that he had when he went.
	pause time.Time
	known map[string]bool
}

// outlook is what he sees of his desk.
type outlook struct {
	NextToken string
	Snapshot  struct {
		State    struct{ Type string }
		Contacts []struct {
			ContactID   string `json:"contactId"`
			State       struct{ Type string }
			Connections []struct{ ConnectionID, Type string }
		}
	}
}

// holdFor is how long a page has its request held here, and answerIn how long any
// request may take.
const (
	holdFor  = 2 * time.Second
	answerIn = 15 * time.Second
)

// ask makes one call; status 0 says that there was no answer.
func (a *routedAgent) ask(ctx context.Context, operation string, in map[string]any, out any) (status int) {
	ctx, cancel := context.WithTimeout(ctx, answerIn)
	defer cancel()
	text, err := json.Marshal(in)
	if err != nil {
		panic(err) // the shapes are ours
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, a.url+"/api", bytes.NewReader(text))
	if err != nil {
		panic(err) // the URL is the server's
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	r.Header.Set("X-Amz-Target", "AmazonConnectCTIService."+operation)
	r.Header.Set("X-Amz-Bearer", a.bearer)
	answer, err := a.client.Do(r)
	if err != nil {
		return 0
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || out != nil && answer.StatusCode == http.StatusOK && json.Unmarshal(body, out) != nil {
		return 0
	}
	return answer.StatusCode
}

// insist repeats a call until the server has done or refused it.
func (a *routedAgent) insist(ctx context.Context, operation string, in map[string]any, out any) (done bool) {
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for ctx.Err() == nil {
		switch status := a.ask(ctx, operation, in, out); {
		case status == http.StatusOK:
			return true
		case status != 0 && status < http.StatusInternalServerError:
			if status != http.StatusBadRequest {
				a.book.fault("%s of %s: got %d", operation, a.user, status)
			}
			return false
		}
		select {
		case <-again.C:
		case <-ctx.Done():
		}
	}
	return false
}

// work is what he does until ctx ends.
func (a *routedAgent) work(ctx context.Context) {
	a.become(ctx, "routable", false)
	for ctx.Err() == nil {
		seen, ok := a.sees(ctx, a.token)
		if !ok {
			continue
		}
		a.token = seen.NextToken
		a.hold(seen)
		for _, c := range seen.Snapshot.Contacts {
			connection := ""
			if len(c.Connections) > 0 {
				connection = c.Connections[0].ConnectionID
			}
			a.handle(ctx, c.ContactID, c.State.Type, connection)
		}
		a.rests(ctx, seen)
	}
}

// sees polls. While something is left to be done the request is not held for long.
func (a *routedAgent) sees(ctx context.Context, token string) (outlook, bool) {
	held := holdFor
	if len(a.refused) > 0 || !a.pause.IsZero() {
		held = 100 * time.Millisecond
	}
	in := map[string]any{"timeout": held.Milliseconds()}
	if token != "" {
		in["nextToken"] = token
	}
	var seen outlook
	return seen, a.insist(ctx, "GetAgentSnapshot", in, &seen)
}

// hold compares what he sees with the rules.
func (a *routedAgent) hold(seen outlook) {
	if n := len(seen.Snapshot.Contacts); n > a.places {
		a.book.fault("%s has %d contacts and %d places", a.user, n, a.places)
	}
	for _, c := range seen.Snapshot.Contacts {
		switch c.State.Type {
		case "connecting":
			a.book.offer(c.ContactID)
			if a.refused[c.ContactID] {
				a.book.fault("%s is offered contact %s again, which he rejected and has not cleared", a.user, c.ContactID)
			}
		case "connected":
			a.book.take(c.ContactID, a.user)
		}
		if !a.pause.IsZero() && !a.known[c.ContactID] {
			a.book.fault("%s is offered contact %s, and is not there", a.user, c.ContactID)
		}
	}
	if state := seen.Snapshot.State.Type; !a.pause.IsZero() && len(seen.Snapshot.Contacts) == 0 && state != "offline" {
		a.book.fault("%s is %s with nothing before him, and wanted to be offline then", a.user, state)
	}
}

// handle does what is next with a contact.
func (a *routedAgent) handle(ctx context.Context, contact, state, connection string) {
	about := map[string]any{"contactId": contact}
	switch state {
	case "connecting":
		if a.IntN(5) > 0 {
			if a.insist(ctx, "AcceptContact", about, nil) {
				a.book.take(contact, a.user)
			}
		} else if a.insist(ctx, "RejectContact", about, nil) {
			a.refused[contact] = true
		}
	case "connected":
		a.insist(ctx, "DestroyConnection", map[string]any{"contactId": contact, "connectionId": connection}, nil)
	default:
		if a.refused[contact] && a.IntN(3) > 0 {
			return // he looks at it for a while
		}
		delete(a.refused, contact) // once it is cleared it may come again
		a.insist(ctx, "ClearContact", about, nil)
	}
}

// become takes a status of a type, now or as the next one.
func (a *routedAgent) become(ctx context.Context, status string, next bool) {
	a.insist(ctx, "PutAgentState", map[string]any{"state": a.states[status], "enqueueNextState": next}, nil)
}

// rests goes away now and then, at once or after what he has, and comes back.
func (a *routedAgent) rests(ctx context.Context, seen outlook) {
	switch {
	case a.pause.IsZero() && a.IntN(15) == 0:
		a.become(ctx, "offline", a.IntN(2) == 0)
		now, ok := a.sees(ctx, "")
		if !ok {
			return
		}
		a.known = map[string]bool{}
		for _, c := range now.Snapshot.Contacts {
			a.known[c.ContactID] = true
		}
		a.pause = time.Now().Add(time.Duration(a.IntN(1500)) * time.Millisecond)
	case !a.pause.IsZero() && len(seen.Snapshot.Contacts) == 0 && time.Now().After(a.pause):
		a.pause = time.Time{}
		a.become(ctx, "routable", false)
	}
}
