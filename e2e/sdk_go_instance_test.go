package e2e

import (
	"fmt"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// What a back end does with flows, with the AWS SDK for Go v2.
func TestGoSDKFlows(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	id := aws.String(flowID(t, s, "a flow", waitingFlow))

	_, err := client.UpdateContactFlowName(t.Context(), &connect.UpdateContactFlowNameInput{
		InstanceId: instance, ContactFlowId: id, Name: aws.String("renamed by the SDK"), Description: aws.String("waits"),
	})
	must(t, err)
	_, err = client.UpdateContactFlowMetadata(t.Context(), &connect.UpdateContactFlowMetadataInput{
		InstanceId: instance, ContactFlowId: id, Description: aws.String("waits an hour"),
	})
	must(t, err)
	_, err = client.UpdateContactFlowContent(t.Context(), &connect.UpdateContactFlowContentInput{
		InstanceId: instance, ContactFlowId: id, Content: aws.String(`{"Version":"2019-10-30","StartAction":"nowhere","Actions":[]}`),
	})
	wantCode(t, err, "InvalidContactFlowException")
	_, err = client.UpdateContactFlowContent(t.Context(), &connect.UpdateContactFlowContentInput{
		InstanceId: instance, ContactFlowId: id, Content: aws.String(waitingFlow),
	})
	must(t, err)
	out, err := client.DescribeContactFlow(t.Context(), &connect.DescribeContactFlowInput{InstanceId: instance, ContactFlowId: id})
	must(t, err)
	f := out.ContactFlow
	if aws.ToString(f.Name) != "renamed by the SDK" || aws.ToString(f.Description) != "waits an hour" || aws.ToString(f.Content) == "" {
		t.Errorf("got %q, %q, want the new name and description", aws.ToString(f.Name), aws.ToString(f.Description))
	}

	if !slices.Contains(listedFlows(t, client, instance), aws.ToString(id)) {
		t.Errorf("ListContactFlows: got no %s", aws.ToString(id))
	}
	found, err := client.SearchContactFlows(t.Context(), &connect.SearchContactFlowsInput{
		InstanceId: instance,
		SearchCriteria: &types.ContactFlowSearchCriteria{StringCondition: &types.StringCondition{
			FieldName: aws.String("name"), Value: aws.String("renamed by"), ComparisonType: types.StringComparisonTypeStartsWith,
		}},
	})
	must(t, err)
	if len(found.ContactFlows) != 1 || aws.ToString(found.ContactFlows[0].Id) != aws.ToString(id) {
		t.Errorf("SearchContactFlows: got %d flows, want the one that was renamed", len(found.ContactFlows))
	}

	_, err = client.DeleteContactFlow(t.Context(), &connect.DeleteContactFlowInput{InstanceId: instance, ContactFlowId: id})
	must(t, err)
	_, err = client.DescribeContactFlow(t.Context(), &connect.DescribeContactFlowInput{InstanceId: instance, ContactFlowId: id})
	wantCode(t, err, "ResourceNotFoundException")
}

// listedFlows pages through all flows, three at a time.
func listedFlows(t *testing.T, client *connect.Client, instance *string) []string {
	t.Helper()
	var ids []string
	paginator := connect.NewListContactFlowsPaginator(client, &connect.ListContactFlowsInput{InstanceId: instance, MaxResults: aws.Int32(3)})
	for paginator.HasMorePages() {
		page, err := paginator.NextPage(t.Context())
		must(t, err)
		for _, f := range page.ContactFlowSummaryList {
			ids = append(ids, aws.ToString(f.Id))
		}
	}
	return ids
}

// What every new folder holds.
func TestGoSDKInstance(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	instances, err := client.ListInstances(t.Context(), &connect.ListInstancesInput{})
	must(t, err)
	if len(instances.InstanceSummaryList) != 1 || aws.ToString(instances.InstanceSummaryList[0].Id) != s.InstanceID() {
		t.Errorf("ListInstances: got %+v, want the one of rejoin env", instances.InstanceSummaryList)
	}
	described, err := client.DescribeInstance(t.Context(), &connect.DescribeInstanceInput{InstanceId: instance})
	must(t, err)
	if described.Instance.InstanceStatus != types.InstanceStatusActive {
		t.Errorf("got status %s, want ACTIVE", described.Instance.InstanceStatus)
	}
	queue, err := client.DescribeQueue(t.Context(), &connect.DescribeQueueInput{InstanceId: instance, QueueId: aws.String(basicQueue(t, s))})
	must(t, err)
	if got := queue.Queue.Status; got != types.QueueStatusEnabled {
		t.Errorf("DescribeQueue: got status %s, want ENABLED", got)
	}
	_, err = client.DescribeInstance(t.Context(), &connect.DescribeInstanceInput{InstanceId: aws.String("00000000-0000-4000-8000-000000000000")})
	wantCode(t, err, "ResourceNotFoundException")
}

// Tags of resources; the ARN is a path segment with escaped slashes.
func TestGoSDKTags(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client := s.Connect()
	out, err := client.DescribeContactFlow(t.Context(), &connect.DescribeContactFlowInput{
		InstanceId: aws.String(s.InstanceID()), ContactFlowId: aws.String(flowID(t, s, "tagged", waitingFlow)),
	})
	must(t, err)
	arn := out.ContactFlow.Arn
	_, err = client.TagResource(t.Context(), &connect.TagResourceInput{ResourceArn: arn, Tags: map[string]string{"a": "1", "b": "2"}})
	must(t, err)
	_, err = client.UntagResource(t.Context(), &connect.UntagResourceInput{ResourceArn: arn, TagKeys: []string{"a"}})
	must(t, err)
	tags, err := client.ListTagsForResource(t.Context(), &connect.ListTagsForResourceInput{ResourceArn: arn})
	must(t, err)
	if got, want := fmt.Sprint(tags.Tags), "map[b:2]"; got != want {
		t.Errorf("got tags %s, want %s", got, want)
	}
}

// Nobody is signed in by the access key.
func TestGoSDKSignsNobodyIn(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	for instance, want := range map[string]string{
		s.InstanceID(): "UserNotFoundException", "00000000-0000-4000-8000-000000000000": "ResourceNotFoundException",
	} {
		_, err := s.Connect().GetFederationToken(t.Context(), &connect.GetFederationTokenInput{InstanceId: aws.String(instance)})
		wantCode(t, err, want)
	}
}
