package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// CreateQueue adds a queue. Addresses for email are unknown, as there is no email.
// spec: CreateQueue.
func (s queues) CreateQueue(ctx context.Context, in *connect.CreateQueueInput) (*connect.CreateQueueOutput, error) {
	if in.OutboundEmailConfig != nil && text(in.OutboundEmailConfig.OutboundEmailAddressId) != "" {
		return nil, chat.NotFound("OutboundEmailConfig.OutboundEmailAddressId", "the email address does not exist")
	}
	if len(in.EmailAddressesConfig) > 0 {
		return nil, chat.NotFound("EmailAddressesConfig", "the email address does not exist")
	}
	q, err := s.Directory.CreateQueue(ctx, instanceOf(in.InstanceId), directory.QueueDraft{
		Name: text(in.Name), Description: text(in.Description), Hours: text(in.HoursOfOperationId),
		MaxContacts: number(in.MaxContacts), Caller: callerOf(in.OutboundCallerConfig),
		QuickConnects: in.QuickConnectIds, Tags: in.Tags,
	})
	if err != nil {
		return nil, err
	}
	return &connect.CreateQueueOutput{QueueId: new(q.ID), QueueArn: new(s.arn(&q))}, nil
}

// UpdateQueueName changes name and description. spec: UpdateQueueName.
func (s queues) UpdateQueueName(ctx context.Context, in *connect.UpdateQueueNameInput) (*connect.UpdateQueueNameOutput, error) {
	return nil, s.Directory.RenameQueue(ctx, instanceOf(in.InstanceId), text(in.QueueId), in.Name, in.Description)
}

// UpdateQueueStatus enables or disables a queue. spec: UpdateQueueStatus.
func (s queues) UpdateQueueStatus(ctx context.Context, in *connect.UpdateQueueStatusInput) (*connect.UpdateQueueStatusOutput, error) {
	return nil, s.Directory.SetQueueDisabled(ctx, instanceOf(in.InstanceId), text(in.QueueId), text(in.Status) == connect.QueueStatusDisabled)
}

// UpdateQueueMaxContacts bounds how many contacts wait; no number, and 0, takes the
// bound away. spec: UpdateQueueMaxContacts.
func (s queues) UpdateQueueMaxContacts(ctx context.Context, in *connect.UpdateQueueMaxContactsInput) (*connect.UpdateQueueMaxContactsOutput, error) {
	return nil, s.Directory.SetQueueMaxContacts(ctx, instanceOf(in.InstanceId), text(in.QueueId), number(in.MaxContacts))
}

// UpdateQueueHoursOfOperation gives a queue other hours.
// spec: UpdateQueueHoursOfOperation.
func (s queues) UpdateQueueHoursOfOperation(ctx context.Context, in *connect.UpdateQueueHoursOfOperationInput) (*connect.UpdateQueueHoursOfOperationOutput, error) {
	return nil, s.Directory.SetQueueHours(ctx, instanceOf(in.InstanceId), text(in.QueueId), text(in.HoursOfOperationId))
}

// UpdateQueueOutboundCallerConfig replaces all of the configuration: what is left out
// is gone. spec: UpdateQueueOutboundCallerConfig.
func (s queues) UpdateQueueOutboundCallerConfig(ctx context.Context, in *connect.UpdateQueueOutboundCallerConfigInput) (*connect.UpdateQueueOutboundCallerConfigOutput, error) {
	return nil, s.Directory.SetQueueCaller(ctx, instanceOf(in.InstanceId), text(in.QueueId), callerOf(in.OutboundCallerConfig))
}

// AssociateQueueQuickConnects gives a queue quick connects.
// spec: AssociateQueueQuickConnects.
func (s queues) AssociateQueueQuickConnects(ctx context.Context, in *connect.AssociateQueueQuickConnectsInput) (*connect.AssociateQueueQuickConnectsOutput, error) {
	return nil, s.Directory.LinkQuickConnects(ctx, instanceOf(in.InstanceId), text(in.QueueId), in.QuickConnectIds)
}

// DisassociateQueueQuickConnects takes quick connects from a queue.
// spec: DisassociateQueueQuickConnects.
func (s queues) DisassociateQueueQuickConnects(ctx context.Context, in *connect.DisassociateQueueQuickConnectsInput) (*connect.DisassociateQueueQuickConnectsOutput, error) {
	return nil, s.Directory.UnlinkQuickConnects(ctx, instanceOf(in.InstanceId), text(in.QueueId), in.QuickConnectIds)
}

// ListQueueQuickConnects reads a page of the quick connects of a queue.
// spec: ListQueueQuickConnects.
func (s queues) ListQueueQuickConnects(ctx context.Context, in *connect.ListQueueQuickConnectsInput) (*connect.ListQueueQuickConnectsOutput, error) {
	q, err := s.Directory.Queue(ctx, instanceOf(in.InstanceId), text(in.QueueId))
	if err != nil {
		return nil, err
	}
	all, err := s.Directory.QueueQuickConnects(ctx, &q)
	if err != nil {
		return nil, err
	}
	found, next, err := part(s.backend, listing{"ListQueueQuickConnects", nil, in.NextToken, in.MaxResults}, q.ID, all, quickConnectKey)
	return &connect.ListQueueQuickConnectsOutput{
		QuickConnectSummaryList: each(found, quickConnects(s).summary),
		NextToken:               next,
		LastModifiedTime:        at(q.ModifiedAt),
		LastModifiedRegion:      new(s.Directory.Names.Region),
	}, err
}

// DeleteQueue removes a queue that nothing uses. spec: DeleteQueue.
func (s queues) DeleteQueue(ctx context.Context, in *connect.DeleteQueueInput) (*connect.DeleteQueueOutput, error) {
	return nil, s.Directory.DeleteQueue(ctx, instanceOf(in.InstanceId), text(in.QueueId))
}

func callerOf(c *connect.OutboundCallerConfig) directory.OutboundCaller {
	if c == nil {
		return directory.OutboundCaller{}
	}
	return directory.OutboundCaller{
		Name: text(c.OutboundCallerIdName), NumberID: text(c.OutboundCallerIdNumberId), FlowID: text(c.OutboundFlowId),
	}
}

func caller(c *directory.OutboundCaller) *connect.OutboundCallerConfig {
	if c == nil {
		return nil
	}
	return &connect.OutboundCallerConfig{
		OutboundCallerIdName: some(c.Name), OutboundCallerIdNumberId: some(c.NumberID), OutboundFlowId: some(c.FlowID),
	}
}
