package e2e

import (
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// Pages keep the ChatJS that they were made with for years. What the current one
// no longer does must go on working.
var olderRows = []row{
	{113, "chatjs_3.0.3_disconnects_and_closes_at_once", olderPageDisconnectsAndClosesAtOnce},
	{114, "chatjs_2.3.2_and_1.5.1_talk", olderPagesTalk},
	{115, "chatjs_1.1.11_talks_over_TLS_after_two_connection_calls", oldestPageTalksOverTLS},
}

// olderVersions are those that package.json has besides the current one. The
// last one takes a websocket with TLS only.
var olderVersions = []string{"3.0.3", "2.3.2", "1.5.1", "1.1.11"}

// arriveWith is arrive with a version of ChatJS, the current one when empty.
func arriveWith(t *testing.T, s *rejoin.Server, version string) *chatjs.Participant {
	t.Helper()
	return comeBackWith(t, s, version, start(t, s))
}

// comeBackWith lets somebody in who was invited or has been there before.
func comeBackWith(t *testing.T, s *rejoin.Server, version string, d chatjs.Details) *chatjs.Participant {
	t.Helper()
	return chatjs.Join(t, s.URL, d, chatjs.Options{Version: version, Trust: s.Certificate()})
}

// Up to version 3 disconnectParticipant closes the socket as soon as it is
// answered, without waiting for the chat's end.
// client: amazon-connect-chatjs src/core/chatController.js
func olderPageDisconnectsAndClosesAtOnce(t *testing.T) {
	s := sharedServer(t)
	customer := arriveWith(t, s, "3.0.3")
	wantClient(t, customer, "aws-sdk-js/3.")
	tab := comeBackWith(t, s, "3.0.3", customer.Details)
	agent := agentPage(t, s, customer.Details)
	customer.Disconnect()
	if got := customer.AwaitClosed(0); got != 1000 || !customer.ClosedByItself(0) {
		t.Errorf("got the socket closed with %d, by the client: %v; want 1000 by the client", got, customer.ClosedByItself(0))
	}
	for _, p := range []*chatjs.Participant{tab, agent} {
		awaitEvent(p, chatjs.Left, customer.Details)
		p.Await(0, "onEnded", nil)
		wantUnbroken(t, p)
		cannotConnect(t, s.URL, p.Details)
	}
}

func olderPagesTalk(t *testing.T) {
	s := sharedServer(t)
	for _, version := range []string{"2.3.2", "1.5.1"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			customer := arriveWith(t, s, version)
			wantClient(t, customer, "aws-sdk-js/2.")
			agent := agentPage(t, s, customer.Details)
			said := converse(t, customer, agent)
			id := said[len(said)-1]
			customer.Report(chatjs.Delivered, id)
			agent.Await(0, "onDeliveredReceipt", about(id))
			agent.Report(chatjs.Read, said[0])
			customer.Await(0, "onReadReceipt", about(said[0]))
			customer.Disconnect()
			agent.Await(0, "onEnded", nil)
		})
	}
}

// converse lets both sides say something, before and after the customer's socket
// was cut. It answers the ids of what was said, by turns, the customer first.
func converse(t *testing.T, customer, agent *chatjs.Participant) []string {
	t.Helper()
	var said []string
	for range 2 {
		question := customer.Say("Grüße, 你好, 👩‍🚀 \"quoted\"")
		agent.AwaitMessage(question.ID)
		if _, err := agent.SendEvent(chatjs.Typing, nil); err != nil {
			t.Error(err)
		}
		customer.Await(0, "onTyping", nil)
		answer := agent.Say("schöne Grüße")
		if got := customer.AwaitMessage(answer.ID); got.Content != "schöne Grüße" || got.DisplayName != agentName {
			t.Errorf("got %q of %s, want \"schöne Grüße\" of %s", got.Content, got.DisplayName, agentName)
		}
		said = append(said, question.ID, answer.ID)
		position := customer.Position()
		customer.CutSockets()
		customer.AwaitSubscribed(position)
	}
	wantSame(t, "transcript", ids(messages(history(t, customer, 2))), said)
	// What a broken socket may or may not have brought is sent again.
	wantSame(t, "pushed items by id", firstOfEach(pushed(customer, 0)), []string{said[1], said[3]})
	wantUnbroken(t, customer)
	return said
}

// Version 1.1 calls CreateParticipantConnection for the token, and again for the
// socket.
// client: amazon-connect-chatjs src/core/connectionHelpers/connectionDetailsProvider.js
func oldestPageTalksOverTLS(t *testing.T) {
	s := rejoin.Start(t, rejoin.Options{TLS: true})
	customer := arriveWith(t, s, "1.1.11")
	wantClient(t, customer, "aws-sdk-js/2.")
	if got := len(customer.Answers(0, connectionPath)); got != 2 {
		t.Errorf("got %d answers of %s, want 2", got, connectionPath)
	}
	if urls := customer.Sockets(); len(urls) != 1 || !strings.HasPrefix(urls[0], "wss://") {
		t.Errorf("got sockets %v, want one with TLS", urls)
	}
	agent := agentPage(t, s, customer.Details)
	converse(t, customer, agent)
	joined := 0
	for _, item := range history(t, agent, 100) {
		if item.ContentType == chatjs.Joined && item.ParticipantID == customer.Details.ParticipantID {
			joined++
		}
	}
	if joined != 1 {
		t.Errorf("got %d times %s, want 1", joined, chatjs.Joined)
	}
	customer.Disconnect()
	agent.Await(0, "onEnded", nil)
}

// wantClient checks what a page says it is: no other version must have run.
func wantClient(t *testing.T, p *chatjs.Participant, want string) {
	t.Helper()
	got := p.Requests(0, connectionPath)[0].Headers["x-amz-user-agent"]
	if !strings.HasPrefix(got, want) || strings.Contains(got, "ChatJS/5") {
		t.Errorf("got the client %q, want %s without a ChatJS of today", got, want)
	}
}

// Up to 3.0.2 ChatJS goes on trying when nothing listens, where later versions
// give up.
func TestOlderChatJSOutlivesAKill(t *testing.T) {
	t.Parallel()
	const attempts = 4 // that the AWS SDK makes of one call
	for _, version := range []string{"2.3.2", "1.5.1"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			s := rejoin.Start(t, rejoin.Options{})
			p := arriveWith(t, s, version)
			before := p.Say("before").ID
			position := p.Position()
			s.Kill()
			p.AwaitUnanswered(position, connectionPath, attempts+1)
			must(t, s.Up())
			p.AwaitSubscribed(position)
			after := p.Say("after").ID
			p.AwaitMessage(after)
			wantSame(t, "transcript", ids(messages(history(t, p, 15))), []string{before, after})
			wantUnbroken(t, p)
		})
	}
}
