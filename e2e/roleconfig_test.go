package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

var timeoutRows = []row{
	{54, "idle_returned_and_automatic_disconnection_are_told", timeoutsAreTold},
}

// customerIdle and its like set one limit of silence, in minutes; 0 lifts it.
func customerIdle(minutes int32) types.ParticipantTimerConfiguration {
	return silenceLimit(types.TimerEligibleParticipantRolesCustomer, types.ParticipantTimerTypeIdle, minutes)
}

func customerGone(minutes int32) types.ParticipantTimerConfiguration {
	return silenceLimit(types.TimerEligibleParticipantRolesCustomer, types.ParticipantTimerTypeDisconnectNoncustomer, minutes)
}

func agentIdle(minutes int32) types.ParticipantTimerConfiguration {
	return silenceLimit(types.TimerEligibleParticipantRolesAgent, types.ParticipantTimerTypeIdle, minutes)
}

func agentGone(minutes int32) types.ParticipantTimerConfiguration {
	return silenceLimit(types.TimerEligibleParticipantRolesAgent, types.ParticipantTimerTypeDisconnectNoncustomer, minutes)
}

func silenceLimit(role types.TimerEligibleParticipantRoles, kind types.ParticipantTimerType, minutes int32) types.ParticipantTimerConfiguration {
	c := types.ParticipantTimerConfiguration{
		ParticipantRole: role, TimerType: kind,
		TimerValue: &types.ParticipantTimerValueMemberParticipantTimerDurationInMinutes{Value: minutes},
	}
	if minutes == 0 {
		c.TimerValue = &types.ParticipantTimerValueMemberParticipantTimerAction{Value: types.ParticipantTimerActionUnset}
	}
	return c
}

// limitSilence sets limits on a chat, which any of its contacts may name.
func limitSilence(t *testing.T, s *rejoin.Server, contact string, limits ...types.ParticipantTimerConfiguration) error {
	t.Helper()
	_, err := s.Connect().UpdateParticipantRoleConfig(t.Context(), &connect.UpdateParticipantRoleConfigInput{
		InstanceId: aws.String(s.InstanceID()), ContactId: aws.String(contact),
		ChannelConfiguration: &types.UpdateParticipantRoleConfigChannelInfoMemberChat{
			Value: types.ChatParticipantRoleConfig{ParticipantTimerConfigList: limits},
		},
	})
	return err
}

// of matches what is told of somebody by id.
func of(id string) func(chatjs.Item) bool {
	return func(i chatjs.Item) bool { return i.ParticipantID == id }
}

// ofAgent matches what is told of an agent.
func ofAgent(i chatjs.Item) bool { return i.ParticipantRole == "AGENT" }

func timeoutsAreTold(t *testing.T) {
	s := manual(t)
	customer := arrive(t, s)
	other := agentPage(t, s, customer.Details) // stands in for all others
	contact, id := customer.Details.ContactID, customer.Details.ParticipantID
	must(t, limitSilence(t, s, contact, customerIdle(2), customerGone(3), agentIdle(4)))
	assign(t, s, customer, contact, autoAgent(t, s, "Bert"))

	advance(t, s, "2m", 1)
	for _, p := range []*chatjs.Participant{customer, other} {
		got := p.Await(0, "onParticipantIdle", nil).Data
		if got.ParticipantID != id || got.ParticipantRole != "CUSTOMER" || got.DisplayName != customerName ||
			got.ContactID != contact || got.Type != "EVENT" || got.ID == "" || got.AbsoluteTime == "" {
			t.Errorf("got %+v, want the customer to be idle", got)
		}
	}
	said := customer.Say("here I am")
	for _, p := range []*chatjs.Participant{customer, other} {
		p.AwaitMessage(said.ID)
		p.Await(0, "onParticipantReturned", of(id))
	}

	// Those who are away when it happens are told when they are back.
	other.GoOffline()
	other.CutSockets()
	advance(t, s, "2m", 2)
	customer.Await(0, "onParticipantIdle", ofAgent)
	other.GoOnline()
	other.Await(0, "onParticipantIdle", ofAgent)

	advance(t, s, "3m", 1)
	for _, p := range []*chatjs.Participant{customer, other} {
		p.Await(0, "onAutoDisconnection", of(id))
	}
	customer.Await(0, "onMessage", func(i chatjs.Item) bool { return i.ContentType == chatjs.Left && i.ParticipantRole == "AGENT" })
	advance(t, s, "15m", 1) // the disconnect flow waits for the customer in vain
	customer.Await(0, "onEnded", nil)
	for handler, want := range map[string]int{"onParticipantIdle": 3, "onParticipantReturned": 1, "onAutoDisconnection": 1} {
		if got := len(customer.Handled(0, handler)); got != want {
			t.Errorf("%s: got %d, want %d", handler, got, want)
		}
	}
	wantUnbroken(t, customer)
}

// What tells of timeouts has no place in transcripts, and a contact that they end
// says so.
func TestTimeoutsAreNotInTheTranscript(t *testing.T) {
	t.Parallel()
	s := manual(t)
	p := arrive(t, s)
	must(t, limitSilence(t, s, p.Details.ContactID, agentIdle(2), agentGone(2)))
	assign(t, s, p, p.Details.ContactID, autoAgent(t, s, "Bert"))
	advance(t, s, "4m", 2)
	p.Await(0, "onAutoDisconnection", ofAgent)
	for _, item := range history(t, p, 100) {
		for _, event := range []string{"idle", "returned", "autodisconnection"} {
			if strings.HasSuffix(item.ContentType, "."+event) {
				t.Errorf("got %s in the transcript", item.ContentType)
			}
		}
	}
	out, err := s.Connect().DescribeContact(t.Context(), &connect.DescribeContactInput{
		InstanceId: aws.String(s.InstanceID()), ContactId: aws.String(p.Details.ContactID),
	})
	must(t, err)
	if got := aws.ToString(out.Contact.DisconnectReason); got != "IDLE_DISCONNECT" {
		t.Errorf("got disconnect reason %q, want IDLE_DISCONNECT", got)
	}
}

// The limits of a chat, with the AWS SDK for Go v2: they are laid over each other,
// last over contacts and the server's death, and hold from when an agent joins.
func TestGoSDKRoleConfig(t *testing.T) {
	t.Parallel()
	s := manual(t)
	bert := autoAgent(t, s, "Bert")
	p := arrive(t, s)
	first := p.Details.ContactID
	must(t, limitSilence(t, s, first, agentGone(480), customerIdle(2)))
	must(t, limitSilence(t, s, first, agentGone(60), customerIdle(0)))
	s.Kill()
	must(t, s.Up())
	p = chatjs.Join(t, s.URL, p.Details, chatjs.Options{})
	assign(t, s, p, first, bert)
	must(t, limitSilence(t, s, first, agentGone(2), agentIdle(2))) // too late for this agent
	advance(t, s, "50m", 0)
	s.Kill()
	must(t, s.Up())
	p = chatjs.Join(t, s.URL, p.Details, chatjs.Options{})
	advance(t, s, "10m", 1)
	p.Await(0, "onAutoDisconnection", ofAgent)

	back := p.Say("I am back") // into the queue of the next contact
	next := p.AwaitMessage(back.ID).ContactID
	if next == first {
		t.Fatal("got the same contact, want the next one")
	}
	before := p.Position()
	assign(t, s, p, next, bert)
	advance(t, s, "2m", 1)
	p.Await(before, "onParticipantIdle", ofAgent)
	advance(t, s, "2m", 1)
	p.Await(before, "onAutoDisconnection", ofAgent)
	if got := p.Handled(0, "onParticipantIdle"); slices.ContainsFunc(got, func(e chatjs.Event) bool { return !ofAgent(e.Data) }) {
		t.Errorf("got %v, want the customer without a limit", got)
	}
}

func TestGoSDKRoleConfigIsRefused(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	contact := start(t, s).ContactID
	for name, limits := range map[string][]types.ParticipantTimerConfiguration{
		"too short": {agentIdle(1)}, "too long": {agentIdle(481)}, "none": {}, "twice": {agentIdle(2), agentGone(2), agentIdle(3)},
		"another role": {silenceLimit("SUPERVISOR", types.ParticipantTimerTypeIdle, 2)},
	} {
		t.Run(name, func(t *testing.T) {
			wantCode(t, limitSilence(t, s, contact, limits...), "InvalidParameterException")
		})
	}
	wantCode(t, limitSilence(t, s, "unknown", agentIdle(2)), "ResourceNotFoundException")
	err := limitSilence(t, s, contact, agentIdle(2), agentIdle(2))
	if err == nil || !strings.Contains(err.Error(), "ParticipantTimerConfigList[1]") {
		t.Errorf("got %v, want it to name the entry", err)
	}
	_, err = s.Connect().StopContact(t.Context(), &connect.StopContactInput{ContactId: aws.String(contact), InstanceId: aws.String(s.InstanceID())})
	must(t, err)
	wantCode(t, limitSilence(t, s, contact, agentIdle(2)), "InvalidRequestException")
}
