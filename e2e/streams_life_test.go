package e2e

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
	"github.com/rejoin-chat/rejoin/e2e/streams"
)

// streamsLifeRow is one of these rows; by its name docs/compatibility.md finds the test.
type streamsLifeRow = streamsRow

// streamsLifeRows are about pages that are loaded again, are open twice, lose the
// server or their sign-in, and wait. They share an office of their own, for the last
// of them kills its server.
var streamsLifeRows = []streamsLifeRow{
	{45, "page_that_is_loaded_again_goes_on", pageThatIsLoadedAgainGoesOn},
	{46, "tabs_of_an_agent_see_the_same", tabsOfAnAgentSeeTheSame},
	{47, "socket_that_is_cut_is_replaced", socketThatIsCutIsReplaced},
	{49, "agent_at_rest_asks_for_little", agentAtRestAsksForLittle},
	{50, "chat_at_rest_asks_for_no_other_token", chatAtRestAsksForNoOtherToken},
	{55, "page_without_a_worker_needs_no_tls", pageWithoutAWorkerNeedsNoTLS},
	{52, "agent_signs_in_again_after_a_logout", agentSignsInAgainAfterALogout},
	{53, "every_call_that_is_refused_settles", everyCallThatIsRefusedSettles},
	{54, "request_that_is_repeated_has_one_effect", requestThatIsRepeatedHasOneEffect},
	{59, "texts_arrive_as_they_are", textsArriveAsTheyAre},
	{60, "contact_that_is_viewed_is_viewed_in_every_tab", contactThatIsViewedIsViewedInEveryTab},
	{48, "server_that_is_killed_comes_back", serverThatIsKilledComesBack},
}

// TestStreamsLife plays these rows in both modes, as TestStreams does its.
func TestStreamsLife(t *testing.T) {
	t.Parallel()
	if rejoin.Scaled() {
		t.Skip("it is about pages and a browser, and what they ask of a server is asked in both modes by other tests")
	}
	for _, mode := range streamsModes {
		t.Run(mode.name, func(t *testing.T) {
			t.Parallel()
			o := openOffice(t, mode)
			for _, r := range streamsLifeRows {
				t.Run(fmt.Sprintf("row_%d_%s", r.number, r.name), func(t *testing.T) { r.prove(t, o) })
			}
		})
	}
}

// heard is how often the session of a contact was told of a message.
func heard(p *streams.AgentPage, position int, id string) int {
	times := 0
	for _, e := range p.Since(position, "session.onMessage") {
		if e.Data.ID == id {
			times++
		}
	}
	return times
}

// inTranscript is how often a text is in what was said.
func inTranscript(s *streams.Session, text string) int {
	times := 0
	for _, i := range s.Transcript() {
		if i.Content == text {
			times++
		}
	}
	return times
}

func pageThatIsLoadedAgainGoesOn(t *testing.T, o *office) {
	ann, d := o.accepted(t)
	customer := o.customer(t, d)
	opened(t, ann, d.ContactID).Say("before")
	at := ann.Position()
	ann.Reload()
	ann.Await(at, "contact.onConnected", func(e streams.Event) bool { return e.Contact == d.ContactID })
	s := opened(t, ann, d.ContactID)
	s.Say("after")
	has(customer, "after")
	id := customer.Say("and back").ID
	ann.AwaitItem(d.ContactID, "onMessage", func(i chatjs.Item) bool { return i.ID == id })
	for _, text := range []string{"before", "after", "and back"} {
		if n := inTranscript(s, text); n != 1 {
			t.Errorf("%q is in the transcript %d times, want once", text, n)
		}
	}
}

// another opens a second tab of ann's browser.
func (o *office) another(t *testing.T) *streams.AgentPage {
	t.Helper()
	p := o.open(t, o.annUser, nil)
	p.Await(0, "agent", nil)
	return p
}

func tabsOfAnAgentSeeTheSame(t *testing.T, o *office) {
	before := o.sockets(t)
	second := o.another(t)
	ann, d := o.offered(t)
	second.AwaitContact(d.ContactID, "contact.onConnecting")
	must(t, second.Accept(d.ContactID))
	for _, p := range []*streams.AgentPage{ann, second} {
		for _, event := range []string{"contact.onAccepted", "contact.onConnected"} {
			p.AwaitContact(d.ContactID, event)
		}
	}
	opened(t, ann, d.ContactID).Say("from the first")
	id := opened(t, second, d.ContactID).Say("from the second").ID
	last := talk(t, o.s, d).say("to both")
	for _, p := range []*streams.AgentPage{ann, second} {
		p.AwaitItem(d.ContactID, "onMessage", func(i chatjs.Item) bool { return i.ID == last })
		if n := heard(p, 0, id); n != 1 {
			t.Errorf("a tab was told %d times of a message, want once", n)
		}
	}
	// Where there is no worker for all tabs, each has a socket of its own, on which both
	// the page and the desk in its frame want the chats.
	own := o.door.AgentSockets()[len(before):]
	if want := map[streamsMode]int{stockWorker: 0, thinPage: 1}[o.streamsMode]; len(own) != want {
		t.Errorf("got %d sockets more for a second tab, want %d", len(own), want)
	}
	if n := o.subscriptions(own); n != len(own) {
		t.Errorf("got %d subscriptions of the second tab, want %d", n, len(own))
	}
}

func socketThatIsCutIsReplaced(t *testing.T, o *office) {
	ann, d := o.accepted(t)
	customer := talk(t, o.s, d)
	s := opened(t, ann, d.ContactID)
	at := ann.Position()
	o.door.Cut()
	missed := customer.say("while it was away")
	ann.Await(at, "agent.onWebSocketConnectionLost", nil)
	ann.Await(at, "agent.onWebSocketConnectionGained", nil)
	id := customer.say("later")
	ann.AwaitItem(d.ContactID, "onMessage", func(i chatjs.Item) bool { return i.ID == id })
	if n := heard(ann, at, id); n != 1 {
		t.Errorf("got the later message %d times, want once", n)
	}
	if n := heard(ann, at, missed); n > 1 {
		t.Errorf("got the message that was missed %d times, want it once at most", n)
	}
	if n := inTranscript(s, "while it was away"); n != 1 {
		t.Errorf("the message that was missed is in the transcript %d times, want once", n)
	}
}

// rest is what a page with a chat asked for in a minute without anything happening.
type rest struct{ snapshots, tokens int }

// rest waits for the minute, once for all rows.
func (o *office) rest(t *testing.T) rest {
	t.Helper()
	if o.rested != nil {
		return *o.rested
	}
	ann, d := o.accepted(t)
	opened(t, ann, d.ContactID)
	const minute = 6 // heartbeats
	sockets := o.door.AgentSockets()
	beats := func(sent bool) int { return len(o.door.Frames(sockets, sent, "aws/heartbeat")) }
	taken := beats(true)
	eventually(t, "rest", func() string { // after what accepting brings about
		if beats(true) == taken {
			return "no heartbeat"
		}
		return ""
	})
	count := func() (r rest) {
		r.snapshots = len(o.door.Operations("GetAgentSnapshot"))
		for _, asked := range o.door.Operations("CreateTransport") {
			if strings.Contains(string(asked.Body), "chat_token") {
				r.tokens++
			}
		}
		return r
	}
	sent, answered, before := beats(true), beats(false), count()
	eventually(t, "a minute at rest", func() string {
		if n := beats(true) - sent; n < minute {
			return fmt.Sprintf("%d heartbeats", n)
		}
		return ""
	})
	after := count()
	eventually(t, "answers", func() string {
		if n := beats(false) - answered; n < minute {
			return fmt.Sprintf("%d of %d heartbeats answered", n, minute)
		}
		return ""
	})
	o.rested = &rest{after.snapshots - before.snapshots, after.tokens - before.tokens}
	return *o.rested
}

func agentAtRestAsksForLittle(t *testing.T, o *office) {
	if r := o.rest(t); r.snapshots > 3 {
		t.Errorf("got %d requests for snapshots in a minute, want 3 at most", r.snapshots)
	}
}

func chatAtRestAsksForNoOtherToken(t *testing.T, o *office) {
	if r := o.rest(t); r.tokens != 0 {
		t.Errorf("got %d further requests for tokens, want none", r.tokens)
	}
}

// pageWithoutAWorkerNeedsNoTLS is that the rows of that page are played over plain HTTP.
func pageWithoutAWorkerNeedsNoTLS(t *testing.T, o *office) {
	if plain := strings.HasPrefix(o.door.URL, "http://"); plain != (o.streamsMode == thinPage) {
		t.Errorf("got %s for %s", o.door.URL, o.name)
	}
	o.sockets(t)
}

func agentSignsInAgainAfterALogout(t *testing.T, o *office) {
	w := o.hire(t, "Eve", 1)
	w.cookies = nil
	p := o.open(t, w, map[string]any{
		// The window closes itself. The library would close it as soon as the worker that
		// is still there acknowledges.
		"loginPopup": true, "loginUrl": o.door.URL + "/login?popup=1", "ccpLoadTimeout": 10_000,
	})
	signIn := func(at int) {
		p.Await(at, "popup.opened", nil)
		p.Popup("fill", map[string]any{"label": "User name", "text": w.name}, nil)
		p.Popup("fill", map[string]any{"label": "Password", "text": officePassword}, nil)
		p.Popup("press", map[string]any{"key": "Enter"}, nil)
		p.Await(at, "popup.closed", nil)
	}
	signIn(0)
	p.Await(0, "agent", nil)
	at := p.Position()
	_, err := o.s.Users(t.Context(), "revoke", w.name)
	must(t, err)
	p.Await(at, "onAuthFail", nil)
	signIn(at)
	w.is(t, types.AgentStatusTypeRoutable)
	d := w.chat(t)
	p.AwaitContact(d.ContactID, "contact.onConnecting")
}

// refusingCalls has each operation that changes something refused, but for those that may
// be repeated.
const refusingCalls = `
	const contactId = 'ffffffff-0000-4000-8000-000000000000', connectionId = contactId;
	const state = { agentStateARN: 'arn:none', type: 'routable', name: 'None' };
	const endpoint = { type: 'queue', endpointARN: 'arn:none', name: 'None', queue: null, phoneNumber: null, agentLogin: null };
	const calls = {
		acceptContact: { contactId }, rejectContact: { contactId }, destroyConnection: { contactId, connectionId },
		createAdditionalConnection: { contactId, endpoint }, putAgentState: { state },
		toggleActiveConnections: { contactId, connectionId }, conferenceConnections: { contactId },
		updateMonitorParticipantState: { contactId, targetMonitorMode: 'SILENT_MONITOR' },
	};
	const one = ([name, params]) => new Promise((resolve) => connect.core.getClient().call(name, params,
		{ success: () => resolve(name + ' succeeded'), failure: (e) => resolve(JSON.parse(e).statusCode === 400 ? '' : name + ' ' + e) }));
	return (await Promise.all(Object.entries(calls).map(one))).filter(Boolean);`

func everyCallThatIsRefusedSettles(t *testing.T, o *office) {
	ann := o.ann.For(t)
	at := ann.Position()
	var wrong []string
	ann.Evaluate(refusingCalls, nil, &wrong)
	if len(wrong) > 0 {
		t.Errorf("got %q, want all to be refused with 400", wrong)
	}
	var cleared string
	ann.Evaluate(`return new Promise((resolve) => connect.core.getClient().call('clearContact', { contactId: args },
		{ success: () => resolve('success'), failure: resolve }))`, "ffffffff-0000-4000-8000-000000000000", &cleared)
	if cleared == "" {
		t.Error("clearing what is not there did not settle")
	}
	for _, event := range []string{"onAuthFail", "onAccessDenied"} {
		if got := ann.Since(at, event); len(got) > 0 {
			t.Errorf("got %s: %s", event, got[0].Raw)
		}
	}
}

func requestThatIsRepeatedHasOneEffect(t *testing.T, o *office) {
	ann, d := o.accepted(t)
	s := opened(t, ann, d.ContactID)
	again := func(operation string) {
		t.Helper()
		all := o.door.Operations(operation)
		if status := o.repeat(t, all[len(all)-1]); status != http.StatusOK {
			t.Errorf("%s: got %d when repeated, want 200", operation, status)
		}
	}
	again("AcceptContact")
	joined := 0
	for _, i := range s.Transcript() {
		if i.ContentType == chatjs.Joined && i.ParticipantRole == "AGENT" {
			joined++
		}
	}
	if joined != 1 {
		t.Errorf("the agent joined %d times, want once", joined)
	}
	at := ann.Position()
	must(t, ann.SetState(lunch, true))
	defer o.annUser.is(t, types.AgentStatusTypeRoutable)
	again("PutAgentState")
	must(t, ann.End(d.ContactID))
	ann.AwaitContact(d.ContactID, "contact.onACW")
	again("DestroyConnection")
	must(t, ann.Clear(d.ContactID))
	ann.AwaitContact(d.ContactID, "contact.onDestroy")
	again("ClearContact")
	becomes(ann, at, lunch)
}

// repeat sends a request of the agent API once more, as the library does where it got
// no answer.
func (o *office) repeat(t *testing.T, once streams.Request) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, o.door.URL+once.Path, bytes.NewReader(once.Body))
	must(t, err)
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	r.Header.Set("X-Amz-Target", "AmazonConnectCTIService."+once.Operation)
	r.Header.Set("X-Amz-Bearer", once.Bearer)
	answer, err := o.door.Client().Do(r)
	must(t, err)
	answer.Body.Close()
	return answer.StatusCode
}

func textsArriveAsTheyAre(t *testing.T, o *office) {
	ann, d := o.accepted(t, func(in *connect.StartChatContactInput) {
		in.SupportedMessagingContentTypes = []string{chatjs.Plain, chatjs.Markdown}
	})
	customer := o.customer(t, d)
	s := opened(t, ann, d.ContactID)
	const longest = 1024 // spec: SendMessage, Content
	for _, text := range []string{
		"**bold** _and_ [a link](https://example.com)\n- one\n- two", "👩‍👩‍👧‍👦 naïve \u202eright to left\u202c \"quoted\" <b>&amp;</b>\ttab",
		strings.Repeat("x", 1000), strings.Repeat("ü", longest),
	} {
		var sent struct{ Data chatjs.Sent }
		must(t, s.Call("sendMessage", map[string]any{"contentType": chatjs.Markdown, "message": text}, &sent))
		if got := customer.AwaitMessage(sent.Data.ID); got.Content != text {
			t.Errorf("the customer got %q, want %q", got.Content, text)
		}
		id := customer.SayAs(chatjs.Markdown, text).ID
		if got := ann.AwaitItem(d.ContactID, "onMessage", func(i chatjs.Item) bool { return i.ID == id }).Data; got.Content != text {
			t.Errorf("the agent got %q, want %q", got.Content, text)
		}
	}
}

func contactThatIsViewedIsViewedInEveryTab(t *testing.T, o *office) {
	second := o.another(t)
	ann, d := o.accepted(t)
	second.AwaitContact(d.ContactID, "contact.onConnected")
	at := []int{ann.Position(), second.Position()}
	ann.Evaluate(`connect.core.viewContact(args)`, d.ContactID, nil)
	for i, p := range []*streams.AgentPage{ann, second} {
		p.Await(at[i], "onViewContact", func(e streams.Event) bool { return e.Contact == d.ContactID })
	}
}

func serverThatIsKilledComesBack(t *testing.T, o *office) {
	ann, d := o.accepted(t)
	s := opened(t, ann, d.ContactID)
	at := ann.Position()
	o.s.Kill()
	ann.Await(at, "agent.onWebSocketConnectionLost", nil)
	must(t, o.s.Up())
	ann.Await(at, "agent.onWebSocketConnectionGained", nil)
	customer := talk(t, o.s, d)
	id := customer.say("here again")
	ann.AwaitItem(d.ContactID, "onMessage", func(i chatjs.Item) bool { return i.ID == id })
	s.Say("so am I")
	next := o.annUser.chat(t)
	t.Cleanup(func() { o.tidy(o.ann, next.ContactID) })
	ann.AwaitContact(next.ContactID, "contact.onConnecting")
	if got := ann.Since(at, "onAuthFail"); len(got) > 0 {
		t.Errorf("the sign-in was over: %s", got[0].Raw)
	}
}

// After a revocation the library has its frame show the form. Who then signs in somewhere
// else works on in the frame, without the library loading it again: it stops trying as
// soon as a worker acknowledges, which the one from before may do.
func TestAFrameGoesOnWhenItsUserHasSignedIn(t *testing.T) {
	t.Parallel()
	if rejoin.Scaled() {
		t.Skip("it is about pages and a browser, and what they ask of a server is asked in both modes by other tests")
	}
	o := openOffice(t, stockWorker)
	w := o.hire(t, "Eve", 1)
	w.cookies = nil
	p := o.open(t, w, map[string]any{"loginPopup": false, "ccpLoadTimeout": 600_000})
	signIn := func(features string) {
		at := p.Position()
		p.Evaluate("window.open(args.url, '', args.features)", map[string]any{"url": o.door.URL + "/login?popup=1", "features": features}, nil)
		p.Await(at, "popup.opened", nil)
		p.Popup("fill", map[string]any{"label": "User name", "text": w.name}, nil)
		p.Popup("fill", map[string]any{"label": "Password", "text": officePassword}, nil)
		p.Popup("press", map[string]any{"key": "Enter"}, nil)
	}
	signIn("")
	p.Await(0, "agent", nil)
	_, err := o.s.Users(t.Context(), "revoke", w.name)
	must(t, err)
	p.Frame("there", map[string]any{"label": "User name"}, nil)
	signIn("noopener") // which tells nobody
	w.is(t, types.AgentStatusTypeRoutable)
	d := w.chat(t)
	p.AwaitContact(d.ContactID, "contact.onConnecting")
}
