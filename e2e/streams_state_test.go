package e2e

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/streams"
)

var streamsStateRows = []streamsRow{
	{42, "agent_at_lunch_is_offered_nothing", agentAtLunchIsOfferedNothing},
	{43, "next_state_is_taken_after_the_last_contact", nextStateIsTakenAfterTheLastContact},
	{44, "agent_goes_offline", agentGoesOffline},
}

// becomes waits until a page shows the agent in a state of a name.
func becomes(p *streams.AgentPage, position int, name string) {
	p.Await(position, "agent.onStateChange", func(e streams.Event) bool {
		return strings.Contains(string(e.Raw), `"newState":"`+name+`"`)
	})
}

func agentAtLunchIsOfferedNothing(t *testing.T, o *office) {
	ann := o.ann.For(t)
	before := ann.Position()
	must(t, ann.SetState(lunch, false))
	ann.Await(before, "agent.onNotRoutable", nil)
	becomes(ann, before, lunch)
	d := o.annUser.chat(t)
	t.Cleanup(func() { o.tidy(o.ann, d.ContactID) })
	must(t, ann.SetState("Available", false))
	ann.AwaitContact(d.ContactID, "contact.onConnecting")
	for _, e := range ann.Since(before, "") {
		if e.Name == "agent.onStateChange" && strings.Contains(string(e.Raw), `"newState":"Available"`) {
			return
		}
		if e.Contact == d.ContactID {
			t.Fatal("a chat was offered before the agent was available again")
		}
	}
}

func nextStateIsTakenAfterTheLastContact(t *testing.T, o *office) {
	ann, d := o.accepted(t)
	before := ann.Position()
	must(t, ann.SetState(lunch, true))
	ann.Await(before, "agent.onEnqueuedNextState", nil)
	var next streams.State
	if ann.Get(streams.Place{}, &next, "getNextState"); next.Name != lunch || ann.State().Name != "Available" {
		t.Errorf("got %+v, and %+v next, want Available, and %s next", ann.State(), next, lunch)
	}
	must(t, ann.End(d.ContactID))
	ann.AwaitContact(d.ContactID, "contact.onACW")
	must(t, ann.Clear(d.ContactID))
	ann.Await(before, "agent.onClearedNextState", nil)
	becomes(ann, before, lunch)
	must(t, ann.SetState("Available", false))
	ann.Await(before, "agent.onRoutable", nil)
}

func agentGoesOffline(t *testing.T, o *office) {
	ann := o.ann.For(t)
	before := ann.Position()
	must(t, ann.SetState("Offline", false))
	ann.Await(before, "agent.onOffline", nil)
	must(t, ann.SetState("Available", false))
	ann.Await(before, "agent.onRoutable", nil)
}

// streamsAsideRows have agents of their own, and run side by side.
var streamsAsideRows = []streamsRow{
	{8, "nobody_is_signed_in_and_no_window_is_wanted", nobodyIsSignedInAndNoWindowIsWanted},
	{9, "agent_signs_in_in_the_window", agentSignsInInTheWindow},
	{10, "page_that_never_answers_is_given_up", pageThatNeverAnswersIsGivenUp},
	{11, "frame_of_another_origin_is_refused", frameOfAnotherOriginIsRefused},
	{32, "endpoints_come_complete", endpointsComeComplete},
	{40, "offer_that_lapses_goes_to_another_agent", offerThatLapsesGoesToAnotherAgent},
	{58, "participant_host_is_the_librarys_own_choice", participantHostIsTheLibrarysOwnChoice},
}

func nobodyIsSignedInAndNoWindowIsWanted(t *testing.T, o *office) {
	p := o.open(t, nil, map[string]any{}) // the library's own five seconds
	p.Await(0, "ackTimeout", nil)
	for _, event := range []string{"popup.opened", "agent", "onInitialized"} {
		if got := p.Since(0, event); len(got) > 0 {
			t.Errorf("got %s: %s", event, got[0].Raw)
		}
	}
}

func agentSignsInInTheWindow(t *testing.T, o *office) {
	w := o.hire(t, "Eve", 1)
	w.cookies = nil
	p := o.open(t, w, map[string]any{
		"loginPopup": true, "loginPopupAutoClose": true, "loginUrl": o.door.URL + "/login?popup=1", "ccpLoadTimeout": 10_000,
	})
	p.Await(0, "popup.opened", nil)
	p.Popup("fill", map[string]any{"label": "User name", "text": w.name}, nil)
	p.Popup("fill", map[string]any{"label": "Password", "text": officePassword}, nil)
	p.Popup("press", map[string]any{"key": "Enter"}, nil)
	p.Await(0, "agent", nil)
	p.Await(0, "popup.closed", nil)
}

// workerPageSignsIn is the button that the page with the library's worker has for those
// who are not signed in.
func workerPageSignsIn(t *testing.T, o *office) {
	w := o.hire(t, "Gina", 1)
	w.cookies = nil
	p := o.open(t, w, map[string]any{"ccpLoadTimeout": 60_000})
	p.Frame("see", map[string]any{"text": "You are not signed in."}, nil)
	p.Frame("click", map[string]any{"role": "button", "name": "Sign in"}, nil)
	p.Await(0, "popup.opened", nil)
	p.Popup("fill", map[string]any{"label": "User name", "text": w.name}, nil)
	p.Popup("fill", map[string]any{"label": "Password", "text": officePassword}, nil)
	p.Popup("press", map[string]any{"key": "Enter"}, nil)
	p.Await(0, "agent", nil)
	p.Frame("see", map[string]any{"text": "Connected."}, nil)
	p.Await(0, "popup.closed", nil)
}

func pageThatNeverAnswersIsGivenUp(t *testing.T, o *office) {
	p := streams.Open(t, streams.Options{
		Browser: o.browser, Outer: o.outer, CCP: o.door.URL + "/login?never=answers", Params: map[string]any{"ccpLoadTimeout": 1000},
	})
	p.Await(0, "onIframeRetriesExhausted", nil)
	if frames := p.Since(0, "frame"); len(frames) != 11 {
		t.Errorf("got %d frames, want 11", len(frames))
	}
}

func frameOfAnotherOriginIsRefused(t *testing.T, o *office) {
	stranger := streams.NewDoor(t, o.tls)
	stranger.To(o.browser.Shop())
	w := o.hire(t, "Mallory", 1)
	p := streams.Open(t, streams.Options{
		Browser: o.browser, Outer: stranger.URL, CCP: o.door.URL + o.path, Cookies: w.cookies,
	})
	p.Await(0, "console.error", func(e streams.Event) bool { return strings.Contains(string(e.Raw), "frame-ancestors") })
	p.Await(0, "ackTimeout", nil)
	for _, event := range []string{"agent", "onInitialized"} {
		if got := p.Since(0, event); len(got) > 0 {
			t.Errorf("got %s: %s", event, got[0].Raw)
		}
	}
}

func offerThatLapsesGoesToAnotherAgent(t *testing.T, o *office) {
	carl := o.hire(t, "Carl", 1)
	dora := o.hire(t, "Dora", 1, carl.queue)
	carl.is(t, types.AgentStatusTypeRoutable)
	first, second := o.open(t, carl, nil), o.open(t, dora, nil)
	second.Await(0, "agent", nil)
	d := carl.chat(t)
	first.AwaitContact(d.ContactID, "contact.onConnecting")
	dora.is(t, types.AgentStatusTypeRoutable)
	if e := first.AwaitContact(d.ContactID, "contact.onMissed"); e.State != "missed" {
		t.Errorf("got the contact %s, want missed", e.State)
	}
	first.AwaitContact(d.ContactID, "contact.onEnded")
	second.AwaitContact(d.ContactID, "contact.onConnecting")
	must(t, first.Clear(d.ContactID))
	first.AwaitContact(d.ContactID, "contact.onDestroy")
	must(t, second.Accept(d.ContactID))
	s := opened(t, second, d.ContactID)
	customer := talk(t, o.s, d)
	id := customer.say("at last")
	second.AwaitItem(d.ContactID, "onMessage", func(i chatjs.Item) bool { return i.ID == id })
	s.Say("sorry")
}

// An operator who cannot change a page lets the name that it calls lead here.
func participantHostIsTheLibrarysOwnChoice(t *testing.T, o *office) {
	participants := streams.NewDoor(t, true)
	participants.To(o.s.URL)
	at, err := url.Parse(participants.URL)
	must(t, err)
	port, err := strconv.Atoi(at.Port())
	must(t, err)
	w := o.hire(t, "Hugo", 1)
	w.is(t, types.AgentStatusTypeRoutable)
	host := "participant.connect." + o.s.Settings["AWS_REGION"] + ".amazonaws.com"
	p := streams.Open(t, streams.Options{
		Browser: o.browser, Outer: o.outer, CCP: o.door.URL + o.path, Cookies: w.cookies, Hosts: map[string]int{host + ":443": port},
		Params: unhurried,
	})
	d := w.chat(t)
	p.AwaitContact(d.ContactID, "contact.onConnecting")
	must(t, p.Accept(d.ContactID))
	id := opened(t, p, d.ContactID).Say("hello").ID
	p.AwaitItem(d.ContactID, "onMessage", func(i chatjs.Item) bool { return i.ID == id })
	if got := participants.Requests(func(r streams.Request) bool { return r.Path == "/participant/message" }); len(got) == 0 {
		t.Error("nothing came to the host that the library chose")
	}
	if hosts := p.Outside(); len(hosts) > 0 {
		t.Errorf("got calls of %q", hosts)
	}
}
