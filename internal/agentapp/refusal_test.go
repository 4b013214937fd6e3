package agentapp_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

const nobody = "ffffffff-0000-4000-8000-000000000000"

func TestInputThatIsMissingIsNamed(t *testing.T) {
	s := newSite(t)
	ann := s.hires(t, "ann")
	for operation, want := range map[string]string{
		"CreateTransport": "transportType is required", "PutAgentState": "state.agentStateARN is required",
		"AcceptContact": "contactId is required", "RejectContact": "contactId is required", "ClearContact": "contactId is required",
		"CompleteContact": "contactId is required", "DestroyConnection": "contactId is required; connectionId is required",
		"CreateAdditionalConnection": "contactId is required; endpoint is required", "transferContact": "contactId is required; endpoint is required",
		"addNewConnection": "contactId is required; endpoint is required", "GetEndpoints": "queueARNs is required",
		"NotifyContactIssue": "contactId is required", "UpdateMonitorParticipantState": "contactId is required", "GetNewAuthToken": "refreshToken is required",
	} {
		answer := ann.call(operation, object{"contactId": nil, "connectionId": " "})
		equal(t, operation, answer.Error, "InvalidConfigurationException")
		equal(t, operation, read(t, answer.Text)["message"], any(want))
	}
}

// Contacts that do not exist, and those of others, are refused alike, and settle.
func TestContactsOfOthersAreRefused(t *testing.T) {
	s := newSite(t)
	ann, eve := s.hires(t, "ann"), s.hires(t, "eve")
	ann.takes("Available", false)
	eve.takes("Available", false)
	_, id := ann.talksIn()
	own := ann.connectionID()
	endpoint := object{"type": "queue", "endpointARN": s.quickConnect(t, "Billing", directory.Destination{Type: directory.ToQueue, QueueID: directory.BasicQueueID})}
	for _, contact := range []string{id, nobody, "x", "arn:aws:connect:::instance/i/contact/c"} {
		for operation, in := range map[string]object{
			"AcceptContact":                 {},
			"RejectContact":                 {},
			"ClearContact":                  {},
			"CompleteContact":               {},
			"DestroyConnection":             {"connectionId": own},
			"CreateAdditionalConnection":    {"endpoint": endpoint},
			"transferContact":               {"endpoint": endpoint},
			"NotifyContactIssue":            {"issueCode": "OTHER"},
			"UpdateMonitorParticipantState": {"targetMonitorMode": "BARGE"},
			"CreateTransport":               {"transportType": "chat_token", "participantId": own},
		} {
			in["contactId"] = contact
			eve.fails(operation, in, "InvalidStateException")
			if operation != "UpdateMonitorParticipantState" { // nothing in the answer tells them apart
				equal(t, operation+" of "+contact, eve.call(operation, in).Text, eve.call(operation, with(in, "contactId", nobody)).Text)
			}
		}
	}
	equal(t, "the contact", states(t, ann.has()), "connected connected connected")
	equal(t, "what the other sees", len(eve.holds()), 0)
}

func TestWhatTheStateForbidsIsRefused(t *testing.T) {
	s := newSite(t)
	ann := s.hires(t, "ann")
	ann.takes("Available", false)
	c, id := ann.offered()
	contact := object{"contactId": id}
	customer := connectionOf(t, ann.has(), "inbound")["connectionId"]
	ann.fails("ClearContact", contact, "InvalidStateException")
	ann.fails("DestroyConnection", object{"contactId": id, "connectionId": customer}, "InvalidStateException")
	ann.fails("CreateTransport", object{"contactId": id, "transportType": "chat_token", "participantId": customer}, "InvalidStateException")
	ann.fails("CreateTransport", object{"transportType": "chat_token"}, "InvalidConfigurationException")
	for _, kind := range []string{"web_rtc", "agent_discovery", "softphone"} {
		ann.fails("CreateTransport", object{"transportType": kind}, "InvalidConfigurationException")
	}
	ann.does("AcceptContact", contact)
	ann.fails("RejectContact", contact, "InvalidStateException")
	ann.fails("ClearContact", contact, "InvalidStateException")
	ann.fails("addNewConnection", object{"contactId": id, "endpoint": object{"type": "agent"}}, "BadEndpointException")
	s.End(t, c)
	ann.fails("AcceptContact", contact, "InvalidStateException")
	ann.fails("CreateTransport", object{"contactId": id, "transportType": "chat_token"}, "InvalidStateException")
	ann.fails("GetNewAuthToken", object{"refreshToken": "r"}, "RefreshTokenExpiredException")
}

func TestStatusesThatCannotBeTaken(t *testing.T) {
	s := newSite(t)
	ann := s.hires(t, "ann")
	gone, err := s.Directory.CreateAgentStatus(t.Context(), instance, directory.AgentStatusDraft{Name: "Gone", Disabled: true})
	if err != nil {
		t.Fatal(err)
	}
	own := s.Directory.Names.Resource(instance, directory.KindAgentStatus, gone.ID)
	for _, arn := range []string{
		own, nobody, "none", s.Directory.Names.Resource(nobody, directory.KindAgentStatus, gone.ID),
		s.Directory.Names.Resource(instance, directory.KindQueue, directory.BasicQueueID),
	} {
		ann.fails("PutAgentState", object{"state": object{"agentStateARN": arn, "type": "routable", "name": "Available"}}, "InvalidStateException")
	}
	equal(t, "state", ann.sees().object("state")["type"], "offline")
}

// Who is only offered a chat hears nothing of it, whatever socket he opens.
func TestAnOfferOpensNoSocketOfTheChat(t *testing.T) {
	s := newSite(t)
	ann := s.hires(t, "ann")
	ann.takes("Available", false)
	_, id := ann.offered()
	var data struct{ ConnectionAuthenticationToken string }
	if err := json.Unmarshal([]byte(connectionOf(t, ann.has(), "agent").object("chatMediaInfo")["connectionData"].(string)), &data); err != nil {
		t.Fatal(err)
	}
	opens := func() error {
		t.Helper()
		answer := s.participant(t, "connection", data.ConnectionAuthenticationToken, `{"Type":["WEBSOCKET"],"ConnectParticipant":true}`)
		url, _ := read(t, answer.Text).object("Websocket")["Url"].(string)
		_, token, _ := strings.Cut(url, "token=")
		_, err := s.chats.Admit(t.Context(), token)
		return err
	}
	if err := opens(); chat.KindOf(err) != chat.KindDenied {
		t.Errorf("a socket before the chat is taken on: got error %v, want a denial", err)
	}
	ann.does("AcceptContact", object{"contactId": id})
	if err := opens(); err != nil {
		t.Errorf("a socket of a chat that was taken on: got error %v, want none", err)
	}
}

func TestAMissedOfferStaysUntilItIsCleared(t *testing.T) {
	s := newSite(t)
	ann := s.hires(t, "ann")
	ann.takes("Available", false)
	_, id := ann.offered()
	s.Clock.Advance(30 * time.Second)
	s.fireDue(t)
	equal(t, "missed", states(t, ann.has()), "missed disconnected connected")
	ann.fails("AcceptContact", object{"contactId": id}, "InvalidStateException")
	ann.does("ClearContact", object{"contactId": id})
	equal(t, "cleared", len(ann.holds()), 0)
	equal(t, "state", ann.sees().object("state")["name"], "Available")
}

// fireDue fires the timers that are due.
func (s *site) fireDue(t testing.TB) {
	t.Helper()
	due, _, err := s.Store.TakeTimers(t.Context(), s.Clock.Now(), time.Minute, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, timer := range due {
		if err := s.Conversations.Fire(t.Context(), timer); err != nil {
			t.Fatal(err)
		}
	}
}

// quickConnect makes a quick connect of the basic queue and gives its ARN.
func (s *site) quickConnect(t testing.TB, name string, to directory.Destination) string {
	t.Helper()
	if to.FlowID == "" {
		to.FlowID = s.flowNamed(t, map[string]string{
			directory.ToQueue: "Default queue transfer", directory.ToUser: "Default agent transfer", directory.ToFlow: "Default queue transfer",
		}[to.Type])
	}
	q, err := s.Directory.CreateQuickConnect(t.Context(), instance, directory.QuickConnectDraft{Name: name, To: to})
	if err != nil {
		t.Fatalf("CreateQuickConnect: %v", err)
	}
	if err := s.Directory.LinkQuickConnects(t.Context(), instance, directory.BasicQueueID, []string{q.ID}); err != nil {
		t.Fatal(err)
	}
	return s.Directory.Names.Resource(instance, directory.KindQuickConnect, q.ID)
}

func (s *site) flowNamed(t testing.TB, name string) string {
	t.Helper()
	if name == "" {
		return ""
	}
	flows, err := s.Directory.AllFlows(t.Context(), instance)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range flows {
		if f.Name == name {
			return f.ID
		}
	}
	t.Fatalf("there is no flow %s", name)
	return ""
}

// with is an input with another member.
func with(in object, name string, value any) object {
	out := maps.Clone(in)
	out[name] = value
	return out
}
