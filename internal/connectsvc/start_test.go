package connectsvc_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
)

func TestStartTakesEveryMember(t *testing.T) {
	s := newSite(t)
	related := s.start(t, "")
	out := s.start(t, `,
		"Attributes":{"colour":"green"},"CustomerId":"cust-1","ChatDurationInMinutes":60,
		"ParticipantConfiguration":{"ResponseMode":"INCREMENTAL"},
		"InitialMessage":{"ContentType":"text/markdown","Content":"*hi*"},
		"SupportedMessagingContentTypes":["text/plain","text/markdown"],
		"RelatedContactId":"`+related.ContactId+`","DisconnectOnCustomerExit":["AGENT"],
		"SegmentAttributes":{"tier":{"ValueString":"gold"},"n":{"ValueInteger":7},
			"l":{"ValueList":[{"ValueString":"a"}]},"m":{"ValueMap":{"k":{"ValueArn":"arn:x"}}}}`)
	session, err := s.Store.Session(t.Context(), chat.SessionID(out.ContactId))
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintln(session.ExpiresAt.Sub(session.CreatedAt), session.CustomerID, session.Attributes["colour"],
		session.ResponseMode, session.InitialMessage, session.ContentTypes, session.DisconnectOnCustomerExit); got !=
		"1h0m0s cust-1 green INCREMENTAL *hi* [text/plain text/markdown] true\n" {
		t.Errorf("got session %s", got)
	}
	c := describe(t, s, out.ContactId)
	if got, want := string(c["SegmentAttributes"]), `{"connect:Subtype":{"ValueString":"connect:Chat"},"l":{"ValueList":[{"ValueString":"a"}]},"m":{"ValueMap":{"k":{"ValueArn":"arn:x"}}},"n":{"ValueInteger":7},"tier":{"ValueString":"gold"}}`; got != want {
		t.Errorf("got segment attributes %s, want %s", got, want)
	}
	if got, want := string(c["RelatedContactId"]), `"`+related.ContactId+`"`; got != want {
		t.Errorf("got related contact %s, want %s", got, want)
	}
}

func TestStartTakesIdsAndARNsAlike(t *testing.T) {
	s := newSite(t)
	body := fmt.Sprintf(`{"InstanceId":%q,"ContactFlowId":%q,"ParticipantDetails":{"DisplayName":"Ada"}}`, arn(""), arn("/contact-flow/"+inbound))
	out := read[started](t, s.call(t, "PUT", "/contact/chat", body))
	if out.ContactId == "" || out.ParticipantId == "" || out.ContinuedFromContactId != "" {
		t.Errorf("got %+v, want a contact, a participant and no past", out)
	}
	p, err := s.Tokens.VerifyParticipant(out.ParticipantToken)
	if err != nil || string(p.InstanceID) != instance || string(p.SessionID) != out.ContactId || string(p.ParticipantID) != out.ParticipantId {
		t.Errorf("got token of %+v (%v), want the answer's contact and participant", p, err)
	}
}

func TestRepeatedClientTokenGivesTheSameChat(t *testing.T) {
	s := newSite(t)
	first := s.call(t, "PUT", "/contact/chat", startBody(`,"ClientToken":"t-1"`))
	again := s.call(t, "PUT", "/contact/chat", startBody(`,"ClientToken":"t-1"`))
	want(t, first, 200, "")
	if first.Text != again.Text {
		t.Errorf("got %s, want %s again", again.Text, first.Text)
	}
	s.refuse(t, refusal{"another request under the token", "PUT", "/contact/chat",
		startBody(`,"ClientToken":"t-1","CustomerId":"other"`), 400, "InvalidRequestException", "ClientToken"})
}

func TestStartRefuses(t *testing.T) {
	s := newSite(t, conversation.Limits{ActiveChats: 2})
	active := s.start(t, "")
	ended := s.start(t, "")
	s.stop(t, ended.ContactId)
	persistent := func(kind, source string) string {
		return startBody(fmt.Sprintf(`,"PersistentChat":{"RehydrationType":%q,"SourceContactId":%q}`, kind, source))
	}
	const path = "/contact/chat"
	with := func(name, body string, status int, code, says string) refusal {
		return refusal{name, "PUT", path, body, status, code, says}
	}
	const ipe, ire, rnf = "InvalidParameterException", "InvalidRequestException", "ResourceNotFoundException"
	s.refuse(t,
		with("no instance", `{"ContactFlowId":"x","ParticipantDetails":{"DisplayName":"Ada"}}`, 400, ipe, "InstanceId is required"),
		with("no flow", fmt.Sprintf(`{"InstanceId":%q,"ParticipantDetails":{"DisplayName":"Ada"}}`, instance), 400, ipe, "ContactFlowId is required"),
		with("no participant", fmt.Sprintf(`{"InstanceId":%q,"ContactFlowId":%q}`, instance, inbound), 400, ipe, "ParticipantDetails is required"),
		with("no name", fmt.Sprintf(`{"InstanceId":%q,"ContactFlowId":%q,"ParticipantDetails":{}}`, instance, inbound), 400, ipe, "ParticipantDetails.DisplayName is required"),
		with("name too long", strings.Replace(startBody(""), "Ada", strings.Repeat("A", 257), 1), 400, ipe, "ParticipantDetails.DisplayName"),
		with("unknown instance", strings.Replace(startBody(""), instance, "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000009", 1), 404, rnf, "instance"),
		with("unknown flow", strings.Replace(startBody(""), inbound, "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000599", 1), 404, rnf, "flow"),
		with("a queue for a flow", strings.Replace(startBody(""), inbound, arn("/queue/"+inbound), 1), 404, rnf, "flow"),
		with("duration too short", startBody(`,"ChatDurationInMinutes":59`), 400, ipe, "ChatDurationInMinutes"),
		with("duration too long", startBody(`,"ChatDurationInMinutes":10081`), 400, ipe, "ChatDurationInMinutes"),
		with("attribute key", startBody(`,"Attributes":{"a.b":"x"}`), 400, ipe, "Attributes"),
		with("attributes too long", startBody(`,"Attributes":{"a":"`+strings.Repeat("ä", 16384)+`"}`), 400, ipe, "Attributes"),
		with("types without plain text", startBody(`,"SupportedMessagingContentTypes":["text/markdown"]`), 400, ipe, "SupportedMessagingContentTypes"),
		with("unknown type", startBody(`,"SupportedMessagingContentTypes":["text/plain","text/html"]`), 400, ipe, "SupportedMessagingContentTypes"),
		with("guide without types", startBody(`,"SegmentAttributes":{"connect:Subtype":{"ValueString":"connect:Guide"}}`), 400, ire, "connect:Guide"),
		with("initial message type", startBody(`,"InitialMessage":{"ContentType":"text/html","Content":"x"}`), 400, ipe, "InitialMessage.ContentType"),
		with("initial message empty", startBody(`,"InitialMessage":{"ContentType":"text/plain","Content":""}`), 400, ipe, "InitialMessage.Content"),
		with("response mode", startBody(`,"ParticipantConfiguration":{"ResponseMode":"LOUD"}`), 400, ipe, "ParticipantConfiguration.ResponseMode"),
		with("customer exit", startBody(`,"DisconnectOnCustomerExit":["CUSTOMER"]`), 400, ipe, "DisconnectOnCustomerExit"),
		with("persistent and related", startBody(`,"RelatedContactId":"`+ended.ContactId+`","PersistentChat":{"RehydrationType":"FROM_SEGMENT","SourceContactId":"`+ended.ContactId+`"}`), 400, ire, "RelatedContactId"),
		with("persistent without type", startBody(`,"PersistentChat":{"SourceContactId":"`+ended.ContactId+`"}`), 400, ire, "PersistentChat.RehydrationType: is required"),
		with("persistent without source", startBody(`,"PersistentChat":{"RehydrationType":"FROM_SEGMENT"}`), 400, ire, "PersistentChat.SourceContactId: is required"),
		with("persistent with neither", startBody(`,"PersistentChat":{}`), 400, ire, "is required"),
		with("unknown rehydration", persistent("SOME_OF_IT", ended.ContactId), 400, ipe, "PersistentChat.RehydrationType must be one of"),
		with("empty source", persistent("FROM_SEGMENT", ""), 400, ipe, "PersistentChat.SourceContactId"),
		with("long source", persistent("FROM_SEGMENT", strings.Repeat("x", 257)), 400, ipe, "PersistentChat.SourceContactId"),
		with("unknown source", persistent("FROM_SEGMENT", "unknown"), 404, rnf, "SourceContactId"),
		with("active source, segment", persistent("FROM_SEGMENT", active.ContactId), 400, ire, "has not ended"),
		with("active source, entire", persistent("ENTIRE_PAST_SESSION", active.ContactId), 400, ire, "has not ended"),
		with("unknown related", startBody(`,"RelatedContactId":"unknown"`), 404, rnf, "RelatedContactId"),
		with("not JSON", `{"InstanceId":`, 400, "SerializationException", ""),
	)
	s.start(t, "")
	s.refuse(t, with("too many chats", startBody(""), 429, "LimitExceededException", "limit"))
}

func TestStartContinuesAPastChat(t *testing.T) {
	s := newSite(t)
	past := s.start(t, `,"Attributes":{"colour":"green","size":"L"},"CustomerId":"cust-1"`)
	s.stop(t, past.ContactId)
	for _, kind := range []string{"ENTIRE_PAST_SESSION", "FROM_SEGMENT"} {
		for _, source := range []string{past.ContactId, arn("/contact/" + past.ContactId)} {
			out := s.start(t, fmt.Sprintf(`,"Attributes":{"colour":"red"},"PersistentChat":{"RehydrationType":%q,"SourceContactId":%q}`, kind, source))
			if out.ContinuedFromContactId != past.ContactId {
				t.Errorf("%s: got %q, want %q", kind, out.ContinuedFromContactId, past.ContactId)
			}
			c := describe(t, s, out.ContactId)
			if got, want := string(c["RelatedContactId"]), `"`+past.ContactId+`"`; got != want {
				t.Errorf("%s: got related contact %s, want %s", kind, got, want)
			}
			if got, want := string(c["Attributes"]), `{"colour":"red","size":"L"}`; got != want {
				t.Errorf("%s: got attributes %s, want %s", kind, got, want)
			}
			if got, want := string(c["CustomerId"]), `"cust-1"`; got != want {
				t.Errorf("%s: got customer %s, want %s", kind, got, want)
			}
		}
	}
}

// describe is the members of a contact.
func describe(t testing.TB, s *site, contact string) map[string]json.RawMessage {
	t.Helper()
	return read[struct{ Contact map[string]json.RawMessage }](t, s.call(t, "GET", "/contacts/"+instance+"/"+contact, "")).Contact
}
