package e2e

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// Who supervises sees what agents do, makes them available, offers them chats and
// clears what they have left.
func TestGoSDKUserStatus(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	d, queue := hired(t, s)
	user := aws.String(d.user)
	sees := func(state types.ContactState) *types.UserData {
		t.Helper()
		out, err := client.GetCurrentUserData(t.Context(), &connect.GetCurrentUserDataInput{
			InstanceId: instance, Filters: &types.UserDataFilters{Agents: []string{d.user}, Queues: []string{queue}},
		})
		must(t, err)
		if len(out.UserDataList) == 0 {
			return nil
		}
		data := out.UserDataList[0]
		if state == "" && len(data.Contacts) > 0 || state != "" && (len(data.Contacts) != 1 || data.Contacts[0].AgentContactState != state) {
			t.Fatalf("got %+v, want a contact in state %q", data.Contacts, state)
		}
		return &data
	}
	if got := sees(""); got != nil {
		t.Errorf("got %+v of an agent who is offline, want nothing", got)
	}
	statuses, err := client.ListAgentStatuses(t.Context(), &connect.ListAgentStatusesInput{InstanceId: instance})
	must(t, err)
	i := slices.IndexFunc(statuses.AgentStatusSummaryList, func(s types.AgentStatusSummary) bool { return s.Type == types.AgentStatusTypeRoutable })
	available := statuses.AgentStatusSummaryList[i]
	_, err = client.PutUserStatus(t.Context(), &connect.PutUserStatusInput{InstanceId: instance, UserId: user, AgentStatusId: available.Id})
	must(t, err)
	if got := sees(""); got == nil || aws.ToString(got.Status.StatusName) != aws.ToString(available.Name) || got.AvailableSlotsByChannel["CHAT"] != 2 {
		t.Errorf("got %+v, want an agent who is available with two places", got)
	}

	customer := arrive(t, s, withFlow(flowID(t, s, "queueing", queueing(queue))))
	contact := aws.String(customer.Details.ContactID)
	d.awaits("connecting")
	if got := sees(types.ContactStateConnecting); aws.ToString(got.Contacts[0].ContactId) != *contact || got.AvailableSlotsByChannel["CHAT"] != 1 {
		t.Errorf("got %+v, want the chat offered", got)
	}
	dismiss := func() error {
		_, err := client.DismissUserContact(t.Context(), &connect.DismissUserContactInput{InstanceId: instance, UserId: user, ContactId: contact})
		return err
	}
	wantCode(t, dismiss(), "InvalidRequestException")
	d.calls("AcceptContact", map[string]any{"contactId": *contact}, nil)
	_, participant := d.awaits("connected")
	if got := sees(types.ContactStateConnected); got.Contacts[0].ConnectedToAgentTimestamp == nil {
		t.Errorf("got %+v, want the time of the connection", got.Contacts)
	}
	d.calls("DestroyConnection", map[string]any{"contactId": *contact, "connectionId": participant}, nil)
	sees(types.ContactStateEnded)
	must(t, dismiss())
	if got := sees(""); got == nil || got.AvailableSlotsByChannel["CHAT"] != 2 {
		t.Errorf("got %+v, want both places free", got)
	}
}

// A supervisor gives an agent a chat, who is not available but there.
func TestAnAgentIsGivenAChat(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	d, _ := hired(t, s)
	d.is("routable")
	customer := start(t, s)
	_, err := s.Connect().AssociateContactWithUser(t.Context(), &connect.AssociateContactWithUserInput{
		InstanceId: aws.String(s.InstanceID()), ContactId: aws.String(customer.ContactID), UserId: aws.String(d.user),
	})
	must(t, err)
	if contact, _ := d.awaits("connecting"); contact != customer.ContactID {
		t.Errorf("offered %s, want %s", contact, customer.ContactID)
	}
}
