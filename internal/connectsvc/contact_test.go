package connectsvc_test

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

func TestDescribeContactOfARunningAndAnEndedChat(t *testing.T) {
	s := newSite(t)
	out := s.start(t, `,"Attributes":{"colour":"green"}`)
	c := describe(t, s, out.ContactId)
	for member, want := range map[string]string{
		"Arn": `"` + arn("/contact/"+out.ContactId) + `"`, "Id": `"` + out.ContactId + `"`,
		"InitiationMethod": `"API"`, "Channel": `"CHAT"`, "InitiationTimestamp": "1772355600",
		"ConnectedToSystemTimestamp": "1772355600", "LastUpdateTimestamp": "1772355600",
		"Attributes": `{"colour":"green"}`, "Tags": `{"aws:connect:instanceId":"` + instance + `"}`,
	} {
		if got := string(c[member]); got != want {
			t.Errorf("%s: got %s, want %s", member, got, want)
		}
	}
	for _, member := range []string{"InitialContactId", "PreviousContactId", "RelatedContactId", "DisconnectTimestamp", "DisconnectReason", "Name", "CustomerId"} {
		if got, ok := c[member]; ok {
			t.Errorf("%s: got %s, want it absent", member, got)
		}
	}
	s.Clock.Advance(90 * time.Second)
	s.stop(t, out.ContactId)
	c = describe(t, s, url.PathEscape(arn("/contact/"+out.ContactId)))
	if got, want := string(c["DisconnectTimestamp"])+string(c["DisconnectReason"]), `1772355690"API"`; got != want {
		t.Errorf("got end %s, want %s", got, want)
	}
	if strings.Contains(strings.Join(slices.Collect(maps.Keys(c)), " "), "null") {
		t.Errorf("got null members: %v", c)
	}
}

func TestDescribeContactTellsTheQueueOfAQueuedChatOnly(t *testing.T) {
	s := newSite(t)
	queued := fmt.Sprintf(`{"EnqueueTimestamp":1772355600,"Id":%q}`, directory.BasicQueueID)
	if got := string(describe(t, s, s.start(t, "").ContactId)["QueueInfo"]); got != queued {
		t.Errorf("got QueueInfo %s, want %s", got, queued)
	}
	bye := s.createFlow(t, "bye", ending, "")
	out := read[started](t, s.call(t, "PUT", "/contact/chat", strings.Replace(startBody(""), inbound, bye.ContactFlowId, 1)))
	c := describe(t, s, out.ContactId)
	if got, ok := c["QueueInfo"]; ok {
		t.Errorf("got QueueInfo %s, want none", got)
	}
	if got, want := string(c["DisconnectReason"]), `"CONTACT_FLOW_DISCONNECT"`; got != want {
		t.Errorf("got reason %s, want %s", got, want)
	}
}

func TestDescribeContactTellsTheNeighboursOfALaterContact(t *testing.T) {
	s := newSite(t)
	out := s.detour(t)
	session, err := s.Store.Session(t.Context(), chat.SessionID(out.ContactId))
	if err != nil {
		t.Fatal(err)
	}
	c := describe(t, s, string(session.ContactID))
	for member, want := range map[string]string{
		"InitialContactId": out.ContactId, "PreviousContactId": out.ContactId, "InitiationMethod": "DISCONNECT",
	} {
		if got := string(c[member]); got != `"`+want+`"` {
			t.Errorf("%s: got %s, want %s", member, got, want)
		}
	}
	if got := string(describe(t, s, out.ContactId)["DisconnectReason"]); got != `"CUSTOMER_DISCONNECT"` {
		t.Errorf("got reason %s of the first contact, want CUSTOMER_DISCONNECT", got)
	}
}

// detour starts a chat whose customer has left into the disconnect flow, which
// is its second contact.
func (s *site) detour(t *testing.T) started {
	t.Helper()
	out := s.start(t, `,"DisconnectOnCustomerExit":["AGENT"]`)
	who := conversation.Identity{SessionID: chat.SessionID(out.ContactId), ParticipantID: chat.ParticipantID(out.ParticipantId)}
	if _, err := s.Conversations.Connect(t.Context(), who); err != nil {
		t.Fatalf("Connect: %v", err)
	}
	if err := s.Conversations.Leave(t.Context(), who); err != nil {
		t.Fatalf("Leave: %v", err)
	}
	return out
}

func TestStopEndsTheChatOnce(t *testing.T) {
	s := newSite(t)
	out := s.start(t, "")
	body := fmt.Sprintf(`{"InstanceId":%q,"ContactId":%q,"DisconnectReason":{"Code":"DISCARDED"}}`, arn(""), out.ContactId)
	a := s.call(t, "POST", "/contact/stop", body)
	want(t, a, 200, "")
	if a.Text != "{}" {
		t.Errorf("got %s, want {}", a.Text)
	}
	s.refuse(t,
		refusal{"ended", "POST", "/contact/stop", body, 410, "ContactNotFoundException", "has ended"},
		refusal{"unknown", "POST", "/contact/stop", fmt.Sprintf(`{"InstanceId":%q,"ContactId":"x"}`, instance), 410, "ContactNotFoundException", ""},
		refusal{"unknown instance", "POST", "/contact/stop", `{"InstanceId":"x","ContactId":"x"}`, 404, "ResourceNotFoundException", "instance"},
		refusal{"no contact", "POST", "/contact/stop", fmt.Sprintf(`{"InstanceId":%q}`, instance), 400, "InvalidParameterException", "ContactId is required"},
	)
}

func TestUpdateContactChangesWhatIsGiven(t *testing.T) {
	s := newSite(t)
	out := s.start(t, "")
	path := "/contacts/" + instance + "/" + out.ContactId
	want(t, s.call(t, "POST", path, `{"Name":"order 7","Description":"late","References":{"order":{"Type":"URL","Value":"https://example.com/7"}},"SegmentAttributes":{"tier":{"ValueString":"gold"},"connect:ContactExpiry":{"ValueMap":{}}}}`), 200, "")
	s.stop(t, out.ContactId)
	want(t, s.call(t, "POST", path, `{"Description":""}`), 200, "")
	c := describe(t, s, out.ContactId)
	if got := string(c["Name"]); got != `"order 7"` {
		t.Errorf("got name %s, want it kept", got)
	}
	if got, ok := c["Description"]; ok {
		t.Errorf("got description %s, want it emptied", got)
	}
	if got := string(c["SegmentAttributes"]); !strings.Contains(got, `"tier":{"ValueString":"gold"}`) {
		t.Errorf("got segment attributes %s, want tier among them", got)
	}
	contact, err := s.Store.Contact(t.Context(), chat.ContactID(out.ContactId))
	if err != nil || contact.References["order"].Value != "https://example.com/7" || contact.References["order"].Type != "URL" {
		t.Errorf("got references %v (%v), want order", contact.References, err)
	}
	s.refuse(t,
		refusal{"nothing to update", "POST", path, `{}`, 400, "InvalidRequestException", "is required"},
		refusal{"a queue", "POST", path, `{"QueueInfo":{"Id":"x"}}`, 400, "InvalidRequestException", "QueueInfo"},
		refusal{"a system attribute", "POST", path, `{"SegmentAttributes":{"connect:Subtype":{"ValueString":"x"}}}`, 400, "InvalidParameterException", "SegmentAttributes"},
		refusal{"unknown reference type", "POST", path, `{"References":{"a":{"Type":"SMELL"}}}`, 400, "InvalidParameterException", "Type must be one of"},
		refusal{"unknown contact", "POST", "/contacts/" + instance + "/x", `{"Name":"x"}`, 404, "ResourceNotFoundException", "ContactId"},
	)
}

func TestTagsOfContacts(t *testing.T) {
	s := newSite(t)
	out := s.start(t, "")
	tag := func(tags string) string {
		return fmt.Sprintf(`{"InstanceId":%q,"ContactId":%q,"Tags":%s}`, instance, out.ContactId, tags)
	}
	want(t, s.call(t, "POST", "/contact/tags", tag(`{"a":"1","b":"2"}`)), 200, "")
	want(t, s.call(t, "POST", "/contact/tags", tag(`{"b":"3","c":""}`)), 200, "")
	want(t, s.call(t, "DELETE", "/contact/tags/"+instance+"/"+out.ContactId+"?TagKeys=a&TagKeys=z", ""), 200, "")
	if got, want := string(describe(t, s, out.ContactId)["Tags"]), `{"aws:connect:instanceId":"`+instance+`","b":"3","c":""}`; got != want {
		t.Errorf("got tags %s, want %s", got, want)
	}
	s.refuse(t,
		refusal{"more than six", "POST", "/contact/tags", tag(`{"d":"","e":"","f":"","g":"","h":""}`), 400, "InvalidParameterException", "Tags"},
		refusal{"none", "POST", "/contact/tags", tag(`{}`), 400, "InvalidParameterException", "Tags"},
		refusal{"the system's", "POST", "/contact/tags", tag(`{"aws:x":"1"}`), 400, "InvalidParameterException", "Tags"},
		refusal{"no keys", "DELETE", "/contact/tags/" + instance + "/" + out.ContactId, "", 400, "InvalidParameterException", "TagKeys"},
	)
}

func TestAttributesBelongToTheChatAndOutliveIt(t *testing.T) {
	s := newSite(t)
	out := s.start(t, "")
	path := "/contact/attributes/" + instance + "/" + out.ContactId
	if got := s.call(t, "GET", path, "").Text; got != `{"Attributes":{}}` {
		t.Errorf("got %s, want no attributes", got)
	}
	update := func(attributes string) string {
		return fmt.Sprintf(`{"InstanceId":%q,"InitialContactId":%q,"Attributes":%s}`, instance, out.ContactId, attributes)
	}
	want(t, s.call(t, "POST", "/contact/attributes", update(`{"a":"1","b":"2"}`)), 200, "")
	s.stop(t, out.ContactId)
	want(t, s.call(t, "POST", "/contact/attributes", update(`{"a":""}`)), 200, "")
	if got, want := s.call(t, "GET", path, "").Text, `{"Attributes":{"a":"","b":"2"}}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	s.refuse(t,
		refusal{"too long together", "POST", "/contact/attributes", update(`{"c":"` + strings.Repeat("x", 32_767) + `"}`), 400, "InvalidParameterException", "Attributes"},
		refusal{"a key", "POST", "/contact/attributes", update(`{"a/b":"1"}`), 400, "InvalidParameterException", "Attributes"},
		refusal{"unknown contact", "POST", "/contact/attributes", strings.Replace(update(`{}`), out.ContactId, "x", 1), 404, "ResourceNotFoundException", ""},
		refusal{"unknown contact, reading", "GET", "/contact/attributes/" + instance + "/x", "", 404, "ResourceNotFoundException", ""},
		refusal{"another instance, reading", "GET", "/contact/attributes/x/" + out.ContactId, "", 404, "ResourceNotFoundException", ""},
	)
}

func TestWhatIsNotForChatsIsRefused(t *testing.T) {
	s := newSite(t)
	out := s.start(t, "")
	body := fmt.Sprintf(`{"InstanceId":%q,"ContactId":%q,"ContactFlowId":%q}`, instance, out.ContactId, inbound)
	s.refuse(t,
		refusal{"transfer", "POST", "/contact/transfer", body, 400, "InvalidRequestException", "is a chat"},
		refusal{"resume", "POST", "/contact/resume", body, 400, "InvalidRequestException", "is a chat"},
		refusal{"transfer of nothing", "POST", "/contact/transfer", strings.Replace(body, out.ContactId, "x", 1), 404, "ResourceNotFoundException", ""},
		refusal{"what is not served", "PUT", "/prompts/" + instance, `{"Name":"n","S3Uri":"s3://b/k.wav"}`, 400, "InvalidRequestException", "not implemented"},
	)
}

func TestCustomParticipants(t *testing.T) {
	s := newSite(t)
	out := s.start(t, "")
	create := func(details, more string) string {
		return fmt.Sprintf(`{"InstanceId":%q,"ContactId":%q,"ParticipantDetails":%s%s}`, instance, out.ContactId, details, more)
	}
	const bot = `{"ParticipantRole":"CUSTOM_BOT","DisplayName":"Marvin"}`
	s.refuse(t,
		refusal{"an agent", "POST", "/contact/create-participant", create(`{"ParticipantRole":"AGENT"}`, ""), 400, "InvalidRequestException", "CUSTOM_BOT"},
		refusal{"no role", "POST", "/contact/create-participant", create(`{"DisplayName":"x"}`, ""), 400, "InvalidRequestException", "CUSTOM_BOT"},
		refusal{"unknown role", "POST", "/contact/create-participant", create(`{"ParticipantRole":"GHOST"}`, ""), 400, "InvalidRequestException", "ParticipantRole"},
		refusal{"unknown contact", "POST", "/contact/create-participant", strings.Replace(create(bot, ""), out.ContactId, "x", 1), 404, "ResourceNotFoundException", ""},
	)
	first := s.call(t, "POST", "/contact/create-participant", create(bot, `,"ClientToken":"t"`))
	again := s.call(t, "POST", "/contact/create-participant", create(bot, `,"ClientToken":"t"`))
	if first.Text != again.Text {
		t.Errorf("got %s, want %s again", again.Text, first.Text)
	}
	got := read[struct {
		ParticipantId          string
		ParticipantCredentials struct{ ParticipantToken, Expiry string }
	}](t, first)
	if p, err := s.Tokens.VerifyParticipant(got.ParticipantCredentials.ParticipantToken); err != nil || string(p.ParticipantID) != got.ParticipantId {
		t.Errorf("got token of %+v (%v), want of %s", p, err, got.ParticipantId)
	}
	if want := "2026-03-02T10:00:00.000Z"; got.ParticipantCredentials.Expiry != want {
		t.Errorf("got expiry %s, want %s", got.ParticipantCredentials.Expiry, want)
	}
	s.refuse(t, refusal{"a second one", "POST", "/contact/create-participant", create(bot, ""), 402, "ServiceQuotaExceededException", "already"})
	s.stop(t, out.ContactId)
	s.refuse(t, refusal{"after the end", "POST", "/contact/create-participant", create(bot, ""), 400, "InvalidRequestException", "ended"})
}
