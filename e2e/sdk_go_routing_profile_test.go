package e2e

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// routed is a queue for chats in a routing profile.
func routed(queue *string, priority, delay int32) []types.RoutingProfileQueueConfig {
	return []types.RoutingProfileQueueConfig{{
		QueueReference: &types.RoutingProfileQueueReference{QueueId: queue, Channel: types.ChannelChat},
		Priority:       aws.Int32(priority), Delay: aws.Int32(delay),
	}}
}

// What an operator does with routing profiles, with the AWS SDK for Go v2.
func TestGoSDKRoutingProfiles(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	first, _ := queue(t, client, instance, "first")
	second, called := queue(t, client, instance, "second")
	name := fmt.Sprint("SDK profile ", flowsMade.Add(1))
	chats := func(n int32) []types.MediaConcurrency {
		return []types.MediaConcurrency{{Channel: types.ChannelChat, Concurrency: aws.Int32(n)}}
	}
	_, err := client.CreateRoutingProfile(t.Context(), &connect.CreateRoutingProfileInput{
		InstanceId: instance, Name: aws.String(name), Description: aws.String("d"), DefaultOutboundQueueId: first, MediaConcurrencies: chats(11),
	})
	wantCode(t, err, "InvalidParameterException")
	made, err := client.CreateRoutingProfile(t.Context(), &connect.CreateRoutingProfileInput{
		InstanceId: instance, Name: aws.String(name), Description: aws.String("d"), DefaultOutboundQueueId: first,
		MediaConcurrencies: chats(3), QueueConfigs: routed(first, 1, 0), Tags: map[string]string{"name": name},
	})
	must(t, err)
	id := made.RoutingProfileId
	_, err = client.DeleteQueue(t.Context(), &connect.DeleteQueueInput{InstanceId: instance, QueueId: first})
	wantCode(t, err, "ResourceInUseException")

	_, err = client.UpdateRoutingProfileConcurrency(t.Context(), &connect.UpdateRoutingProfileConcurrencyInput{InstanceId: instance, RoutingProfileId: id, MediaConcurrencies: chats(10)})
	must(t, err)
	_, err = client.UpdateRoutingProfileName(t.Context(), &connect.UpdateRoutingProfileNameInput{InstanceId: instance, RoutingProfileId: id, Description: aws.String("ten at once")})
	must(t, err)
	_, err = client.UpdateRoutingProfileDefaultOutboundQueue(t.Context(), &connect.UpdateRoutingProfileDefaultOutboundQueueInput{InstanceId: instance, RoutingProfileId: id, DefaultOutboundQueueId: second})
	must(t, err)
	_, err = client.UpdateRoutingProfileAgentAvailabilityTimer(t.Context(), &connect.UpdateRoutingProfileAgentAvailabilityTimerInput{
		InstanceId: instance, RoutingProfileId: id, AgentAvailabilityTimer: types.AgentAvailabilityTimerTimeSinceLastInbound,
	})
	must(t, err)
	_, err = client.UpdateRoutingProfileQueues(t.Context(), &connect.UpdateRoutingProfileQueuesInput{InstanceId: instance, RoutingProfileId: id, QueueConfigs: routed(second, 1, 0)})
	wantCode(t, err, "ResourceNotFoundException")
	_, err = client.AssociateRoutingProfileQueues(t.Context(), &connect.AssociateRoutingProfileQueuesInput{
		InstanceId: instance, RoutingProfileId: id, QueueConfigs: routed(second, 2, 30),
		ManualAssignmentQueueConfigs: []types.RoutingProfileManualAssignmentQueueConfig{{
			QueueReference: &types.RoutingProfileQueueReference{QueueId: first, Channel: types.ChannelChat},
		}},
	})
	must(t, err)
	_, err = client.UpdateRoutingProfileQueues(t.Context(), &connect.UpdateRoutingProfileQueuesInput{InstanceId: instance, RoutingProfileId: id, QueueConfigs: routed(second, 9, 60)})
	must(t, err)
	_, err = client.DisassociateRoutingProfileQueues(t.Context(), &connect.DisassociateRoutingProfileQueuesInput{
		InstanceId: instance, RoutingProfileId: id, QueueReferences: []types.RoutingProfileQueueReference{{QueueId: first, Channel: types.ChannelChat}},
	})
	must(t, err)

	described, err := client.DescribeRoutingProfile(t.Context(), &connect.DescribeRoutingProfileInput{InstanceId: instance, RoutingProfileId: made.RoutingProfileArn})
	must(t, err)
	p := described.RoutingProfile
	if aws.ToString(p.Name) != name || aws.ToString(p.Description) != "ten at once" || aws.ToString(p.DefaultOutboundQueueId) != *second ||
		aws.ToInt32(p.MediaConcurrencies[0].Concurrency) != 10 || p.AgentAvailabilityTimer != types.AgentAvailabilityTimerTimeSinceLastInbound ||
		aws.ToInt64(p.NumberOfAssociatedQueues) != 1 || p.Tags["name"] != name {
		t.Errorf("got %+v, want what was set", p)
	}
	queues, err := client.ListRoutingProfileQueues(t.Context(), &connect.ListRoutingProfileQueuesInput{InstanceId: instance, RoutingProfileId: id})
	must(t, err)
	if l := queues.RoutingProfileQueueConfigSummaryList; len(l) != 1 || aws.ToString(l[0].QueueName) != called || aws.ToInt32(l[0].Priority) != 9 || l[0].Delay != 60 {
		t.Errorf("got queues %+v, want the second with its new priority and delay", l)
	}
	picked, err := client.ListRoutingProfileManualAssignmentQueues(t.Context(), &connect.ListRoutingProfileManualAssignmentQueuesInput{InstanceId: instance, RoutingProfileId: id})
	must(t, err)
	if l := picked.RoutingProfileManualAssignmentQueueConfigSummaryList; len(l) != 1 || aws.ToString(l[0].QueueId) != *first {
		t.Errorf("got queues to pick from %+v, want the first", l)
	}
	found, err := client.SearchRoutingProfiles(t.Context(), &connect.SearchRoutingProfilesInput{
		InstanceId:     instance,
		SearchCriteria: &types.RoutingProfileSearchCriteria{StringCondition: &types.StringCondition{FieldName: aws.String("associatedQueueIds"), Value: second, ComparisonType: types.StringComparisonTypeExact}},
	})
	must(t, err)
	if len(found.RoutingProfiles) != 1 || aws.ToString(found.RoutingProfiles[0].RoutingProfileId) != *id {
		t.Errorf("SearchRoutingProfiles: got %d, want the one", len(found.RoutingProfiles))
	}

	agent, _ := user(t, client, instance, "profiled")
	_, err = client.UpdateUserRoutingProfile(t.Context(), &connect.UpdateUserRoutingProfileInput{InstanceId: instance, UserId: agent, RoutingProfileId: id})
	must(t, err)
	_, err = client.DeleteRoutingProfile(t.Context(), &connect.DeleteRoutingProfileInput{InstanceId: instance, RoutingProfileId: id})
	wantCode(t, err, "ResourceInUseException")
	_, err = client.DeleteUser(t.Context(), &connect.DeleteUserInput{InstanceId: instance, UserId: agent})
	must(t, err)
	_, err = client.DeleteRoutingProfile(t.Context(), &connect.DeleteRoutingProfileInput{InstanceId: instance, RoutingProfileId: id})
	must(t, err)
	_, err = client.DeleteQueue(t.Context(), &connect.DeleteQueueInput{InstanceId: instance, QueueId: first})
	must(t, err)
}
