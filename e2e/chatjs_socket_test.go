package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/node"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

var socketRows = []row{
	{31, "subscription_is_acknowledged_once", subscriptionIsAcknowledgedOnce},
	{32, "heartbeats_keep_one_connection", heartbeatsKeepOneConnection},
	{33, "deep_heartbeats_succeed", deepHeartbeatsSucceed},
	{35, "idle_socket_stays_open", idleSocketStaysOpen},
	{36, "closed_socket_is_replaced_at_once", closedSocketIsReplacedAtOnce},
	{37, "rotation_loses_and_doubles_nothing", rotationLosesAndDoublesNothing},
	{38, "what_was_missed_is_in_the_transcript", whatWasMissedIsInTheTranscript},
	{39, "two_tabs_get_every_push", twoTabsGetEveryPush},
	{40, "unknown_and_malformed_frames_are_survived", unknownAndMalformedFramesAreSurvived},
}

func subscriptionIsAcknowledgedOnce(t *testing.T) {
	p := arrive(t, sharedServer(t))
	p.AwaitFrames(0, "aws/heartbeat", 1)
	if got := len(p.SentFrames(0, "aws/subscribe")); got != 1 {
		t.Errorf("got %d subscribe frames, want 1: the acknowledgement came late", got)
	}
	frames := p.Frames(0, "aws/subscribe")
	want := `"status":"success"`
	if len(frames) != 1 || !strings.Contains(frames[0].Text, want) || !strings.Contains(frames[0].Text, "aws/chat") {
		t.Errorf("got %v, want one acknowledgement of aws/chat with %s", frames, want)
	}
}

func heartbeatsKeepOneConnection(t *testing.T) {
	p := arrive(t, sharedServer(t))
	awaitBeats(p)
	if got := len(p.Requests(0, connectionPath)); got != 1 {
		t.Errorf("got %d calls of %s in half a minute, want 1", got, connectionPath)
	}
	if got := len(p.Sockets()); got != 1 {
		t.Errorf("got %d sockets in half a minute, want 1", got)
	}
}

// awaitBeats waits for the heartbeats of half a minute: at 0, 10, 20 and 30 s.
func awaitBeats(p *chatjs.Participant) {
	p.AwaitFrames(0, "aws/heartbeat", 3)
	p.AwaitFrames(0, "aws/heartbeat", 4)
}

func deepHeartbeatsSucceed(t *testing.T) {
	p := arrive(t, sharedServer(t))
	p.AwaitFrames(0, "aws/ping", 3)
	p.Await(0, "onDeepHeartbeatSuccess", nil)
	p.AwaitFrames(0, "aws/ping", 4)
	if got := len(p.Handled(0, "onDeepHeartbeatSuccess")); got < 3 {
		t.Errorf("got onDeepHeartbeatSuccess %d times in half a minute, want at least 3", got)
	}
	if got := len(p.Handled(0, "onDeepHeartbeatFailure")); got != 0 {
		t.Errorf("got onDeepHeartbeatFailure %d times, want never", got)
	}
}

func idleSocketStaysOpen(t *testing.T) {
	p := arrive(t, sharedServer(t))
	awaitBeats(p)
	if got := len(p.Handled(0, "onConnectionLost")); got != 0 {
		t.Errorf("got onConnectionLost %d times, want never", got)
	}
	p.AwaitMessage(p.Say("still there?").ID)
}

func closedSocketIsReplacedAtOnce(t *testing.T) {
	s, f := fronted(t, rejoin.Options{})
	p := arriveAt(t, f.URL, s)
	position := p.Position()
	f.Cut()
	p.Await(position, "onConnectionLost", nil)
	p.Await(position, "onConnectionEstablished", nil)
	p.AwaitSubscribed(position)
	if got := len(p.Requests(position, connectionPath)); got != 1 {
		t.Errorf("got %d calls of %s, want 1", got, connectionPath)
	}
	p.AwaitMessage(p.Say("and on it goes").ID)
}

func rotationLosesAndDoublesNothing(t *testing.T) {
	s := sharedServer(t)
	p := chatjs.Join(t, s.URL, start(t, s), chatjs.Options{RotateAfter: 2 * time.Second})
	agent := talk(t, s, invite(t, s, p.Details.ContactID, p.Details.ContactID, agentName))
	position := p.Position()
	enough := agent.keepTalking()
	if got := p.AwaitClosed(0); got != 1000 {
		t.Errorf("the first socket: got closed with %d, want 1000 by the client", got)
	}
	said := enough()
	p.AwaitMessage(said[len(said)-1])
	got := pushed(p, position)
	if rejoin.Scaled() {
		// The new socket may hang on a node that does not know yet how far the old
		// one is. It sends that again, with the same ids.
		got = firstOfEach(got)
	}
	wantSame(t, "pushed items", got, said)
	for _, handler := range []string{"onConnectionLost", "onConnectionEstablished", "onConnectionBroken"} {
		if got := len(p.Handled(position, handler)); got != 0 {
			t.Errorf("got %s %d times, want never", handler, got)
		}
	}
}

// pushed are the ids of the messages of others that onMessage brought.
func pushed(p *chatjs.Participant, position int) []string {
	var list []string
	for _, e := range p.Handled(position, "onMessage") {
		if e.Data.Type == "MESSAGE" && e.Data.ParticipantID != p.Details.ParticipantID && e.Data.ParticipantRole != "SYSTEM" {
			list = append(list, e.Data.ID)
		}
	}
	return list
}

func whatWasMissedIsInTheTranscript(t *testing.T) {
	s := sharedServer(t)
	p := arrive(t, s)
	agent := talk(t, s, invite(t, s, p.Details.ContactID, p.Details.ContactID, agentName))
	said := []string{agent.say("before")}
	p.AwaitMessage(said[0])
	p.GoOffline()
	position := p.Position()
	p.CutSockets()
	p.Await(position, "onConnectionLost", nil)
	for n := range 10 {
		said = append(said, agent.say(fmt.Sprintf("missed %d", n)))
	}
	p.GoOnline()
	p.AwaitSubscribed(position)
	wantSame(t, "transcript", ids(messages(history(t, p, 15))), said)
}

func twoTabsGetEveryPush(t *testing.T) {
	s := sharedServer(t)
	first := arrive(t, s)
	second := chatjs.Join(t, s.URL, first.Details, chatjs.Options{})
	agent := talk(t, s, invite(t, s, first.Details.ContactID, first.Details.ContactID, agentName))
	var said []string
	for n := range 10 {
		said = append(said, agent.say(fmt.Sprintf("to both, %d", n)))
	}
	for _, tab := range []*chatjs.Participant{first, second} {
		tab.AwaitMessage(said[len(said)-1])
		wantSame(t, "pushed items", pushed(tab, 0), said)
	}
}

func unknownAndMalformedFramesAreSurvived(t *testing.T) {
	s := sharedServer(t)
	p := arrive(t, s)
	raw := node.Start(t, "raw.js")
	var opened struct{ Open bool }
	url := map[string]string{"url": answered(t, p, 0).Websocket.URL}
	if err := raw.Call(t.Context(), "open", url, &opened); err != nil || !opened.Open {
		t.Fatalf("got open %v and error %v, want an open socket", opened.Open, err)
	}
	for _, text := range []string{
		`{"topic":"aws/unheard-of","content":{"a":1}}`, `{"topic":"aws/subscribe"}`, `{"topic":7}`, `not json`, `[]`, `{}`, ``,
		`{"topic":"aws/subscribe","content":{"topics":["aws/chat","aws/other"]}}`, `{"topic":"aws/heartbeat"}`,
	} {
		if err := raw.Call(t.Context(), "send", map[string]string{"text": text}, nil); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	_, err := raw.Log.Await(ctx, 0, func(e node.Event) bool { return strings.Contains(string(e.Data), "aws/heartbeat") })
	if err != nil {
		t.Errorf("got no heartbeat after bad frames: %v%s", err, raw.Log.Tail(10))
	}
}
