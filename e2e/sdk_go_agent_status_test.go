package e2e

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// What an operator does with agent statuses, with the AWS SDK for Go v2.
func TestGoSDKAgentStatuses(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	name := fmt.Sprint("SDK lunch ", flowsMade.Add(1))
	made, err := client.CreateAgentStatus(t.Context(), &connect.CreateAgentStatusInput{
		InstanceId: instance, Name: aws.String(name), Description: aws.String("away"), State: types.AgentStatusStateEnabled,
		DisplayOrder: aws.Int32(7), Tags: map[string]string{"name": name},
	})
	must(t, err)
	_, err = client.CreateAgentStatus(t.Context(), &connect.CreateAgentStatusInput{InstanceId: instance, Name: aws.String(name), State: types.AgentStatusStateEnabled})
	wantCode(t, err, "DuplicateResourceException")
	_, err = client.UpdateAgentStatus(t.Context(), &connect.UpdateAgentStatusInput{
		InstanceId: instance, AgentStatusId: made.AgentStatusId, Description: aws.String("back soon"), State: types.AgentStatusStateDisabled, ResetOrderNumber: true,
	})
	must(t, err)
	described, err := client.DescribeAgentStatus(t.Context(), &connect.DescribeAgentStatusInput{InstanceId: instance, AgentStatusId: made.AgentStatusARN})
	must(t, err)
	if a := described.AgentStatus; aws.ToString(a.Name) != name || aws.ToString(a.Description) != "back soon" || a.DisplayOrder != nil ||
		a.State != types.AgentStatusStateDisabled || a.Type != types.AgentStatusTypeCustom || a.Tags["name"] != name {
		t.Errorf("got %+v, want what was set", a)
	}
	found, err := client.SearchAgentStatuses(t.Context(), &connect.SearchAgentStatusesInput{
		InstanceId:   instance,
		SearchFilter: &types.AgentStatusSearchFilter{AttributeFilter: &types.ControlPlaneAttributeFilter{TagCondition: &types.TagCondition{TagKey: aws.String("name"), TagValue: aws.String(name)}}},
	})
	must(t, err)
	if len(found.AgentStatuses) != 1 || aws.ToString(found.AgentStatuses[0].AgentStatusId) != *made.AgentStatusId {
		t.Errorf("SearchAgentStatuses: got %d, want the one", len(found.AgentStatuses))
	}
	fixed := map[types.AgentStatusType]*string{}
	pages := connect.NewListAgentStatusesPaginator(client, &connect.ListAgentStatusesInput{
		InstanceId: instance, MaxResults: aws.Int32(1),
		AgentStatusTypes: []types.AgentStatusType{types.AgentStatusTypeRoutable, types.AgentStatusTypeOffline},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		must(t, err)
		for _, a := range page.AgentStatusSummaryList {
			fixed[a.Type] = a.Id
		}
	}
	for _, kind := range []types.AgentStatusType{types.AgentStatusTypeRoutable, types.AgentStatusTypeOffline} {
		if fixed[kind] == nil {
			t.Fatalf("got %v, want a status of type %s", fixed, kind)
		}
		_, err = client.UpdateAgentStatus(t.Context(), &connect.UpdateAgentStatusInput{InstanceId: instance, AgentStatusId: fixed[kind], State: types.AgentStatusStateDisabled})
		wantCode(t, err, "InvalidRequestException")
	}
}
