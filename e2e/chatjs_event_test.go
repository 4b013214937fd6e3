package e2e

import (
	"net/http"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
)

var eventRows = []row{
	{50, "typing_is_pushed_and_not_stored", typingIsPushedAndNotStored},
	{51, "second_typing_stays_with_the_client", secondTypingStaysWithTheClient},
	{52, "joining_is_told", joiningIsTold},
	{53, "leaving_is_told", leavingIsTold},
	{61, "old_acknowledgement_is_accepted", oldAcknowledgementIsAccepted},
	{62, "event_of_the_server_is_refused", eventOfTheServerIsRefused},
}

func typingIsPushedAndNotStored(t *testing.T) {
	s := sharedServer(t)
	customer := arrive(t, s)
	agent := agentPage(t, s, customer.Details)
	if _, err := agent.SendEvent(chatjs.Typing, nil); err != nil {
		t.Fatal(err)
	}
	got := customer.Await(0, "onTyping", nil).Data
	if got.ParticipantID != agent.Details.ParticipantID || got.ContentType != chatjs.Typing {
		t.Errorf("got %s of %s, want typing of %s", got.ContentType, got.ParticipantID, agent.Details.ParticipantID)
	}
	for _, e := range customer.Handled(0, "onMessage") {
		if e.Data.ContentType == chatjs.Typing {
			t.Error("got typing through onMessage, want it through onTyping alone")
		}
	}
	for _, item := range history(t, customer, 100) {
		if item.ContentType == chatjs.Typing {
			t.Error("got typing in the transcript, want it pushed alone")
		}
	}
}

func secondTypingStaysWithTheClient(t *testing.T) {
	p := arrive(t, sharedServer(t))
	for range 2 {
		if _, err := p.SendEvent(chatjs.Typing, nil); err != nil {
			t.Fatal(err)
		}
	}
	if got := len(p.Requests(0, "/event")); got != 1 {
		t.Errorf("got %d requests for two events within ten seconds, want 1", got)
	}
}

func joiningIsTold(t *testing.T) {
	s := sharedServer(t)
	customer := arrive(t, s)
	agent := agentPage(t, s, customer.Details)
	got := awaitEvent(customer, chatjs.Joined, agent.Details)
	if got.DisplayName != agentName || got.ParticipantRole != "CUSTOM_BOT" {
		t.Errorf("got %s in the role %s, want %s as CUSTOM_BOT", got.DisplayName, got.ParticipantRole, agentName)
	}
}

func leavingIsTold(t *testing.T) {
	s := sharedServer(t)
	customer := arrive(t, s)
	agent := agentPage(t, s, customer.Details)
	agent.Disconnect()
	if got := awaitEvent(customer, chatjs.Left, agent.Details); got.DisplayName != agentName {
		t.Errorf("got %s, want %s", got.DisplayName, agentName)
	}
}

// awaitEvent waits for an event that is about somebody.
func awaitEvent(p *chatjs.Participant, contentType string, who chatjs.Details) chatjs.Item {
	return p.Await(0, "onMessage", func(i chatjs.Item) bool {
		return i.ContentType == contentType && i.ParticipantID == who.ParticipantID
	}).Data
}

func oldAcknowledgementIsAccepted(t *testing.T) {
	p := arrive(t, sharedServer(t))
	if _, err := p.SendEvent(chatjs.Acknowledged, nil); err != nil {
		t.Error(err)
	}
}

func eventOfTheServerIsRefused(t *testing.T) {
	p := arrive(t, sharedServer(t))
	awaitEvent(p, chatjs.Joined, p.Details)
	position := p.Position()
	for _, contentType := range []string{chatjs.Ended, chatjs.Joined, chatjs.Left} {
		_, err := p.SendEvent(contentType, "{}")
		wantRejection(t, err, "ValidationException", http.StatusBadRequest)
	}
	p.AwaitMessage(p.Say("still here").ID)
	for _, e := range p.Handled(position, "onMessage") {
		if e.Data.Type == "EVENT" {
			t.Errorf("got %s pushed, want nothing", e.Data.ContentType)
		}
	}
}
