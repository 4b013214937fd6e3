package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// part tells who the agent is in one of his contacts, as a page without Streams needs it.
func (d *desk) part(contact string) chatjs.Details {
	d.t.Helper()
	var now struct {
		Snapshot struct {
			Contacts []struct {
				ContactID        string `json:"contactId"`
				InitialContactID string `json:"initialContactId"`
				Connections      []struct {
					ConnectionID  string `json:"connectionId"`
					ChatMediaInfo struct{ ConnectionData string }
				}
			}
		}
	}
	d.calls("GetAgentSnapshot", map[string]any{}, &now)
	for _, c := range now.Snapshot.Contacts {
		if c.ContactID == contact {
			own := c.Connections[0]
			var data struct{ ConnectionAuthenticationToken string }
			must(d.t, json.Unmarshal([]byte(own.ChatMediaInfo.ConnectionData), &data))
			return chatjs.Details{
				ContactID: c.ContactID, InitialContactID: c.InitialContactID,
				ParticipantID: own.ConnectionID, ParticipantToken: data.ConnectionAuthenticationToken,
			}
		}
	}
	d.t.Fatalf("got %+v, want contact %s", now.Snapshot.Contacts, contact)
	return chatjs.Details{}
}

// session opens ChatJS's session of an agent for one of his contacts.
func (d *desk) session(contact string) *chatjs.Participant {
	d.t.Helper()
	return chatjs.Join(d.t, d.s.URL, d.part(contact), chatjs.Options{Type: "AGENT", PromptReceipts: true})
}

// page is what the agent's sessions share, without Streams.
func (d *desk) page() *chatjs.Desk {
	d.t.Helper()
	type transports struct{ WebSocketTransport, ChatTokenTransport json.RawMessage }
	var socket transports
	d.calls("CreateTransport", map[string]any{"transportType": "web_socket"}, &socket)
	return &chatjs.Desk{Socket: socket.WebSocketTransport, Token: func(of chatjs.Details) json.RawMessage {
		d.t.Helper()
		var token transports
		d.calls("CreateTransport", map[string]any{
			"transportType": "chat_token", "contactId": of.ContactID, "participantId": of.ParticipantID,
		}, &token)
		return token.ChatTokenTransport
	}}
}

// sessionOn is session in a page.
func (d *desk) sessionOn(page *chatjs.Desk, contact string) *chatjs.Participant {
	d.t.Helper()
	return chatjs.Join(d.t, d.s.URL, d.part(contact), chatjs.Options{Type: "AGENT", Desk: page})
}

// supervises gives a user what a supervisor may do.
func (d *desk) supervises() {
	d.t.Helper()
	client, instance := d.s.Connect(), aws.String(d.s.InstanceID())
	profile, err := client.CreateSecurityProfile(d.t.Context(), &connect.CreateSecurityProfileInput{
		InstanceId: instance, SecurityProfileName: aws.String(fmt.Sprintf("supervisor-%d", flowsMade.Add(1))),
		Permissions: []string{"BasicAgentAccess", "ManagerListenIn", "ManagerBargeIn"},
	})
	must(d.t, err)
	_, err = client.UpdateUserSecurityProfiles(d.t.Context(), &connect.UpdateUserSecurityProfilesInput{
		InstanceId: instance, UserId: aws.String(d.user), SecurityProfileIds: []string{aws.ToString(profile.SecurityProfileId)},
	})
	must(d.t, err)
}

// said waits for a message from a role.
func said(p *chatjs.Participant, text, role string) {
	p.Await(0, "onMessage", func(i chatjs.Item) bool { return i.Content == text && i.ParticipantRole == role })
}

// three are agents who talk with one customer, each in a session of ChatJS, after
// whispers to either side.
type three struct {
	s        *rejoin.Server
	customer *chatjs.Participant
	contact  string
	desks    []*desk
	sessions []*chatjs.Participant
}

func threeAgents(t *testing.T, s *rejoin.Server) *three {
	t.Helper()
	partying(t, s)
	first, queue := hired(t, s)
	first.is("routable")
	c := &three{s: s, desks: []*desk{first}}
	c.customer = arrive(t, s, withFlow(whispers(t, s, queue)))
	c.contact, _ = first.awaits("connecting")
	first.calls("AcceptContact", map[string]any{"contactId": c.contact}, nil)
	first.awaits("connected")
	c.sessions = append(c.sessions, first.session(c.contact))
	for range 2 {
		d, _ := hired(t, s)
		d.is("routable")
		first.calls("addNewConnection", map[string]any{"contactId": c.contact, "endpoint": endpointTo(t, s, d.user, "", queue)}, nil)
		contact, _ := d.awaits("connecting")
		d.calls("AcceptContact", map[string]any{"contactId": contact}, nil)
		d.awaits("connected")
		c.desks, c.sessions = append(c.desks, d), append(c.sessions, d.session(contact))
	}
	return c
}

// Three agents and a supervisor talk with a customer, all in sessions of the published
// ChatJS. Nobody sees the supervisor until he is heard, what is for one side stays
// there, and whoever is taken out hears nothing more.
func TestAgentsAndASupervisorTalkByChatJS(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	c := threeAgents(t, s)
	boss, _ := hired(t, s)
	boss.supervises()
	boss.is("routable")
	monitored, err := s.Connect().MonitorContact(t.Context(), &connect.MonitorContactInput{
		InstanceId: aws.String(s.InstanceID()), ContactId: aws.String(c.contact), UserId: aws.String(boss.user),
		AllowedMonitorCapabilities: []types.MonitorCapability{types.MonitorCapabilitySilentMonitor, types.MonitorCapabilityBarge},
	})
	must(t, err)
	boss.awaits("connected")
	supervisor := boss.session(*monitored.ContactId)
	everybody := append([]*chatjs.Participant{c.customer, supervisor}, c.sessions...)

	c.customer.Say("who are you all?")
	c.sessions[2].Say("the third agent")
	for _, p := range everybody {
		said(p, "who are you all?", "CUSTOMER")
		said(p, "the third agent", "AGENT")
	}
	if _, err := supervisor.Send(map[string]any{"contentType": chatjs.Plain, "message": "not for you"}); err == nil {
		t.Error("a silent supervisor's message was taken, want it to be refused")
	}
	if _, err := supervisor.SendEvent(chatjs.Typing, nil); err == nil {
		t.Error("a silent supervisor's typing was taken, want it to be refused")
	}
	nobodySees(t, c, "before the supervisor is heard")

	mode := func(name string) {
		boss.calls("UpdateMonitorParticipantState", map[string]any{"contactId": *monitored.ContactId, "targetMonitorMode": name}, nil)
	}
	mode("BARGE")
	supervisor.Say("I have read it all")
	for _, p := range everybody {
		said(p, "I have read it all", "SUPERVISOR")
	}
	wantWhispers(t, "the customer", c.customer, "for the customer alone")
	wantWhispers(t, "a heard supervisor", supervisor, "for agents alone")
	for i, agent := range c.sessions {
		wantWhispers(t, fmt.Sprint("agent ", i+1), agent, "for agents alone")
	}
	mode("SILENT_MONITOR")

	last := c.sessions[2]
	c.desks[0].calls("DestroyConnection", map[string]any{"contactId": c.contact, "connectionId": last.Details.ParticipantID}, nil)
	for _, p := range append([]*chatjs.Participant{c.customer, supervisor}, c.sessions...) {
		p.Await(0, "onMessage", func(i chatjs.Item) bool {
			return i.ContentType == chatjs.Left && i.ParticipantID == last.Details.ParticipantID
		})
	}
	before := last.Position()
	c.customer.Say("one less")
	for _, p := range []*chatjs.Participant{supervisor, c.sessions[0], c.sessions[1]} {
		said(p, "one less", "CUSTOMER")
	}
	if _, err := last.Send(map[string]any{"contentType": chatjs.Plain, "message": "not for you"}); err == nil {
		t.Error("who was taken out still speaks")
	}
	c.customer.Disconnect() // ends the chat, of which the one who was taken out hears nothing
	for _, p := range []*chatjs.Participant{c.customer, supervisor, c.sessions[0], c.sessions[1]} {
		p.Await(0, "onEnded", nil)
	}
	for _, e := range last.Handled(before, "onMessage") {
		t.Errorf("who was taken out gets %q", e.Data.Content+e.Data.ContentType)
	}
	status, _ := asksParticipant(t, s, "connection", supervisor.Details.ParticipantToken, connecting)
	if status != http.StatusForbidden {
		t.Errorf("the supervisor connects after the chat: got %d, want 403", status)
	}
}

// nobodySees fails the test if anybody in the chat learns of a supervisor.
func nobodySees(t *testing.T, c *three, when string) {
	t.Helper()
	for i, p := range append([]*chatjs.Participant{c.customer}, c.sessions...) {
		all := history(t, p, 15)
		for _, e := range p.Handled(0, "onMessage") {
			all = append(all, e.Data)
		}
		if slices.ContainsFunc(all, func(i chatjs.Item) bool { return i.ParticipantRole == "SUPERVISOR" }) {
			t.Errorf("%s participant %d has seen one", when, i)
		}
	}
	for i, d := range c.desks {
		if _, body := d.asks("GetAgentSnapshot", map[string]any{}); strings.Contains(string(body), `"monitoring"`) {
			t.Errorf("%s agent %d sees him: %s", when, i+1, body)
		}
	}
}

// wantWhispers compares what somebody reads of whispers, now and pushed before.
func wantWhispers(t *testing.T, who string, p *chatjs.Participant, want string) {
	t.Helper()
	var got []string
	for _, item := range history(t, p, 15) {
		if strings.HasSuffix(item.Content, " alone") {
			got = append(got, item.Content)
		}
	}
	if !slices.Equal(got, []string{want}) {
		t.Errorf("%s reads %q, want %q", who, got, want)
	}
	for _, e := range p.Handled(0, "onMessage") {
		if strings.HasSuffix(e.Data.Content, " alone") && e.Data.Content != want {
			t.Errorf("%s was pushed %q", who, e.Data.Content)
		}
	}
}
