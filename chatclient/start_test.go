package chatclient_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/rejoin-chat/rejoin/chatclient"
	"github.com/rejoin-chat/rejoin/chatclient/chattest"
)

func TestStartSendsWhatTheSamplesSend(t *testing.T) {
	var path string
	var body map[string]any
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path = r.URL.Path
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			t.Error(err)
		}
		io.WriteString(w, `{"data":{"startChatResult":{"ContactId":"c","ParticipantId":"p","ParticipantToken":"t","ContinuedFromContactId":"old"}}}`)
	}))
	defer server.Close()
	details, err := chatclient.Start(t.Context(), chatclient.StartOptions{
		Endpoint: server.URL + "/base/", HTTPClient: server.Client(),
		DisplayName: "Ana", InstanceID: "i", ContactFlowID: "f",
		Attributes: map[string]string{"k": "v"}, InitialMessage: "hi", ContentTypes: []string{chatclient.TypePlain}, DurationMinutes: 60,
		PersistentChat: &chatclient.PersistentChat{RehydrationType: chatclient.FromSegment, SourceContactID: "old"},
		ClientToken:    "once",
	})
	if err != nil {
		t.Fatal(err)
	}
	want := chatclient.ChatDetails{ContactID: "c", InitialContactID: "c", ParticipantID: "p", ParticipantToken: "t", ContinuedFromContactID: "old"}
	if details != want {
		t.Errorf("details are %+v, want %+v", details, want)
	}
	if path != "/base/start-chat" {
		t.Errorf("path is %s, want /base/start-chat", path)
	}
	got, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	const wantBody = `{"Attributes":{"k":"v"},"ChatDurationInMinutes":60,"ClientToken":"once","ContactFlowId":"f",` +
		`"InitialMessage":{"Content":"hi","ContentType":"text/plain"},"InstanceId":"i","ParticipantDetails":{"DisplayName":"Ana"},` +
		`"PersistentChat":{"RehydrationType":"FROM_SEGMENT","SourceContactId":"old"},"SupportedMessagingContentTypes":["text/plain"]}`
	if string(got) != wantBody {
		t.Errorf("body is\n%s, want\n%s", got, wantBody)
	}
}

func TestRefusedStartIsAnAPIError(t *testing.T) {
	for _, test := range []struct {
		name, body    string
		code, message string
	}{
		{"in the sample's envelope", `{"data":{"Error":{"message":"no such flow","code":"ResourceNotFoundException","statusCode":404}}}`, "ResourceNotFoundException", "no such flow"},
		{"with a numeric code", `{"data":{"Error":{"message":"no","code":404}}}`, "404", "no"},
		{"in the service's own form", `{"__type":"ResourceNotFoundException","Message":"gone"}`, "ResourceNotFoundException", "gone"},
		{"on another server's page", `<html>not found</html>`, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.WriteHeader(http.StatusNotFound)
				io.WriteString(w, test.body)
			}))
			defer server.Close()
			_, err := chatclient.Start(t.Context(), chatclient.StartOptions{Endpoint: server.URL, HTTPClient: server.Client(), DisplayName: "Ana"})
			var api *chatclient.APIError
			if !errors.As(err, &api) {
				t.Fatalf("error is %v, want an APIError", err)
			}
			if want := (chatclient.APIError{Code: test.code, Message: test.message, StatusCode: 404}); *api != want {
				t.Errorf("error is %+v, want %+v", *api, want)
			}
		})
	}
}

func TestStartIsRepeatedThroughFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := chattest.NewServer()
		defer server.Close()
		server.Fail("/start-chat", 503, 0, 429)
		options := chatclient.StartOptions{Endpoint: server.URL, HTTPClient: server.Client(), DisplayName: "Ana"}
		if _, err := chatclient.Start(t.Context(), options); err != nil {
			t.Fatal(err)
		}
		if got := server.Calls("/start-chat"); got != 4 {
			t.Errorf("started in %d calls, want 4", got)
		}
	})
}

func TestAnswerWithoutAChatIsAnError(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, `{}`)
	}))
	defer server.Close()
	_, err := chatclient.Start(t.Context(), chatclient.StartOptions{Endpoint: server.URL, HTTPClient: server.Client()})
	if err == nil || !strings.Contains(err.Error(), "startChatResult") {
		t.Errorf("error is %v, want one that names startChatResult", err)
	}
}
