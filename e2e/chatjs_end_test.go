package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
	"github.com/aws/aws-sdk-go/aws/awserr"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
)

var endRows = []row{
	{64, "disconnecting_tells_left_then_ended", disconnectingTellsLeftThenEnded},
	{65, "client_closes_the_socket_first", clientClosesTheSocketFirst},
	{66, "disconnect_flow_still_talks", disconnectFlowStillTalks},
	{67, "last_partner_leaving_ends_the_chat", lastPartnerLeavingEndsTheChat},
	{68, "ended_chat_is_closed_to_calls", endedChatIsClosedToCalls},
	{69, "second_disconnect_is_no_server_error", secondDisconnectIsNoServerError},
}

func disconnectingTellsLeftThenEnded(t *testing.T) {
	p := arrive(t, sharedServer(t))
	p.Disconnect()
	ended := p.Await(0, "onEnded", nil)
	if string(ended.Raw) == "" || ended.Data.ID != "" {
		t.Errorf("onEnded: got data %+v, want none", ended.Data)
	}
	var events []string
	for _, e := range p.Handled(0, "onMessage") {
		if e.Data.ContentType == chatjs.Left || e.Data.ContentType == chatjs.Ended {
			events = append(events, e.Data.ContentType)
		}
	}
	wantSame(t, "events", events, []string{chatjs.Left, chatjs.Ended})
	p.AwaitClosed(0)
	if got := len(p.Handled(0, "onEnded")); got != 1 {
		t.Errorf("got onEnded %d times, want once", got)
	}
	wantUnbroken(t, p)
}

func clientClosesTheSocketFirst(t *testing.T) {
	p := arrive(t, sharedServer(t))
	p.Disconnect()
	if got := p.AwaitClosed(0); got != 1000 {
		t.Errorf("got the socket closed with %d, want 1000", got)
	}
	if !p.ClosedByItself(0) {
		t.Error("got the socket closed by the server, want it left to the client")
	}
}

// surveyAfterCustomerExit makes a customer's exit run the disconnect flow.
func surveyAfterCustomerExit(in *connect.StartChatContactInput) {
	in.DisconnectOnCustomerExit = []types.DisconnectOnCustomerExitParticipantType{types.DisconnectOnCustomerExitParticipantTypeAgent}
}

func disconnectFlowStillTalks(t *testing.T) {
	s := sharedServer(t)
	p := arrive(t, s, surveyAfterCustomerExit)
	agent := agentPage(t, s, p.Details)
	position := p.Position()
	p.Disconnect()
	awaitEvent(p, chatjs.Left, agent.Details)
	// The sample disconnect flow says that the agent has left, and waits.
	p.Await(position, "onMessage", func(i chatjs.Item) bool { return i.ParticipantRole == "SYSTEM" && i.Type == "MESSAGE" })
	p.AwaitMessage(p.Say("five stars").ID)
	p.Disconnect()
	p.Await(position, "onEnded", nil)
}

func lastPartnerLeavingEndsTheChat(t *testing.T) {
	s := sharedServer(t)
	p := arrive(t, s, withFlow(flowID(t, s, "talk without a disconnect flow", waitingFlow)))
	agent := agentPage(t, s, p.Details)
	agent.Disconnect()
	awaitEvent(p, chatjs.Left, agent.Details)
	p.Await(0, "onEnded", nil)
}

func endedChatIsClosedToCalls(t *testing.T) {
	s := sharedServer(t)
	p := arrive(t, s)
	token := answered(t, p, 0).ConnectionCredentials.ConnectionToken
	p.Disconnect()
	p.Await(0, "onEnded", nil)
	position := p.Position()
	_, sendErr := p.Send(map[string]any{"contentType": chatjs.Plain, "message": "too late"})
	_, pageErr := p.Page(map[string]any{})
	for _, err := range []error{sendErr, pageErr} {
		if r := rejected(t, err); r.Text == "" {
			t.Errorf("got %s, want a text and no request", r.Raw)
		}
	}
	if got := len(p.Requests(position, "")); got != 0 {
		t.Errorf("got %d requests, want none", got)
	}
	_, err := talkWith(t, s, token).send("too late")
	wantStatusCode(t, err, 403)
}

func secondDisconnectIsNoServerError(t *testing.T) {
	s := sharedServer(t)
	k := talk(t, s, start(t, s))
	k.leave()
	if err := k.disconnect(); err != nil {
		wantStatusCode(t, err, 403)
	}
}

// wantStatusCode checks the status of an error of the AWS SDK for Go v1.
func wantStatusCode(t *testing.T, err error, want int) {
	t.Helper()
	failure, ok := err.(awserr.RequestFailure)
	if !ok || failure.StatusCode() != want {
		t.Errorf("got %v, want status %d", err, want)
	}
}
