package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// queue creates a queue whose name begins as given.
func queue(t *testing.T, client *connect.Client, instance *string, name string) (id *string, called string) {
	t.Helper()
	called = fmt.Sprintf("%s %d", name, flowsMade.Add(1))
	out, err := client.CreateQueue(t.Context(), &connect.CreateQueueInput{
		InstanceId: instance, Name: aws.String(called), Description: aws.String("made by the SDK"), MaxContacts: aws.Int32(7),
		HoursOfOperationId: hoursID(t, client, instance, "hours of "+called), Tags: map[string]string{"name": called},
	})
	must(t, err)
	return out.QueueId, called
}

// flowCalled finds a flow of a new instance.
func flowCalled(t *testing.T, client *connect.Client, instance *string, name string) *string {
	t.Helper()
	out, err := client.SearchContactFlows(t.Context(), &connect.SearchContactFlowsInput{
		InstanceId: instance,
		SearchCriteria: &types.ContactFlowSearchCriteria{StringCondition: &types.StringCondition{
			FieldName: aws.String("name"), Value: aws.String(name), ComparisonType: types.StringComparisonTypeExact,
		}},
	})
	must(t, err)
	if len(out.ContactFlows) != 1 {
		t.Fatalf("got %d flows called %s, want one", len(out.ContactFlows), name)
	}
	return out.ContactFlows[0].Id
}

// What an operator does with queues, with the AWS SDK for Go v2.
func TestGoSDKQueues(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	id, name := queue(t, client, instance, "SDK queue")
	hours := hoursID(t, client, instance, "queue hours")

	_, err := client.CreateQueue(t.Context(), &connect.CreateQueueInput{InstanceId: instance, Name: aws.String(name), HoursOfOperationId: hours})
	wantCode(t, err, "DuplicateResourceException")
	_, err = client.UpdateQueueName(t.Context(), &connect.UpdateQueueNameInput{InstanceId: instance, QueueId: id, Description: aws.String("changed by the SDK")})
	must(t, err)
	_, err = client.UpdateQueueStatus(t.Context(), &connect.UpdateQueueStatusInput{InstanceId: instance, QueueId: id, Status: types.QueueStatusDisabled})
	must(t, err)
	_, err = client.UpdateQueueMaxContacts(t.Context(), &connect.UpdateQueueMaxContactsInput{InstanceId: instance, QueueId: id, MaxContacts: aws.Int32(9)})
	must(t, err)
	_, err = client.UpdateQueueHoursOfOperation(t.Context(), &connect.UpdateQueueHoursOfOperationInput{InstanceId: instance, QueueId: id, HoursOfOperationId: hours})
	must(t, err)
	_, err = client.UpdateQueueOutboundCallerConfig(t.Context(), &connect.UpdateQueueOutboundCallerConfigInput{
		InstanceId: instance, QueueId: id, OutboundCallerConfig: &types.OutboundCallerConfig{OutboundCallerIdName: aws.String("Us")},
	})
	must(t, err)

	described, err := client.DescribeQueue(t.Context(), &connect.DescribeQueueInput{InstanceId: instance, QueueId: id})
	must(t, err)
	q := described.Queue
	if aws.ToString(q.Name) != name || aws.ToString(q.Description) != "changed by the SDK" || q.Status != types.QueueStatusDisabled ||
		aws.ToInt32(q.MaxContacts) != 9 || aws.ToString(q.HoursOfOperationId) != *hours ||
		aws.ToString(q.OutboundCallerConfig.OutboundCallerIdName) != "Us" || q.Tags["name"] != name || q.LastModifiedTime == nil {
		t.Errorf("got %+v, want what was set", q)
	}
	found, err := client.SearchQueues(t.Context(), &connect.SearchQueuesInput{
		InstanceId:     instance,
		SearchCriteria: &types.QueueSearchCriteria{StringCondition: &types.StringCondition{FieldName: aws.String("name"), Value: aws.String(name), ComparisonType: types.StringComparisonTypeExact}},
	})
	must(t, err)
	if len(found.Queues) != 1 || aws.ToString(found.Queues[0].QueueId) != *id {
		t.Errorf("SearchQueues: got %d queues, want the one", len(found.Queues))
	}
	_, err = client.DeleteQueue(t.Context(), &connect.DeleteQueueInput{InstanceId: instance, QueueId: id})
	must(t, err)
	_, err = client.DescribeQueue(t.Context(), &connect.DescribeQueueInput{InstanceId: instance, QueueId: id})
	wantCode(t, err, "ResourceNotFoundException")
}

// A flow that comes from another instance finds a queue by its name.
func TestNewQueuesAreFoundByFlows(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	id, name := queue(t, client, instance, "imported queue")
	const stranger = "arn:aws:connect:eu-west-2:111122223333:instance/0a0a0a0a-0000-4000-8000-000000000000/queue/0b0b0b0b-0000-4000-8000-000000000000"
	reference, err := json.Marshal(name)
	must(t, err)
	content := fmt.Sprintf(`{
  "Version": "2019-10-30", "StartAction": "choose",
  "Metadata": {"name": "To %s", "ActionMetadata": {"choose": {"parameters": {"QueueId": {"displayName": %s}}}}},
  "Actions": [
    {"Identifier": "choose", "Type": "UpdateContactTargetQueue", "Parameters": {"QueueId": %q},
     "Transitions": {"NextAction": "end", "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
  ]
}`, name, reference, stranger)
	file := filepath.Join(t.TempDir(), "flow.json")
	must(t, os.WriteFile(file, []byte(content), 0o600))
	_, err = rejoin.Run(t.Context(), s.Environment(), "flow", "import", file)
	must(t, err)
	flow, err := client.DescribeContactFlow(t.Context(), &connect.DescribeContactFlowInput{
		InstanceId: instance, ContactFlowId: flowCalled(t, client, instance, "To "+name),
	})
	must(t, err)
	if content := aws.ToString(flow.ContactFlow.Content); !strings.Contains(content, *id) {
		t.Errorf("got %s, want it to name the queue %s", content, *id)
	}
	_, err = client.DeleteQueue(t.Context(), &connect.DeleteQueueInput{InstanceId: instance, QueueId: id})
	wantCode(t, err, "ResourceInUseException")
}

// Agents transfer by quick connects, which queues have.
func TestGoSDKQuickConnects(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	destination, name := queue(t, client, instance, "destination")
	agent, _ := user(t, client, instance, "destination")
	toQueue := flowCalled(t, client, instance, "Default queue transfer")
	toAgent := flowCalled(t, client, instance, "Default agent transfer")

	config := func(flow *string) *types.QuickConnectConfig {
		return &types.QuickConnectConfig{
			QuickConnectType: types.QuickConnectTypeQueue, QueueConfig: &types.QueueQuickConnectConfig{QueueId: destination, ContactFlowId: flow},
		}
	}
	_, err := client.CreateQuickConnect(t.Context(), &connect.CreateQuickConnectInput{InstanceId: instance, Name: aws.String(name), QuickConnectConfig: config(toAgent)})
	wantCode(t, err, "InvalidRequestException")
	made, err := client.CreateQuickConnect(t.Context(), &connect.CreateQuickConnectInput{
		InstanceId: instance, Name: aws.String(name), QuickConnectConfig: config(toQueue), Tags: map[string]string{"name": name},
	})
	must(t, err)
	id := made.QuickConnectId
	_, err = client.DeleteQueue(t.Context(), &connect.DeleteQueueInput{InstanceId: instance, QueueId: destination})
	wantCode(t, err, "ResourceInUseException")
	_, err = client.UpdateQuickConnectConfig(t.Context(), &connect.UpdateQuickConnectConfigInput{
		InstanceId: instance, QuickConnectId: id, QuickConnectConfig: &types.QuickConnectConfig{
			QuickConnectType: types.QuickConnectTypeUser, UserConfig: &types.UserQuickConnectConfig{UserId: agent, ContactFlowId: toAgent},
		},
	})
	must(t, err)
	_, err = client.UpdateQuickConnectName(t.Context(), &connect.UpdateQuickConnectNameInput{InstanceId: instance, QuickConnectId: id, Description: aws.String("to a colleague")})
	must(t, err)
	described, err := client.DescribeQuickConnect(t.Context(), &connect.DescribeQuickConnectInput{InstanceId: instance, QuickConnectId: made.QuickConnectARN})
	must(t, err)
	if c := described.QuickConnect; c.QuickConnectConfig.QuickConnectType != types.QuickConnectTypeUser || aws.ToString(c.QuickConnectConfig.UserConfig.UserId) != *agent ||
		aws.ToString(c.Name) != name || aws.ToString(c.Description) != "to a colleague" || c.Tags["name"] != name {
		t.Errorf("got %+v, want what was set", c)
	}
	listed := false
	pages := connect.NewListQuickConnectsPaginator(client, &connect.ListQuickConnectsInput{
		InstanceId: instance, QuickConnectTypes: []types.QuickConnectType{types.QuickConnectTypeUser}, MaxResults: aws.Int32(1),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		must(t, err)
		for _, c := range page.QuickConnectSummaryList {
			listed = listed || aws.ToString(c.Id) == *id && c.QuickConnectType == types.QuickConnectTypeUser
		}
	}
	found, err := client.SearchQuickConnects(t.Context(), &connect.SearchQuickConnectsInput{
		InstanceId:   instance,
		SearchFilter: &types.QuickConnectSearchFilter{TagFilter: &types.ControlPlaneTagFilter{TagCondition: &types.TagCondition{TagKey: aws.String("name"), TagValue: aws.String(name)}}},
	})
	must(t, err)
	if !listed || len(found.QuickConnects) != 1 {
		t.Errorf("got listed %v and %d found, want the quick connect", listed, len(found.QuickConnects))
	}

	_, err = client.AssociateQueueQuickConnects(t.Context(), &connect.AssociateQueueQuickConnectsInput{InstanceId: instance, QueueId: destination, QuickConnectIds: []string{*id}})
	must(t, err)
	wantOf := func(want int) {
		t.Helper()
		of, err := client.ListQueueQuickConnects(t.Context(), &connect.ListQueueQuickConnectsInput{InstanceId: instance, QueueId: destination})
		must(t, err)
		if len(of.QuickConnectSummaryList) != want {
			t.Errorf("got %d quick connects of the queue, want %d", len(of.QuickConnectSummaryList), want)
		}
	}
	wantOf(1)
	_, err = client.DisassociateQueueQuickConnects(t.Context(), &connect.DisassociateQueueQuickConnectsInput{InstanceId: instance, QueueId: destination, QuickConnectIds: []string{*id}})
	must(t, err)
	wantOf(0)
	_, err = client.DeleteQuickConnect(t.Context(), &connect.DeleteQuickConnectInput{InstanceId: instance, QuickConnectId: id})
	must(t, err)
	_, err = client.DescribeQuickConnect(t.Context(), &connect.DescribeQuickConnectInput{InstanceId: instance, QuickConnectId: id})
	wantCode(t, err, "ResourceNotFoundException")
}
