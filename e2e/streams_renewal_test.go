package e2e

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
	"github.com/rejoin-chat/rejoin/e2e/streams"
)

// streamsRenewalRow is one of these rows; by its name docs/compatibility.md finds the
// test.
type streamsRenewalRow = streamsRow

// streamsRenewalRows are about the token that the library's worker has renewed. The
// page that needs no worker has it done by itself, and no library looks on.
var streamsRenewalRows = []streamsRenewalRow{
	{51, "token_that_ends_soon_is_replaced", tokenThatEndsSoonIsReplaced},
}

// TestStreamsRenewal plays them with a worker whose time the test moves.
func TestStreamsRenewal(t *testing.T) {
	t.Parallel()
	if rejoin.Scaled() {
		t.Skip("it is about a browser, and what it asks of a server is asked in both modes by other tests")
	}
	mode := stockWorker
	mode.moves = true
	o := openOffice(t, mode)
	for _, r := range streamsRenewalRows {
		t.Run(fmt.Sprintf("row_%d_%s", r.number, r.name), func(t *testing.T) { r.prove(t, o) })
	}
}

// authorized are the requests for a token so far.
func (o *office) authorized() []streams.Request {
	return o.door.Requests(func(r streams.Request) bool { return r.Path == "/auth/authorize" })
}

// bearerOf is the token with which the worker makes a call now.
func (o *office) bearerOf(ann *streams.AgentPage) streams.Request {
	ann.Endpoints()
	asked := o.door.Operations("GetEndpoints")
	return asked[len(asked)-1]
}

// A token is good for an hour. The worker looks every five minutes, and renews one that
// ends within half an hour.
func tokenThatEndsSoonIsReplaced(t *testing.T, o *office) {
	ann, d := o.accepted(t)
	customer := talk(t, o.s, d)
	s := opened(t, ann, d.ContactID)
	first, at := o.bearerOf(ann), ann.Position()
	asked := len(o.authorized())

	ann.MoveWorker(25 * time.Minute)
	if now := o.bearerOf(ann); now.Bearer != first.Bearer || len(o.authorized()) != asked {
		t.Fatalf("a token that is good for more than half an hour is replaced by request %d", len(o.authorized()))
	}
	s.Say("before")

	ann.MoveWorker(25 * time.Minute) // ten are left
	var renewed streams.Request
	eventually(t, "another token", func() string {
		if renewed = o.bearerOf(ann); renewed.Bearer == first.Bearer {
			return fmt.Sprintf("calls have the first, after requests %+v", o.authorized()[asked:])
		}
		return ""
	})
	if more := o.authorized()[asked:]; len(more) != 1 || more[0].Status != http.StatusOK {
		t.Errorf("got %+v, want one request for a token, which is granted", more)
	}
	if renewed.Status != http.StatusOK {
		t.Errorf("got %d for a call with the other token, want 200", renewed.Status)
	}
	// What was on its way with the first is answered still.
	if status := o.repeat(t, first); status != http.StatusOK {
		t.Errorf("got %d for a call with the first token, want 200 until it ends", status)
	}

	s.Say("after")
	id := customer.say("and back")
	ann.AwaitItem(d.ContactID, "onMessage", func(i chatjs.Item) bool { return i.ID == id })
	must(t, ann.SetState(lunch, true))
	ann.Await(at, "agent.onEnqueuedNextState", nil)
	must(t, ann.End(d.ContactID))
	ann.AwaitContact(d.ContactID, "contact.onACW")
	for _, event := range []string{"onAuthFail", "onAccessDenied", "onInitialized", "popup.opened"} {
		if got := ann.Since(at, event); len(got) > 0 {
			t.Errorf("got %s: %s", event, got[0].Raw)
		}
	}
}
