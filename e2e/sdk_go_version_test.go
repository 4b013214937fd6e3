package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
)

// Versions keep what a flow was, with the AWS SDK for Go v2.
func TestGoSDKFlowVersions(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	id := aws.String(flowID(t, s, "versioned", waitingFlow))
	for want := range int64(3) {
		made, err := client.CreateContactFlowVersion(t.Context(), &connect.CreateContactFlowVersionInput{InstanceId: instance, ContactFlowId: id})
		must(t, err)
		if got := aws.ToInt64(made.Version); got != want+1 {
			t.Errorf("got version %d, want %d", got, want+1)
		}
		_, err = client.UpdateContactFlowContent(t.Context(), &connect.UpdateContactFlowContentInput{
			InstanceId: instance, ContactFlowId: id, Content: aws.String([]string{shortWaitFlow, associatingFlow, waitingFlow}[want]),
		})
		must(t, err)
	}
	listed, err := client.ListContactFlowVersions(t.Context(), &connect.ListContactFlowVersionsInput{InstanceId: instance, ContactFlowId: id})
	must(t, err)
	if got := len(listed.ContactFlowVersionSummaryList); got != 3 {
		t.Fatalf("got %d versions, want 3", got)
	}
	first, err := client.DescribeContactFlow(t.Context(), &connect.DescribeContactFlowInput{
		InstanceId: instance, ContactFlowId: aws.String(*id + ":1"),
	})
	must(t, err)
	if got := aws.ToString(first.ContactFlow.Content); got != waitingFlow {
		t.Errorf("version 1: got content %s, want what was published when it was made", got)
	}
}
