package e2e

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// startChatAnswer is what pages and the mobile samples read.
// client: amazon-connect-chat-ui-examples cloudformationTemplates/startChatContactAPI/js/startChatContact.js
type startChatAnswer struct {
	Data struct {
		StartChatResult struct {
			ContactID, ParticipantID, ParticipantToken string
			ContinuedFromContactID                     string
		}
		Error struct{ Message string }
	}
}

// The endpoint that web pages start a chat at takes what the published front
// ends send, and ChatJS talks with what it answers.
func TestStartChatEndpointTakesWhatFrontEndsSend(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	for name, body := range map[string]string{
		"chat interface": `{"InstanceId":"` + s.InstanceID() + `","ContactFlowId":"` + s.FlowID() + `","ParticipantDetails":{"DisplayName":"Ada"},"Username":"ada"}`,
		"iOS sample":     `{"ConnectInstanceId":"` + s.InstanceID() + `","ContactFlowId":"` + s.FlowID() + `","ParticipantDetails":{"DisplayName":"Ada"},"SupportedMessagingContentTypes":["text/plain","text/markdown"]}`,
		"README sample":  `{"ParticipantDetails":{"DisplayName":"Ada"},"Attributes":"{\"customerName\":\"Ada\"}"}`,
		"React Native":   `{"customerName":"Ada"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, answer := startChat(t, s, "text/plain;charset=UTF-8", body)
			if status != http.StatusOK {
				t.Fatalf("got status %d and %+v, want 200", status, answer)
			}
			r := answer.Data.StartChatResult
			p := chatjs.Join(t, s.URL, chatjs.Details{
				ContactID: r.ContactID, ParticipantID: r.ParticipantID, ParticipantToken: r.ParticipantToken,
			}, chatjs.Options{})
			if got := p.AwaitMessage(p.Say("hello").ID).DisplayName; got != "Ada" {
				t.Errorf("got display name %q, want Ada", got)
			}
		})
	}
}

// A page comes back and continues the chat that ended.
func TestStartChatEndpointContinuesAPastChat(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	past := arrive(t, s)
	said := past.Say("see you").ID
	past.Disconnect()
	past.Await(0, "onEnded", nil)
	status, answer := startChat(t, s, "application/json", `{"ParticipantDetails":{"DisplayName":"Ada"},
		"PersistentChat":{"SourceContactId":"`+past.Details.ContactID+`","RehydrationType":"ENTIRE_PAST_SESSION"}}`)
	r := answer.Data.StartChatResult
	if status != http.StatusOK || r.ContinuedFromContactID != past.Details.ContactID {
		t.Fatalf("got status %d and %+v, want to continue from %s", status, r, past.Details.ContactID)
	}
	p := chatjs.Join(t, s.URL, chatjs.Details{ContactID: r.ContactID, ParticipantID: r.ParticipantID, ParticipantToken: r.ParticipantToken}, chatjs.Options{})
	wantSame(t, "history", ids(messages(history(t, p, 15))), []string{said})
}

// Failures are JSON with a text that a page can show.
func TestStartChatEndpointFailsReadably(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	for body, want := range map[string]int{
		`not json`:                         http.StatusBadRequest,
		`{"ContactFlowId":"no such flow"}`: http.StatusNotFound,
		`{"ParticipantDetails":{"DisplayName":"Ada"},"PersistentChat":{"SourceContactId":"x","RehydrationType":"SOMEHOW"}}`: http.StatusBadRequest,
	} {
		status, answer := startChat(t, s, "application/json", body)
		if status != want || answer.Data.Error.Message == "" {
			t.Errorf("%s: got status %d and message %q, want %d and a text", body, status, answer.Data.Error.Message, want)
		}
	}
}

// startChat posts to the endpoint.
func startChat(t *testing.T, s *rejoin.Server, contentType, body string) (int, startChatAnswer) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/start-chat", strings.NewReader(body))
	must(t, err)
	request.Header.Set("Content-Type", contentType)
	request.Header.Set("Origin", shopOrigin)
	response, err := http.DefaultClient.Do(request)
	must(t, err)
	defer response.Body.Close()
	if got := response.Header.Get("Access-Control-Allow-Origin"); got != "*" && got != shopOrigin {
		t.Errorf("got Access-Control-Allow-Origin %q, want the page's origin", got)
	}
	var answer startChatAnswer
	must(t, json.NewDecoder(response.Body).Decode(&answer))
	return response.StatusCode, answer
}
