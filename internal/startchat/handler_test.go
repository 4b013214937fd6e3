package startchat_test

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/connectsvc/servicetest"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/startchat"
)

const instanceARN = "arn:aws:connect:local-1:000000000000:instance/" + string(directory.DefaultInstanceID)

// TestWhatThePublishedFrontEndsSend has one body of each front end.
func TestWhatThePublishedFrontEndsSend(t *testing.T) {
	s := newSite(t)
	for name, tc := range map[string]struct {
		body, contentType string
		display           string
		attributes        map[string]string
	}{
		"web widget": {
			`{"InstanceId":"` + string(directory.DefaultInstanceID) + `","ContactFlowId":"` + string(directory.SampleInboundID) + `","ParticipantDetails":{"DisplayName":"Ada"},"Username":"ada7","Attributes":{"colour":"green"},"SupportedMessagingContentTypes":["text/plain","text/markdown"]}`,
			"text/plain;charset=UTF-8", "Ada", map[string]string{"customerName": "Ada", "username": "ada7", "colour": "green"},
		},
		"iOS": {
			`{"ConnectInstanceId":"` + string(directory.DefaultInstanceID) + `","ContactFlowId":"` + string(directory.SampleInboundID) + `","ParticipantDetails":{"DisplayName":"iOS"},"PersistentChat":null,"SupportedMessagingContentTypes":["text/plain","application/vnd.amazonaws.connect.message.interactive"]}`,
			"application/json", "iOS", map[string]string{"customerName": "iOS"},
		},
		"React Native":         {`{"customerName":"Native"}`, "", "Native", map[string]string{"customerName": "Native"}},
		"nothing":              {``, "", "Customer", map[string]string{"customerName": "Customer"}},
		"an empty object":      {`{}`, "application/x-www-form-urlencoded", "Customer", map[string]string{"customerName": "Customer"}},
		"everything empty":     {`{"InstanceId":"","ContactFlowId":"","ParticipantDetails":{"DisplayName":""},"Username":"","Attributes":"","InitialMessage":"","SupportedMessagingContentTypes":"","PersistentChat":{},"ClientToken":"","RelatedContactId":"","ChatDurationInMinutes":""}`, "", "Customer", map[string]string{"customerName": "Customer"}},
		"everything null":      {`{"InstanceId":null,"ParticipantDetails":null,"Attributes":null,"InitialMessage":null,"SupportedMessagingContentTypes":null,"ChatDurationInMinutes":null,"SegmentAttributes":null}`, "", "Customer", map[string]string{"customerName": "Customer"}},
		"keys in any case":     {`{"instanceId":"` + instanceARN + `","contactflowid":"` + string(directory.SampleInboundID) + `","PARTICIPANTDETAILS":{"displayName":"Ada"}}`, "", "Ada", map[string]string{"customerName": "Ada"}},
		"attributes as text":   {`{"Attributes":"{\"customerName\":\"Grace\",\"n\":7,\"vip\":true,\"gone\":null}"}`, "", "Grace", map[string]string{"customerName": "Grace", "n": "7", "vip": "true"}},
		"name by attribute":    {`{"Attributes":{"customerName":"Grace"},"Username":"g"}`, "", "Grace", map[string]string{"customerName": "Grace", "username": "g"}},
		"name by username":     {`{"Username":"g"}`, "", "g", map[string]string{"customerName": "g", "username": "g"}},
		"attributes win":       {`{"ParticipantDetails":{"DisplayName":"Ada"},"Username":"u","Attributes":{"customerName":"A.","username":"v"}}`, "", "Ada", map[string]string{"customerName": "A.", "username": "v"}},
		"members nobody knows": {`{"Foo":{"bar":[1]},"foo":2}`, "", "Customer", map[string]string{"customerName": "Customer"}},
	} {
		t.Run(name, func(t *testing.T) {
			r, session, customer := s.start(t, tc.body, "Content-Type: "+tc.contentType)
			if customer.DisplayName != tc.display {
				t.Errorf("got name %q, want %q", customer.DisplayName, tc.display)
			}
			if !reflect.DeepEqual(session.Attributes, tc.attributes) {
				t.Errorf("got attributes %v, want %v", session.Attributes, tc.attributes)
			}
			if r.Data.StartChatResult.ParticipantToken == "" || r.Data.StartChatResult.ContinuedFromContactId != "" {
				t.Errorf("got %+v, want a token and no past", r.Data.StartChatResult)
			}
		})
	}
}

func TestEverythingIsForwarded(t *testing.T) {
	s := newSite(t)
	related, _, _ := s.start(t, "{}")
	_, session, _ := s.start(t, `{"ChatDurationInMinutes":"60","SupportedMessagingContentTypes":"text/plain, text/markdown",
		"InitialMessage":{"ContentType":"text/markdown","Content":"*hi*"},"CustomerId":"cust-1",
		"ParticipantConfiguration":{"ResponseMode":"INCREMENTAL"},"DisconnectOnCustomerExit":["AGENT"],
		"SegmentAttributes":{"tier":{"ValueString":"gold"}},"RelatedContactId":"`+related.Data.StartChatResult.ContactId+`"}`)
	if got := session.ExpiresAt.Sub(session.CreatedAt); got != time.Hour {
		t.Errorf("got a duration of %v, want an hour", got)
	}
	if got := strings.Join(session.ContentTypes, " "); got != "text/plain text/markdown" {
		t.Errorf("got content types %s, want both", got)
	}
	if session.InitialMessage != "*hi*" || session.CustomerID != "cust-1" || session.ResponseMode != chat.ResponseIncremental || !session.DisconnectOnCustomerExit {
		t.Errorf("got %+v, want what was sent", session)
	}
	contact, err := s.Store.Contact(t.Context(), session.ContactID)
	if err != nil || *contact.SegmentAttributes["tier"].String != "gold" || string(contact.RelatedID) != related.Data.StartChatResult.ContactId {
		t.Errorf("got %+v (%v), want tier and the related contact", contact, err)
	}
	_, session, _ = s.start(t, `{"InitialMessage":"hello","ChatDurationInMinutes":120}`)
	if got := session.ExpiresAt.Sub(session.CreatedAt); got != 2*time.Hour || session.InitialMessage != "hello" {
		t.Errorf("got %v and %q, want two hours and hello", got, session.InitialMessage)
	}
}

func TestPastIsContinued(t *testing.T) {
	s := newSite(t)
	past, session, _ := s.start(t, `{"Username":"ada7"}`)
	if d := past.Data; d.Username != "ada7" || d.InstanceID != string(directory.DefaultInstanceID) || d.PreviousContactID != "INITIAL_CHAT" {
		t.Errorf("got %+v, want the user, the instance and INITIAL_CHAT", d)
	}
	s.End(t, servicetest.Chat{Started: conversation.Started{SessionID: session.ID}})
	id := past.Data.StartChatResult.ContactId
	now, _, _ := s.start(t, `{"Username":"ada7","PersistentChat":{"RehydrationType":"ENTIRE_PAST_SESSION","SourceContactId":"`+id+`"}}`)
	if d := now.Data; d.StartChatResult.ContinuedFromContactId != id || d.PreviousContactID != id {
		t.Errorf("got %+v, want it to continue %s", d, id)
	}
	half, _, _ := s.start(t, `{"PersistentChat":{"RehydrationType":"ENTIRE_PAST_SESSION","SourceContactId":""}}`)
	if got := half.Data.StartChatResult.ContinuedFromContactId; got != "" {
		t.Errorf("got %q continued, want a chat without a past", got)
	}
}

func TestClientTokenIsReplayed(t *testing.T) {
	s := newSite(t)
	first := s.post(t, `{"ClientToken":"t-1"}`)
	if again := s.post(t, `{"ClientToken":"t-1"}`); again.Text != first.Text || first.Status != 200 {
		t.Errorf("got %s, want %s again", again.Text, first.Text)
	}
}

func TestFeaturePermissions(t *testing.T) {
	s := newSite(t, func(c *startchat.Config) { c.Attachments = true })
	for body, want := range map[string]map[string]bool{
		`{}`: {"ATTACHMENTS": true},
		`{"SupportedMessagingContentTypes":["text/plain"]}`:                 {"ATTACHMENTS": true, "MESSAGING_MARKDOWN": false},
		`{"SupportedMessagingContentTypes":["text/plain","text/markdown"]}`: {"ATTACHMENTS": true, "MESSAGING_MARKDOWN": true},
	} {
		if r, _, _ := s.start(t, body); !reflect.DeepEqual(r.Data.FeaturePermissions, want) {
			t.Errorf("%s: got %v, want %v", body, r.Data.FeaturePermissions, want)
		}
	}
}

func TestRefusalsAreEnvelopesWithTheRealStatus(t *testing.T) {
	s := newSite(t)
	active, _, _ := s.start(t, "{}")
	const ipe, ire = "InvalidParameterException", "InvalidRequestException"
	persistent := func(kind, source string) string {
		return `{"PersistentChat":{"RehydrationType":"` + kind + `","SourceContactId":"` + source + `"}}`
	}
	for name, tc := range map[string]struct {
		body   string
		status int
		code   string
		says   string
	}{
		"not JSON":            {`{"a":`, 400, "SerializationException", "JSON object"},
		"a list":              {`[]`, 400, "SerializationException", "JSON object"},
		"a form":              {`a=b`, 400, "SerializationException", "JSON object"},
		"details of a type":   {`{"ParticipantDetails":"Ada"}`, 400, ipe, "ParticipantDetails"},
		"name of a type":      {`{"ParticipantDetails":{"DisplayName":7}}`, 400, ipe, "ParticipantDetails"},
		"name too long":       {`{"ParticipantDetails":{"DisplayName":"` + strings.Repeat("a", 257) + `"}}`, 400, ipe, "DisplayName"},
		"attributes of lists": {`{"Attributes":[]}`, 400, ipe, "Attributes"},
		"attributes as words": {`{"Attributes":"colour"}`, 400, ipe, "Attributes"},
		"nested attributes":   {`{"Attributes":{"a":{"b":1}}}`, 400, ipe, "Attributes"},
		"attribute key":       {`{"Attributes":{"a/b":"1"}}`, 400, ipe, "Attributes"},
		"duration":            {`{"ChatDurationInMinutes":"long"}`, 400, ipe, "ChatDurationInMinutes"},
		"duration too short":  {`{"ChatDurationInMinutes":59}`, 400, ipe, "ChatDurationInMinutes"},
		"content types":       {`{"SupportedMessagingContentTypes":"text/markdown"}`, 400, ipe, "SupportedMessagingContentTypes"},
		"content types' type": {`{"SupportedMessagingContentTypes":[1]}`, 400, ipe, "SupportedMessagingContentTypes"},
		"initial message":     {`{"InitialMessage":{"ContentType":"text/html","Content":"x"}}`, 400, ipe, "InitialMessage"},
		"claimed sign-in":     {`{"SegmentAttributes":{"connect:CustomerAuthentication":{"ValueMap":{"Status":{"ValueString":"AUTHENTICATED"}}}}}`, 400, ipe, "connect:CustomerAuthentication"},
		"claimed nothing":     {`{"segmentattributes":{"connect:CustomerAuthentication":{}}}`, 400, ipe, "connect:CustomerAuthentication"},
		"unknown instance":    {`{"InstanceId":"x"}`, 404, "ResourceNotFoundException", "instance"},
		"unknown flow":        {`{"ContactFlowId":"x"}`, 404, "ResourceNotFoundException", "flow"},
		"unknown source":      {persistent("FROM_SEGMENT", "x"), 404, "ResourceNotFoundException", "SourceContactId"},
		"unknown rehydration": {persistent("SOME", "x"), 400, ipe, "RehydrationType"},
		"active source":       {persistent("FROM_SEGMENT", active.Data.StartChatResult.ContactId), 400, ire, "has not ended"},
		"too large":           {`{"a":"` + strings.Repeat("x", 300<<10) + `"}`, 413, "RequestEntityTooLargeException", "bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			before := s.Store.Writes()
			r := want(t, s.post(t, tc.body), tc.status, tc.code)
			if !strings.Contains(r.Data.Error.Message, tc.says) || strings.HasPrefix(r.Data.Error.Message, tc.code) {
				t.Errorf("got message %q, want it to say %q and not the code", r.Data.Error.Message, tc.says)
			}
			if got := s.Store.Writes() - before; got != 0 {
				t.Errorf("got %d writes, want none", got)
			}
		})
	}
}

func TestTooManyChats(t *testing.T) {
	s := newSite(t)
	for range 20 {
		s.start(t, "{}")
	}
	want(t, s.post(t, "{}"), 429, "LimitExceededException")
}

func TestFaultsOfOurs(t *testing.T) {
	s := newSite(t)
	s.Store.Fail(errors.New("disk on fire"))
	a := s.post(t, "{}")
	want(t, a, 500, "InternalServiceException")
	if strings.Contains(a.Text, "fire") {
		t.Errorf("got %s, want no cause in it", a.Text)
	}
	if e := s.events[0]; e.Status != 500 || e.ErrorCode != "InternalServiceException" || e.Err == nil || e.Operation != "StartChatContact" {
		t.Errorf("got event %+v, want the fault with its cause", e)
	}
}

type panicking struct{ value any }

func (p panicking) StartChatContact(context.Context, *connect.StartChatContactInput) (*connect.StartChatContactOutput, error) {
	panic(p.value)
}

func TestPanicIsAnsweredLikeAFault(t *testing.T) {
	s := newSite(t, func(c *startchat.Config) { c.Starter = panicking{"oops"} })
	if a := s.post(t, "{}"); strings.Contains(want(t, a, 500, "InternalServiceException").Data.Error.Message, "oops") {
		t.Errorf("got %s, want no cause in it", a.Text)
	}
}

func TestAbortedRequestIsLeftToTheServer(t *testing.T) {
	s := newSite(t, func(c *startchat.Config) { c.Starter = panicking{http.ErrAbortHandler} })
	defer func() {
		if got := recover(); got != http.ErrAbortHandler {
			t.Errorf("got panic %v, want http.ErrAbortHandler", got)
		}
	}()
	s.post(t, "{}")
}

func TestEveryPathStartsAChat(t *testing.T) {
	s := newSite(t)
	mux := http.NewServeMux()
	for _, path := range startchat.Paths() {
		mux.Handle(path, s.handler)
	}
	for _, path := range []string{"/start-chat", "/Prod", "/Prod/", "/startChatContact"} {
		if a := servicetest.Do(t, mux, "POST", path, "{}"); a.Status != 200 {
			t.Errorf("%s: got %d %s, want 200", path, a.Status, a.Text)
		}
	}
}
