package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// An agent who does not clear a chat has it cleared for him once the time is over that
// his settings give him for the work after it. spec: AfterContactWorkConfig.
func TestAfterContactWorkIsEndedForTheAgent(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	ctx, client, instance := t.Context(), s.Connect(), aws.String(s.InstanceID())
	d, queue := hired(t, s)
	_, err := client.UpdateUserConfig(ctx, &connect.UpdateUserConfigInput{
		InstanceId: instance, UserId: aws.String(d.user),
		AfterContactWorkConfigs: []types.AfterContactWorkConfigPerChannel{{
			Channel: types.ChannelChat, AfterContactWorkConfig: &types.AfterContactWorkConfig{AfterContactWorkTimeLimit: 1},
		}},
	})
	must(t, err)
	contact, _, _ := d.engaged(queue)
	d.calls("AcceptContact", map[string]any{"contactId": contact}, nil)
	d.awaits("connected")
	_, err = client.StopContact(ctx, &connect.StopContactInput{InstanceId: instance, ContactId: aws.String(contact)})
	must(t, err)
	d.awaits("")
	got, err := client.DescribeContact(ctx, &connect.DescribeContactInput{InstanceId: instance, ContactId: aws.String(contact)})
	must(t, err)
	if a := got.Contact.AgentInfo; a == nil || aws.ToInt32(a.AfterContactWorkDuration) < 1 || a.AfterContactWorkEndTimestamp == nil {
		t.Errorf("got %+v, want a second of work that is over", a)
	}
}
