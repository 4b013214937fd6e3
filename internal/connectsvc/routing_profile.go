package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// routingProfiles serves what says which contacts agents get.
type routingProfiles struct{ *backend }

// CreateRoutingProfile adds a routing profile. spec: CreateRoutingProfile.
func (s routingProfiles) CreateRoutingProfile(ctx context.Context, in *connect.CreateRoutingProfileInput) (*connect.CreateRoutingProfileOutput, error) {
	p, err := s.Directory.CreateRoutingProfile(ctx, instanceOf(in.InstanceId), directory.RoutingProfileDraft{
		Name: text(in.Name), Description: text(in.Description), DefaultQueue: text(in.DefaultOutboundQueueId),
		Channels: each(in.MediaConcurrencies, channelOf), Queues: each(in.QueueConfigs, queueConfigOf),
		Manual: each(in.ManualAssignmentQueueConfigs, manualOf), Order: text(in.AgentAvailabilityTimer), Tags: in.Tags,
	})
	if err != nil {
		return nil, err
	}
	return &connect.CreateRoutingProfileOutput{RoutingProfileId: new(p.ID), RoutingProfileArn: new(s.arn(&p))}, nil
}

// UpdateRoutingProfileName changes name and description.
// spec: UpdateRoutingProfileName.
func (s routingProfiles) UpdateRoutingProfileName(ctx context.Context, in *connect.UpdateRoutingProfileNameInput) (*connect.UpdateRoutingProfileNameOutput, error) {
	return nil, s.Directory.RenameRoutingProfile(ctx, instanceOf(in.InstanceId), text(in.RoutingProfileId), in.Name, in.Description)
}

// UpdateRoutingProfileConcurrency replaces the concurrencies of all channels.
// spec: UpdateRoutingProfileConcurrency.
func (s routingProfiles) UpdateRoutingProfileConcurrency(ctx context.Context, in *connect.UpdateRoutingProfileConcurrencyInput) (*connect.UpdateRoutingProfileConcurrencyOutput, error) {
	return nil, s.Directory.SetConcurrency(ctx, instanceOf(in.InstanceId), text(in.RoutingProfileId), each(in.MediaConcurrencies, channelOf))
}

// UpdateRoutingProfileDefaultOutboundQueue names another queue.
// spec: UpdateRoutingProfileDefaultOutboundQueue.
func (s routingProfiles) UpdateRoutingProfileDefaultOutboundQueue(ctx context.Context, in *connect.UpdateRoutingProfileDefaultOutboundQueueInput) (*connect.UpdateRoutingProfileDefaultOutboundQueueOutput, error) {
	return nil, s.Directory.SetDefaultQueue(ctx, instanceOf(in.InstanceId), text(in.RoutingProfileId), text(in.DefaultOutboundQueueId))
}

// UpdateRoutingProfileAgentAvailabilityTimer says from when the waiting of agents
// counts. spec: UpdateRoutingProfileAgentAvailabilityTimer.
func (s routingProfiles) UpdateRoutingProfileAgentAvailabilityTimer(ctx context.Context, in *connect.UpdateRoutingProfileAgentAvailabilityTimerInput) (*connect.UpdateRoutingProfileAgentAvailabilityTimerOutput, error) {
	return nil, s.Directory.SetOrder(ctx, instanceOf(in.InstanceId), text(in.RoutingProfileId), text(in.AgentAvailabilityTimer))
}

// UpdateRoutingProfileQueues changes priority and delay of queues that are there.
// spec: UpdateRoutingProfileQueues.
func (s routingProfiles) UpdateRoutingProfileQueues(ctx context.Context, in *connect.UpdateRoutingProfileQueuesInput) (*connect.UpdateRoutingProfileQueuesOutput, error) {
	return nil, s.Directory.ChangeQueues(ctx, instanceOf(in.InstanceId), text(in.RoutingProfileId), each(in.QueueConfigs, queueConfigOf))
}

// AssociateRoutingProfileQueues adds queues of either sort.
// spec: AssociateRoutingProfileQueues.
func (s routingProfiles) AssociateRoutingProfileQueues(ctx context.Context, in *connect.AssociateRoutingProfileQueuesInput) (*connect.AssociateRoutingProfileQueuesOutput, error) {
	if len(in.QueueConfigs)+len(in.ManualAssignmentQueueConfigs) == 0 {
		return nil, chat.Invalid("QueueConfigs", "is required when there are no ManualAssignmentQueueConfigs")
	}
	return nil, s.Directory.LinkQueues(ctx, instanceOf(in.InstanceId), text(in.RoutingProfileId),
		each(in.QueueConfigs, queueConfigOf), each(in.ManualAssignmentQueueConfigs, manualOf))
}

// DisassociateRoutingProfileQueues takes queues of either sort away.
// spec: DisassociateRoutingProfileQueues.
func (s routingProfiles) DisassociateRoutingProfileQueues(ctx context.Context, in *connect.DisassociateRoutingProfileQueuesInput) (*connect.DisassociateRoutingProfileQueuesOutput, error) {
	if len(in.QueueReferences)+len(in.ManualAssignmentQueueReferences) == 0 {
		return nil, chat.Invalid("QueueReferences", "is required when there are no ManualAssignmentQueueReferences")
	}
	return nil, s.Directory.UnlinkQueues(ctx, instanceOf(in.InstanceId), text(in.RoutingProfileId),
		each(in.QueueReferences, referenceOf), each(in.ManualAssignmentQueueReferences, referenceOf))
}

// DeleteRoutingProfile removes a routing profile that no user has.
// spec: DeleteRoutingProfile.
func (s routingProfiles) DeleteRoutingProfile(ctx context.Context, in *connect.DeleteRoutingProfileInput) (*connect.DeleteRoutingProfileOutput, error) {
	return nil, s.Directory.DeleteRoutingProfile(ctx, instanceOf(in.InstanceId), text(in.RoutingProfileId))
}

func (s routingProfiles) arn(p *directory.RoutingProfile) string {
	return s.Directory.Names.Resource(p.InstanceID, directory.KindRoutingProfile, p.ID)
}

func channelOf(c *connect.MediaConcurrency) directory.ChannelRouting {
	out := directory.ChannelRouting{Channel: text(c.Channel), Concurrency: number(c.Concurrency)}
	if c.CrossChannelBehavior != nil {
		out.CrossChannel = text(c.CrossChannelBehavior.BehaviorType)
	}
	return out
}

func queueConfigOf(c *connect.RoutingProfileQueueConfig) directory.ChannelQueue {
	to := referenceOf(c.QueueReference)
	return directory.ChannelQueue{Channel: to.Channel, RoutedQueue: directory.RoutedQueue{
		QueueID: to.QueueID, Priority: number(c.Priority), DelaySeconds: number(c.Delay),
	}}
}

func manualOf(c *connect.RoutingProfileManualAssignmentQueueConfig) directory.ManualQueue {
	return referenceOf(c.QueueReference)
}

func referenceOf(r *connect.RoutingProfileQueueReference) directory.ManualQueue {
	return directory.ManualQueue{QueueID: text(r.QueueId), Channel: text(r.Channel)}
}
