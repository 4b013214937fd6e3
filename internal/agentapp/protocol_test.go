package agentapp_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/connectsvc/servicetest"
)

// client: amazon-connect-streams src/client.js, how errors reach the page.
func TestRequestsThatCannotBeServed(t *testing.T) {
	s := newSite(t)
	s.hires(t, "ann")
	server := httptest.NewServer(s.agents)
	defer server.Close()
	for _, c := range []struct {
		what, operation, bearer, body string
		status                        int
		code                          string
	}{
		{"without a bearer", "GetAgentStates", "", `{}`, 401, "UnauthorizedException"},
		{"with a bearer that is not good", "GetAgentStates", "eve", `{"authentication":{"authToken":"ann"}}`, 401, "UnauthorizedException"},
		{"with an unknown operation and no right to know", "Conquer", "eve", `{}`, 401, "UnauthorizedException"},
		{"with an unknown operation", "Conquer", "ann", `{}`, 400, "UnknownOperationException"},
		{"with no operation", "", "ann", `{}`, 400, "UnknownOperationException"},
		{"with the path of no operation", "-", "ann", `{}`, 400, "UnknownOperationException"},
		{"with no JSON", "AcceptContact", "ann", `contactId=1`, 400, "SerializationException"},
		{"with a list", "AcceptContact", "ann", `[]`, 400, "SerializationException"},
		{"with something behind the body", "AcceptContact", "ann", `{} {}`, 400, "SerializationException"},
		{"with a number for a text", "AcceptContact", "ann", `{"contactId":1}`, 400, "SerializationException"},
		{"with a text for a list", "GetEndpoints", "ann", `{"queueARNs":"q"}`, 400, "SerializationException"},
		{"with a text that is too long", "AcceptContact", "ann", `{"contactId":"` + strings.Repeat("c", 2049) + `"}`, 400, "InvalidConfigurationException"},
		{"with too many queues", "GetEndpoints", "ann", `{"queueARNs":["` + strings.Repeat(`q","`, 500) + `"]}`, 400, "InvalidConfigurationException"},
		{"with a body that is too long", "SendClientLogs", "ann", `{"a":"` + strings.Repeat("a", 1<<20) + `"}`, 400, "InvalidConfigurationException"},
		{"for a call", "HoldConnection", "ann", `{"contactId":"c","connectionId":"d"}`, 400, "InvalidContactTypeException"},
	} {
		answer, text, err := post(t, server, c.operation, c.bearer, []byte(c.body))
		if err != nil {
			t.Fatalf("%s: %v", c.what, err)
		}
		body := read(t, text)
		if answer.StatusCode != c.status || body["__type"] != c.code || body["message"] == "" || answer.Header.Get("x-amzn-ErrorType") != c.code {
			t.Errorf("%s: got %d %s, want %d %s with a message", c.what, answer.StatusCode, text, c.status, c.code)
		}
		equal(t, c.what+", content type", answer.Header.Get("Content-Type"), "application/x-amz-json-1.0")
	}
}

func TestMembersThatNobodyReadsArePassedOver(t *testing.T) {
	s := newSite(t)
	s.hires(t, "ann")
	server := httptest.NewServer(s.agents)
	defer server.Close()
	for operation, body := range map[string]string{
		"GetAgentStates":           ``,
		"GetDialableCountryCodes":  `{"contactId":"none","state":null,"endpoint":null,"configuration":null}`,
		"GetAgentConfiguration":    `{"authentication":{"authToken":"ann"},"future":[1,{"a":null}]}`,
		"GetEndpoints":             `{"queueARNs":[],"nextToken":null,"maxResults":500}`,
		"SendClientLogs":           `{"logEvents":[{"timestamp":1,"component":"ccp","message":"m"}]}`,
		"UpdateAgentConfiguration": `{"configuration":{"name":"Eve","routingProfile":{"queues":[1]},"softphoneEnabled":true}}`,
	} {
		answer, text, err := post(t, server, operation, "ann", []byte(body))
		if err != nil || answer.StatusCode != 200 {
			t.Errorf("%s %s: got %v, %s, %v, want success", operation, body, answer, text, err)
		}
	}
}

func TestOtherMethodsAreRefused(t *testing.T) {
	s := newSite(t)
	s.hires(t, "ann")
	answer := servicetest.Do(t, s.agents, "GET", "/api", "", "X-Amz-Bearer: ann", "X-Amz-Target: AmazonConnectCTIService.GetAgentStates")
	equal(t, "status", answer.Status, http.StatusMethodNotAllowed)
}

// A worker of another origin asks first.
func TestThePreflightAllowsTheHeadersOfTheWorker(t *testing.T) {
	s := newSite(t)
	answer := servicetest.Do(t, s.agents, "OPTIONS", "/api", "", "Origin: https://crm.test", "Access-Control-Request-Method: POST",
		"Access-Control-Request-Headers: content-type,x-amz-bearer,x-amz-target,x-amz-user-agent")
	equal(t, "status", answer.Status, 204)
	allowed := answer.Header.Get("Access-Control-Allow-Headers")
	for _, header := range []string{"content-type", "x-amz-bearer", "x-amz-target", "x-amz-user-agent"} {
		if !strings.Contains(allowed, header) {
			t.Errorf("got allowed headers %q, want %s among them", allowed, header)
		}
	}
}

// Who cannot be told apart now is not sent to sign in again.
func TestAnOutageIsNoEndOfTheSignIn(t *testing.T) {
	s := newSite(t)
	s.hires(t, "ann")
	server := httptest.NewServer(s.agents)
	defer server.Close()
	s.outage.set(&chat.Error{Kind: chat.KindUnavailable, Detail: "away"})
	answer, text, err := post(t, server, "GetAgentStates", "ann", []byte(`{}`))
	if err != nil || answer.StatusCode != 503 {
		t.Errorf("got %v %s %v, want 503", answer, text, err)
	}
	// client: amazon-connect-streams, its websocket manager, which any answer ends.
	if answer, text, err := post(t, server, "CreateTransport", "ann", []byte(`{"transportType":"web_socket"}`)); err == nil {
		t.Errorf("got %v %s for a socket, want a broken connection", answer, text)
	}
	s.outage.set(nil)
	s.sockets.fault.set(&chat.Error{Kind: chat.KindUnavailable, Detail: "away"})
	if answer, text, err := post(t, server, "CreateTransport", "ann", []byte(`{"transportType":"web_socket"}`)); err == nil {
		t.Errorf("got %v %s for a socket, want a broken connection", answer, text)
	}
	s.sockets.fault.set(&chat.Error{Kind: chat.KindLimit, Detail: "too many sockets"})
	if answer, text, err := post(t, server, "CreateTransport", "ann", []byte(`{"transportType":"web_socket"}`)); err != nil || answer.StatusCode != 400 {
		t.Errorf("got %v %s %v for one socket too many, want 400", answer, text, err)
	}
}
