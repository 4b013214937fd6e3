package e2e

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go/service/connectparticipant"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// manual starts a server whose time the test moves.
func manual(t *testing.T) *rejoin.Server {
	t.Helper()
	if rejoin.Scaled() {
		t.Skip("a manual clock is for one server on its own")
	}
	return rejoin.Start(t, rejoin.Options{Args: []string{"--clock", "manual"}})
}

// advance moves the time and wants so many timers to have fired on the way.
func advance(t *testing.T, s *rejoin.Server, by string, fired int) rejoin.Moved {
	t.Helper()
	m, err := s.Clock(t.Context(), "advance", by)
	must(t, err)
	if !m.Reached || m.Fired != fired {
		t.Errorf("advance %s: got %+v, want %d timers fired", by, m, fired)
	}
	return m
}

// patientFlow says hello, waits, tells that the wait is over, and waits for good.
func patientFlow(wait time.Duration) string {
	return fmt.Sprintf(`{
  "Version": "2019-10-30", "StartAction": "hello",
  "Actions": [
    {"Identifier": "hello", "Type": "MessageParticipant", "Parameters": {"Text": "Take your time"},
     "Transitions": {"NextAction": "wait", "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "wait", "Type": "Wait", "Parameters": {"TimeoutSeconds": "%d"},
     "Transitions": {
       "Conditions": [{"NextAction": "late", "Condition": {"Operator": "Equals", "Operands": ["WaitCompleted"]}}],
       "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "late", "Type": "MessageParticipant", "Parameters": {"Text": "Are you there?"},
     "Transitions": {"NextAction": "rest", "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "rest", "Type": "Wait", "Parameters": {"TimeoutSeconds": "604800"},
     "Transitions": {
       "Conditions": [{"NextAction": "end", "Condition": {"Operator": "Equals", "Operands": ["WaitCompleted"]}}],
       "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
  ]
}`, int(wait.Seconds()))
}

// forAWeek makes a chat as long as one can be.
func forAWeek(in *connect.StartChatContactInput) { in.ChatDurationInMinutes = aws.Int32(7 * 24 * 60) }

// sentAt is when a message with a text was sent, by the transcript.
func sentAt(t *testing.T, p *chatjs.Participant, text string) time.Time {
	t.Helper()
	for _, item := range history(t, p, 15) {
		if item.Content == text {
			at, err := time.Parse(time.RFC3339, item.AbsoluteTime)
			must(t, err)
			return at
		}
	}
	t.Fatalf("the transcript has no %q", text)
	return time.Time{}
}

// wantApart wants two instants to be so far apart. Items of one instant are a
// millisecond apart, hence the allowance.
func wantApart(t *testing.T, what string, from, to time.Time, want time.Duration) {
	t.Helper()
	if got := to.Sub(from); got < want-10*time.Millisecond || got > want+10*time.Millisecond {
		t.Errorf("%s: got %s apart, want %s", what, got, want)
	}
}

// A wait of 12 hours ends when time is moved. Its message is pushed to the socket
// that was open before, at the wait's own time, also when time goes on beyond it.
func TestATwelveHourWaitIsOverInASecond(t *testing.T) {
	t.Parallel()
	s := manual(t)
	flow := flowID(t, s, "patient", patientFlow(12*time.Hour))
	p := arrive(t, s, withFlow(flow))
	before := p.Position()
	advance(t, s, "11h59m", 0)
	if early := stored(t, p, "Are you there?"); len(early) > 0 {
		t.Errorf("got %v before the time has come", early)
	}
	now := advance(t, s, "3h", 1)
	p.Await(before, "onMessage", func(i chatjs.Item) bool { return i.Content == "Are you there?" })
	hello, late := sentAt(t, p, "Take your time"), sentAt(t, p, "Are you there?")
	wantApart(t, "the messages", hello, late, 12*time.Hour)

	p.Say("I am back") // over the same socket, with the same token
	if back := sentAt(t, p, "I am back"); back.Before(now.Time) || back.After(now.Time.Add(time.Minute)) {
		t.Errorf("got the answer at %s, want it soon after %s", back, now.Time)
	}
	wantUnbroken(t, p)
	if n := len(p.Sockets()); n != 1 {
		t.Errorf("got %d sockets, want the first to survive", n)
	}
}

func TestWaitsOfDifferentChatsEndInOrder(t *testing.T) {
	t.Parallel()
	s := manual(t)
	waits := []time.Duration{3 * time.Hour, time.Hour, 2 * time.Hour}
	var people []*chatjs.Participant
	for _, wait := range waits {
		people = append(people, arrive(t, s, withFlow(flowID(t, s, "patient for "+wait.String(), patientFlow(wait)))))
	}
	advance(t, s, "1d", 3)
	for i, p := range people {
		awaitText(p, "Are you there?")
		wantApart(t, "the messages", sentAt(t, p, "Take your time"), sentAt(t, p, "Are you there?"), waits[i])
	}
}

// A chat that nobody ends is over after 25 hours. spec: StartChatContact,
// ChatDurationInMinutes.
func TestAChatExpiresAfter25Hours(t *testing.T) {
	t.Parallel()
	s := manual(t)
	p := arrive(t, s)
	advance(t, s, "24h59m", 0)
	p.Say("still here")
	advance(t, s, "1m", 1)
	p.Await(0, "onEnded", nil)
	out, err := s.Connect().DescribeContact(t.Context(), &connect.DescribeContactInput{
		InstanceId: aws.String(s.InstanceID()), ContactId: aws.String(p.Details.ContactID),
	})
	must(t, err)
	took := out.Contact.DisconnectTimestamp.Sub(*out.Contact.InitiationTimestamp)
	if took.Round(time.Second) != 25*time.Hour {
		t.Errorf("got a chat of %s, want 25 hours", took)
	}
}

// A connection token is good for 24 hours of the moved time and the 12 of grace.
// What a client is told of it is by the client's own clock, however far the
// server is ahead: ChatJS connects again without end when that is weeks away.
// client: amazon-connect-chatjs src/core/chatController.js
func TestTokensExpireByTheMovedTime(t *testing.T) {
	t.Parallel()
	s := manual(t)
	p := arrive(t, s, forAWeek, withFlow(flowID(t, s, "patient", patientFlow(7*24*time.Hour))))
	advance(t, s, "35h59m", 0)
	p.Say("the token still works")
	advance(t, s, "1m", 0)
	_, err := p.Send(map[string]any{"contentType": chatjs.Plain, "message": "the token has expired"})
	var rejected *chatjs.Rejection
	if !errors.As(err, &rejected) || rejected.Type != "AccessDeniedException" {
		t.Errorf("got %v, want AccessDeniedException", err)
	}
	sdk, err := s.Participant()
	must(t, err)
	out, err := sdk.CreateParticipantConnectionWithContext(t.Context(), &connectparticipant.CreateParticipantConnectionInput{
		ParticipantToken: aws.String(p.Details.ParticipantToken), Type: aws.StringSlice([]string{"CONNECTION_CREDENTIALS", "WEBSOCKET"}),
	})
	must(t, err)
	expiry, err := time.Parse(time.RFC3339, *out.ConnectionCredentials.Expiry)
	must(t, err)
	if left := time.Until(expiry); left > 24*time.Hour || left < 24*time.Hour-time.Minute {
		t.Errorf("got credentials that expire in %s by the client's clock, want 24 hours", left)
	}
	again := chatjs.Join(t, s.URL, p.Details, chatjs.Options{}) // the page is loaded anew
	again.Say("and works again")
	wantUnbroken(t, again)
}

// Nothing of the moved time is lost when the server dies: the clock goes on from
// where it was, and so do the waits.
func TestTheMovedTimeSurvivesAKill(t *testing.T) {
	t.Parallel()
	s := manual(t)
	p := arrive(t, s, withFlow(flowID(t, s, "patient", patientFlow(20*time.Hour))))
	before := advance(t, s, "12h", 0)
	s.Kill()
	must(t, s.Up())
	now, err := s.Clock(t.Context())
	must(t, err)
	if gone := now.Time.Sub(before.Time); gone < 0 || gone > time.Hour {
		t.Errorf("got the clock %s on after a kill, want it to go on from where it was", gone)
	}
	advance(t, s, "8h", 1)
	q := chatjs.Join(t, s.URL, p.Details, chatjs.Options{})
	wantApart(t, "the messages", sentAt(t, q, "Take your time"), sentAt(t, q, "Are you there?"), 20*time.Hour)
}
