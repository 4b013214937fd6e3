package e2e

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
)

// A supervisor listens in to a chat, of which nobody there learns; is heard, which
// everybody sees; and listens again.
func TestASupervisorListensAndIsHeard(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	agent, queue := hired(t, s)
	supervisor, _ := hired(t, s)
	agent.is("routable")
	supervisor.is("routable")
	customer := arrive(t, s, withFlow(flowID(t, s, "queueing", queueing(queue))))
	contact, agentIs := agent.awaits("connecting")
	agent.calls("AcceptContact", map[string]any{"contactId": contact}, nil)
	hears := supervisor.listens()

	monitor := func(token string, may ...types.MonitorCapability) (*connect.MonitorContactOutput, error) {
		return client.MonitorContact(t.Context(), &connect.MonitorContactInput{
			InstanceId: instance, ContactId: aws.String(contact), UserId: aws.String(supervisor.user),
			AllowedMonitorCapabilities: may, ClientToken: aws.String(token),
		})
	}
	_, err := monitor("refused", types.MonitorCapabilitySilentMonitor)
	wantCode(t, err, "AccessDeniedException")
	profile, err := client.CreateSecurityProfile(t.Context(), &connect.CreateSecurityProfileInput{
		InstanceId: instance, SecurityProfileName: aws.String(fmt.Sprintf("supervisor-%d", flowsMade.Add(1))),
		Permissions: []string{"BasicAgentAccess", "ManagerListenIn", "ManagerBargeIn"},
	})
	must(t, err)
	_, err = client.UpdateUserSecurityProfiles(t.Context(), &connect.UpdateUserSecurityProfilesInput{
		InstanceId: instance, UserId: aws.String(supervisor.user), SecurityProfileIds: []string{aws.ToString(profile.SecurityProfileId)},
	})
	must(t, err)
	token := fmt.Sprintf("monitor-%d", flowsMade.Add(1))
	out, err := monitor(token, types.MonitorCapabilitySilentMonitor, types.MonitorCapabilityBarge)
	must(t, err)
	again, err := monitor(token, types.MonitorCapabilitySilentMonitor, types.MonitorCapabilityBarge)
	must(t, err)
	if *again.ContactId != *out.ContactId || *again.ContactArn != *out.ContactArn {
		t.Errorf("the same token gives %s, then %s", *out.ContactId, *again.ContactId)
	}
	_, err = monitor(token)
	wantCode(t, err, "IdempotencyException")
	_, err = monitor("another " + token)
	wantCode(t, err, "InvalidRequestException")

	listening, is := supervisor.awaits("connected")
	if listening != *out.ContactId || listening == contact {
		t.Errorf("he has contact %s, want %s", listening, *out.ContactId)
	}
	customer.Say("is anybody else here?")
	awaitPush(t, hears, "is anybody else here?")
	agent.says(agent.speaksIn(contact, agentIs), "no")
	awaitPush(t, hears, "no")
	mode := func(name string) {
		supervisor.calls("UpdateMonitorParticipantState", map[string]any{"contactId": listening, "targetMonitorMode": name}, nil)
	}
	before := customer.Position()
	mode("BARGE")
	customer.Await(before, "onMessage", func(i chatjs.Item) bool { return i.ContentType == chatjs.Joined && i.ParticipantRole == "SUPERVISOR" })
	supervisor.says(supervisor.speaksIn(listening, is), "but I am")
	customer.Await(before, "onMessage", func(i chatjs.Item) bool { return i.Content == "but I am" })
	mode("SILENT_MONITOR")
	customer.Say("and now?")
	awaitPush(t, hears, "and now?")

	var people []string
	for _, item := range history(t, customer, 15) {
		if item.ParticipantRole == "SUPERVISOR" {
			people = append(people, item.ContentType[len(item.ContentType)-6:]+item.Content)
		}
	}
	if want := []string{"joined", "/plainbut I am", "t.left"}; !slices.Equal(people, want) {
		t.Errorf("the customer reads %q of the supervisor, want %q", people, want)
	}
	agent.calls("DestroyConnection", map[string]any{"contactId": contact, "connectionId": agentIs}, nil)
	supervisor.awaits("ended")
	described, err := client.DescribeContact(t.Context(), &connect.DescribeContactInput{InstanceId: instance, ContactId: out.ContactId})
	must(t, err)
	if c := described.Contact; c.InitiationMethod != types.ContactInitiationMethodMonitor || aws.ToString(c.PreviousContactId) != contact || c.DisconnectTimestamp == nil {
		t.Errorf("got %+v, want a contact that monitored %s and has ended", c, contact)
	}
	if was := described.Contact.AgentInfo.StateTransitions; len(was) != 1 || was[0].State != types.ParticipantStateConnected ||
		was[0].StateStartTimestamp == nil || was[0].StateEndTimestamp == nil {
		t.Errorf("got state transitions %+v, want that he was connected", was)
	}
	wantUnbroken(t, customer)
}

// Who may not listen in any more is taken out, however he does it: on the socket of his
// page, on one of the chat alone, or by reading what was said.
func TestWhoMayNotListenAnyMoreIsTakenOut(t *testing.T) {
	t.Parallel()
	c := serve(t)
	client, instance := c.s.Connect(), aws.String(c.s.InstanceID())
	_, ofAgents := profiles(t, client, instance)
	ended := map[string]string{} // by contact, who monitors
	monitors := func(who string) (*desk, string) {
		d, _ := hired(t, c.s)
		d.supervises()
		d.is("routable")
		out, err := client.MonitorContact(t.Context(), &connect.MonitorContactInput{
			InstanceId: instance, ContactId: aws.String(c.contact), UserId: aws.String(d.user),
		})
		must(t, err)
		ended[*out.ContactId] = who
		return d, *out.ContactId
	}
	loses := func(d *desk) {
		_, err := client.UpdateUserSecurityProfiles(t.Context(), &connect.UpdateUserSecurityProfilesInput{
			InstanceId: instance, UserId: aws.String(d.user), SecurityProfileIds: ofAgents,
		})
		must(t, err)
	}
	onPage, _ := monitors("on the socket of his page")
	hears := onPage.listens()
	inChat, contact := monitors("on a socket of the chat")
	session := inChat.session(contact)
	reading, contact := monitors("by reading")
	is := reading.part(contact)
	token := reading.speaksIn(contact, is.ParticipantID)
	session.AwaitMessage(c.customer.Say("who is there?").ID)
	awaitPush(t, hears, "who is there?")
	status := func() int {
		status, _ := asksParticipant(t, c.s, "transcript", token, `{}`)
		return status
	}
	if got := status(); got != http.StatusOK {
		t.Fatalf("a supervisor reads: got %d, want 200", got)
	}

	for _, d := range []*desk{onPage, inChat, reading} {
		loses(d)
	}
	soon(t, "reading", http.StatusForbidden, status)
	for id, who := range ended {
		eventually(t, "the part of who listens "+who, func() string {
			described, err := client.DescribeContact(t.Context(), &connect.DescribeContactInput{InstanceId: instance, ContactId: aws.String(id)})
			must(t, err)
			if described.Contact.DisconnectTimestamp == nil {
				return "it goes on"
			}
			return ""
		})
	}
	wantOut(t, c, session)
}

// wantOut waits until an agent's session of a chat that goes on is over, which ChatJS calls
// broken, and looks that nothing is pushed to it any more.
func wantOut(t *testing.T, c *attended, out *chatjs.Participant) {
	t.Helper()
	out.Await(0, "onConnectionBroken", nil)
	after := out.Position()
	c.customer.AwaitMessage(c.customer.Say("not for you").ID)
	if got := out.Frames(after, "aws/chat"); len(got) != 0 {
		t.Errorf("who is out is pushed %v", got)
	}
	if got := len(c.customer.Handled(0, "onEnded")); got != 0 {
		t.Error("the customer's chat has ended, want it to go on")
	}
	wantUnbroken(t, c.customer)
}

// Nobody is told when a silent supervisor leaves, not even the socket that he has for the
// chat alone; it ends all the same.
func TestASilentSupervisorLeaves(t *testing.T) {
	t.Parallel()
	c := serve(t)
	boss, _ := hired(t, c.s)
	boss.supervises()
	boss.is("routable")
	out, err := c.s.Connect().MonitorContact(t.Context(), &connect.MonitorContactInput{
		InstanceId: aws.String(c.s.InstanceID()), ContactId: aws.String(c.contact), UserId: aws.String(boss.user),
	})
	must(t, err)
	session := boss.session(*out.ContactId)
	session.AwaitMessage(c.customer.Say("who is there?").ID)
	boss.calls("DestroyConnection", map[string]any{"contactId": *out.ContactId, "connectionId": session.Details.ParticipantID}, nil)
	wantOut(t, c, session)
}
