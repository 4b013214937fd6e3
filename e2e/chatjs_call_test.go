package e2e

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/front"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

var callRows = []row{
	{10, "dead_token_is_denied_at_once", deadTokenIsDeniedAtOnce},
	{11, "invalid_body_is_refused_at_once", invalidBodyIsRefusedAtOnce},
	{12, "throttled_call_is_tried_three_times", throttledCallIsTriedThreeTimes},
	{13, "lost_answer_stores_one_message", lostAnswerStoresOneMessage},
	{15, "same_client_token_is_the_same_message", sameClientTokenIsTheSameMessage},
	{17, "metadata_comes_back", metadataComesBack},
}

// fronted is a server behind a front, and the front.
func fronted(t *testing.T, o rejoin.Options) (*rejoin.Server, *front.Front) {
	t.Helper()
	f := front.New(t)
	o.PublicURL = f.URL
	s := rejoin.Start(t, o)
	f.To(s.URL)
	return s, f
}

func deadTokenIsDeniedAtOnce(t *testing.T) {
	s := sharedServer(t)
	customer := start(t, s)
	talk(t, s, customer)
	details := invite(t, s, customer.InitialContactID, customer.ContactID, agentName)
	agent := chatjs.Join(t, s.URL, details, chatjs.Options{})
	// The participant leaves by another connection, which makes this one's token
	// worthless.
	talk(t, s, details).leave()
	position := agent.Position()
	_, err := agent.Send(map[string]any{"contentType": chatjs.Plain, "message": "am I still here?"})
	wantRejection(t, err, "AccessDeniedException", http.StatusForbidden)
	_, err = agent.SendEvent(chatjs.Typing, nil)
	wantRejection(t, err, "AccessDeniedException", http.StatusForbidden)
	_, err = agent.Page(map[string]any{})
	wantRejection(t, err, "AccessDeniedException", http.StatusForbidden)
	if got := len(agent.Requests(position, "")); got != 3 {
		t.Errorf("got %d requests for 3 calls, want 3", got)
	}
}

func invalidBodyIsRefusedAtOnce(t *testing.T) {
	p := arrive(t, sharedServer(t))
	_, err := p.Send(map[string]any{"contentType": chatjs.Plain, "message": ""})
	wantRejection(t, err, "ValidationException", http.StatusBadRequest)
	if got := len(p.Requests(0, "/message")); got != 1 {
		t.Errorf("got %d requests, want 1", got)
	}
}

func throttledCallIsTriedThreeTimes(t *testing.T) {
	s, f := fronted(t, rejoin.Options{})
	p := arriveAt(t, f.URL, s)
	f.Fail("/participant/message", 3, front.Answer{Status: http.StatusTooManyRequests, Error: "ThrottlingException"})
	_, err := p.Send(map[string]any{"contentType": chatjs.Plain, "message": "too fast"})
	wantRejection(t, err, "ThrottlingException", http.StatusTooManyRequests)
	if got := clientTokens(p); len(got) != 3 || len(slices.Compact(got)) != 1 {
		t.Errorf("got the client tokens %v, want three times the same", got)
	}
}

func lostAnswerStoresOneMessage(t *testing.T) {
	s, f := fronted(t, rejoin.Options{})
	p := arriveAt(t, f.URL, s)
	f.Fail("/participant/message", 1, front.Answer{Status: http.StatusInternalServerError, Error: "InternalServerException", Lost: true})
	sent := p.Say("once")
	p.AwaitMessage(sent.ID)
	if got := clientTokens(p); len(got) != 2 || got[0] != got[1] {
		t.Errorf("got the client tokens %v, want twice the same", got)
	}
	if got := stored(t, p, "once"); len(got) != 1 || got[0].ID != sent.ID {
		t.Errorf("got %v stored, want one message with id %s", got, sent.ID)
	}
}

func sameClientTokenIsTheSameMessage(t *testing.T) {
	p := arrive(t, sharedServer(t))
	message := map[string]any{"contentType": chatjs.Plain, "message": "again and again", "clientToken": "mine"}
	first, err := p.Send(message)
	if err != nil {
		t.Fatal(err)
	}
	second, err := p.Send(message)
	if err != nil {
		t.Fatal(err)
	}
	if first != second {
		t.Errorf("got %v and then %v, want the same", first, second)
	}
	// What comes after it shows that no second copy was pushed before.
	p.AwaitMessage(p.Say("done").ID)
	pushed := 0
	for _, e := range p.Handled(0, "onMessage") {
		if e.Data.ID == first.ID {
			pushed++
		}
	}
	if pushed != 1 {
		t.Errorf("got the message pushed %d times, want once", pushed)
	}
}

func metadataComesBack(t *testing.T) {
	p := arrive(t, sharedServer(t))
	metadata := map[string]string{"page": "checkout"}
	var result struct{ Metadata map[string]string }
	err := p.Call("sendMessage", map[string]any{"contentType": chatjs.Plain, "message": "hello", "metadata": metadata}, &result)
	if err != nil {
		t.Fatal(err)
	}
	if got := result.Metadata["page"]; got != "checkout" {
		t.Errorf("result: got metadata %v, want %v", result.Metadata, metadata)
	}
	_, err = p.Send(map[string]any{"contentType": chatjs.Plain, "message": "", "metadata": metadata})
	var back map[string]string
	if json.Unmarshal(rejected(t, err).Metadata, &back); back["page"] != "checkout" {
		t.Errorf("rejection: got metadata %v, want %v", back, metadata)
	}
}

// arriveAt is arrive through a front.
func arriveAt(t *testing.T, endpoint string, s *rejoin.Server) *chatjs.Participant {
	t.Helper()
	return chatjs.Join(t, endpoint, start(t, s), chatjs.Options{})
}

// clientTokens are those of the messages that a participant sent, in order.
func clientTokens(p *chatjs.Participant) []string {
	var tokens []string
	for _, r := range p.Requests(0, "/message") {
		var body struct{ ClientToken string }
		json.Unmarshal([]byte(r.Body), &body)
		tokens = append(tokens, body.ClientToken)
	}
	return tokens
}
