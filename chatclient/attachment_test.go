package chatclient_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/chatclient"
)

// exchange is a server that answers paths with texts and records what it was sent.
type exchange struct {
	*httptest.Server
	answers map[string]string
	bodies  map[string]string
	headers map[string]http.Header
}

func newExchange(t *testing.T, answers map[string]string) (*exchange, *chatclient.Session) {
	t.Helper()
	e := &exchange{answers: answers, bodies: make(map[string]string), headers: make(map[string]http.Header)}
	answers["POST /participant/connection"] = `{"ConnectionCredentials":{"ConnectionToken":"t"}}`
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		call := r.Method + " " + r.URL.EscapedPath()
		body, _ := io.ReadAll(r.Body)
		e.bodies[call], e.headers[call] = string(body), r.Header
		answer, known := e.answers[call]
		if !known {
			w.WriteHeader(http.StatusNotFound)
		}
		io.WriteString(w, strings.ReplaceAll(answer, "$URL", e.URL))
	}))
	t.Cleanup(e.Close)
	config := chatclient.Config{Endpoint: e.URL, HTTPClient: e.Client()}
	return e, chatclient.New(config, chatclient.ChatDetails{})
}

func TestAttachmentIsUploadedWithTheSignedHeadersAndCompleted(t *testing.T) {
	e, session := newExchange(t, map[string]string{
		"POST /participant/start-attachment-upload": `{"AttachmentId":"a","UploadMetadata":{"Url":"$URL/put","HeadersToInclude":{"Content-Type":"image/png","X-Signed":"yes"}}}`,
		"PUT /put": "",
		"POST /participant/complete-attachment-upload": `{}`,
	})
	id, err := session.SendAttachment(t.Context(), chatclient.File{Name: "köter.png", ContentType: "image/png", Content: []byte("bytes")})
	if err != nil || id != "a" {
		t.Fatalf("SendAttachment: %q, %v; want a, nil", id, err)
	}
	var start map[string]any
	if err := json.Unmarshal([]byte(e.bodies["POST /participant/start-attachment-upload"]), &start); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("%v%v%v", start["AttachmentName"], start["AttachmentSizeInBytes"], start["ContentType"]); got != "köter.png5image/png" {
		t.Errorf("the upload was started with %q", got)
	}
	if got := e.bodies["PUT /put"]; got != "bytes" {
		t.Errorf("uploaded %q, want bytes", got)
	}
	if h := e.headers["PUT /put"]; h.Get("X-Signed") != "yes" || h.Get("X-Amz-Bearer") != "" {
		t.Errorf("upload headers are %v, want the signed ones and no token", h)
	}
	if got := e.bodies["POST /participant/complete-attachment-upload"]; !strings.Contains(got, `"AttachmentIds":["a"]`) {
		t.Errorf("completed with %s, want the id a", got)
	}
}

func TestFailedUploadIsNotCompleted(t *testing.T) {
	e, session := newExchange(t, map[string]string{
		"POST /participant/start-attachment-upload": `{"AttachmentId":"a","UploadMetadata":{"Url":"$URL/gone"}}`,
	})
	_, err := session.SendAttachment(t.Context(), chatclient.File{Name: "f", Content: []byte("x")})
	var api *chatclient.APIError
	if !errors.As(err, &api) || api.StatusCode != http.StatusNotFound {
		t.Errorf("error is %v, want status 404", err)
	}
	if _, called := e.bodies["POST /participant/complete-attachment-upload"]; called {
		t.Error("an upload that failed was completed")
	}
}

func TestAttachmentIsDownloadedWithoutTheToken(t *testing.T) {
	e, session := newExchange(t, map[string]string{
		"POST /participant/attachment": `{"Url":"$URL/file","UrlExpiry":"x"}`,
		"GET /file":                    "bytes",
	})
	body, err := session.DownloadAttachment(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	if got, err := io.ReadAll(body); err != nil || string(got) != "bytes" {
		t.Errorf("downloaded %q, %v; want bytes", got, err)
	}
	if got := e.headers["GET /file"].Get("X-Amz-Bearer"); got != "" {
		t.Errorf("the token went to the file's URL")
	}
}

func TestViewTokenIsOneEscapedSegment(t *testing.T) {
	_, session := newExchange(t, map[string]string{
		"GET /participant/views/a%2Fb+c=": `{"View":{"Name":"form"}}`,
	})
	view, err := session.DescribeView(t.Context(), "a/b+c=")
	if err != nil || string(view) != `{"Name":"form"}` {
		t.Errorf("view is %s, %v; want the form", view, err)
	}
}

func TestAuthenticationCallsCarryTheSession(t *testing.T) {
	e, session := newExchange(t, map[string]string{
		"POST /participant/authentication-url":    `{"AuthenticationUrl":"https://idp"}`,
		"POST /participant/cancel-authentication": `{}`,
	})
	url, err := session.GetAuthenticationURL(t.Context(), "s", "https://back")
	if err != nil || url != "https://idp" {
		t.Errorf("URL is %q, %v; want https://idp", url, err)
	}
	if got, want := e.bodies["POST /participant/authentication-url"], `{"SessionId":"s","RedirectUri":"https://back"}`; got != want {
		t.Errorf("body is %s, want %s", got, want)
	}
	if err := session.CancelParticipantAuthentication(t.Context(), "s"); err != nil {
		t.Error(err)
	}
	if got, want := e.bodies["POST /participant/cancel-authentication"], `{"SessionId":"s"}`; got != want {
		t.Errorf("body is %s, want %s", got, want)
	}
}
