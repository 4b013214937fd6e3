package e2e

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// offered polls until a contact is before the agent, and gives all that are.
func (d *desk) offered(contact string) []string {
	d.t.Helper()
	for token := ""; ; {
		in := map[string]any{"timeout": 30_000}
		if token != "" {
			in["nextToken"] = token
		}
		var got seen
		d.calls("GetAgentSnapshot", in, &got)
		var all []string
		for _, c := range got.Snapshot.Contacts {
			all = append(all, c.ContactID)
		}
		if slices.Contains(all, contact) {
			return all
		}
		token = got.NextToken
	}
}

// A contact that is given another priority stands before those who came earlier, and
// one that is given routing criteria is for whom they name. spec: UpdateContactRoutingData.
func TestRoutingDataDecideWhoIsOffered(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	d, queue := hired(t, s) // who has two places
	line := flowID(t, s, "queueing", queueing(queue))
	first, second, third := start(t, s, withFlow(line)).ContactID, start(t, s, withFlow(line)).ContactID, start(t, s, withFlow(line)).ContactID
	update := func(contact string, change func(*connect.UpdateContactRoutingDataInput)) {
		t.Helper()
		in := &connect.UpdateContactRoutingDataInput{InstanceId: instance, ContactId: aws.String(contact)}
		change(in)
		_, err := client.UpdateContactRoutingData(t.Context(), in)
		must(t, err)
	}
	only := func(contact, user string) {
		t.Helper()
		update(contact, func(in *connect.UpdateContactRoutingDataInput) {
			in.RoutingCriteria = &types.RoutingCriteriaInput{Steps: []types.RoutingCriteriaInputStep{{
				Expression: &types.Expression{AttributeCondition: &types.AttributeCondition{
					ComparisonOperator: aws.String("Match"),
					MatchCriteria:      &types.MatchCriteria{AgentsCriteria: &types.AgentsCriteria{AgentIds: []string{user}}},
				}},
			}}}
		})
	}
	update(third, func(in *connect.UpdateContactRoutingDataInput) { in.QueuePriority = aws.Int64(1) })
	only(first, "somebody-else")
	d.is("routable")
	d.offered(third)
	if got := d.offered(second); slices.Contains(got, first) {
		t.Fatalf("got %v, want the first one kept for somebody else", got)
	}
	d.calls("AcceptContact", map[string]any{"contactId": second}, nil)
	d.calls("RejectContact", map[string]any{"contactId": third}, nil)
	only(third, "somebody-else")
	d.calls("ClearContact", map[string]any{"contactId": third}, nil)
	only(first, d.user)
	if got := d.offered(first); slices.Contains(got, third) {
		t.Errorf("got %v, want the third one kept for somebody else", got)
	}
}
