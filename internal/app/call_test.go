package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/rejoin-chat/rejoin/chatclient"
)

// answer is an HTTP answer, read.
type answer struct {
	status int
	header http.Header
	body   string
}

// errorName is the name of the error where clients look first; it must be in the
// body too.
func (a answer) errorName() string { return a.header.Get("X-Amzn-Errortype") }

// request makes a request with headers given as pairs.
func request(method, url, body string, headers ...string) (*http.Request, error) {
	r, err := http.NewRequest(method, url, bytes.NewBufferString(body))
	if err != nil {
		return nil, err
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r, nil
}

// send sends a request.
func (s *site) send(r *http.Request) answer {
	s.t.Helper()
	a, err := s.try(r)
	if err != nil {
		s.t.Fatalf("%s %s: %v", r.Method, r.URL, err)
	}
	return a
}

// try is send for where no answer is an answer too.
func (s *site) try(r *http.Request) (answer, error) {
	resp, err := s.client.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, resp.Header, string(body)}, err
}

// do makes a request and sends it.
func (s *site) do(method, path, body string, headers ...string) answer {
	s.t.Helper()
	r, err := request(method, base+path, body, headers...)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.send(r)
}

// connect calls the Connect API with a signature.
func (s *site) connect(method, path, body string) answer {
	s.t.Helper()
	r, err := request(method, base+path, body, "Content-Type", "application/json")
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.keys.Sign(r, []byte(body), time.Now()); err != nil {
		s.t.Fatal(err)
	}
	return s.send(r)
}

// participant calls the Participant API.
func (s *site) participant(operation, bearer, body string) answer {
	s.t.Helper()
	return s.do("POST", "/participant/"+operation, body, "X-Amz-Bearer", bearer)
}

// both asks for everything that CreateParticipantConnection gives.
const both = `{"Type":["WEBSOCKET","CONNECTION_CREDENTIALS"]}`

// connection is what CreateParticipantConnection answers.
type connection struct {
	Websocket             struct{ Url, ConnectionExpiry string }
	ConnectionCredentials struct{ ConnectionToken, Expiry string }
}

// join calls CreateParticipantConnection.
func (s *site) join(who chatclient.ChatDetails) connection {
	s.t.Helper()
	var c connection
	s.read(s.participant("connection", who.ParticipantToken, both), &c)
	return c
}

// read decodes a success.
func (s *site) read(a answer, out any) {
	s.t.Helper()
	if a.status != http.StatusOK {
		s.t.Fatalf("got %d %s, want 200", a.status, a.body)
	}
	if err := json.Unmarshal([]byte(a.body), out); err != nil {
		s.t.Fatalf("got %s: %v", a.body, err)
	}
}

// begin starts a chat; more holds further members of the request, each followed
// by a comma.
func (s *site) begin(flow, more string) chatclient.ChatDetails {
	s.t.Helper()
	var out struct{ ContactId, ParticipantId, ParticipantToken string }
	s.read(s.connect("PUT", "/contact/chat", fmt.Sprintf(
		`{%s"InstanceId":%q,"ContactFlowId":%q,"ParticipantDetails":{"DisplayName":"Ada"}}`, more, instance, flow)), &out)
	return chatclient.ChatDetails{
		ContactID: out.ContactId, InitialContactID: out.ContactId,
		ParticipantID: out.ParticipantId, ParticipantToken: out.ParticipantToken,
	}
}

// bot adds a custom participant, who talks like an agent.
func (s *site) bot(chat chatclient.ChatDetails) chatclient.ChatDetails {
	s.t.Helper()
	var out struct {
		ParticipantId          string
		ParticipantCredentials struct{ ParticipantToken string }
	}
	s.read(s.connect("POST", "/contact/create-participant", fmt.Sprintf(
		`{"InstanceId":%q,"ContactId":%q,"ParticipantDetails":{"DisplayName":"Robin","ParticipantRole":"CUSTOM_BOT"}}`,
		instance, chat.ContactID)), &out)
	return chatclient.ChatDetails{
		ContactID: chat.ContactID, InitialContactID: chat.InitialContactID,
		ParticipantID: out.ParticipantId, ParticipantToken: out.ParticipantCredentials.ParticipantToken,
	}
}

// contact is what DescribeContact tells of a contact.
type contact struct {
	Id, DisconnectReason, InitiationMethod   string
	InitiationTimestamp, DisconnectTimestamp float64
}

func (s *site) describe(id string) contact {
	s.t.Helper()
	var out struct{ Contact contact }
	s.read(s.connect("GET", "/contacts/"+instance+"/"+id, ""), &out)
	return out.Contact
}

// life is how long a contact has lived.
func (c contact) life() time.Duration {
	return time.Duration((c.DisconnectTimestamp - c.InitiationTimestamp) * float64(time.Second)).Round(time.Second)
}
