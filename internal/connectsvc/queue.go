package connectsvc

import (
	"context"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// queues serves the queues of an instance, read only.
type queues struct{ *backend }

// DescribeQueue reads a queue. spec: DescribeQueue.
func (s queues) DescribeQueue(ctx context.Context, in *connect.DescribeQueueInput) (*connect.DescribeQueueOutput, error) {
	q, err := s.Directory.Queue(ctx, instanceOf(in.InstanceId), text(in.QueueId))
	if err != nil {
		return nil, err
	}
	out := &connect.Queue{
		QueueArn:           new(s.Directory.Names.Resource(q.InstanceID, directory.KindQueue, q.ID)),
		QueueId:            new(q.ID),
		Name:               new(q.Name),
		Description:        some(q.Spec.Description),
		HoursOfOperationId: some(q.Spec.HoursID),
		Status:             new(connect.QueueStatusEnabled),
		Tags:               nonEmpty(q.Tags),
		LastModifiedTime:   at(q.ModifiedAt),
		LastModifiedRegion: new(s.Directory.Names.Region),
	}
	if q.Spec.MaxContacts > 0 {
		out.MaxContacts = new(int32(q.Spec.MaxContacts))
	}
	if q.Spec.Disabled {
		out.Status = new(connect.QueueStatusDisabled)
	}
	return &connect.DescribeQueueOutput{Queue: out}, nil
}

// ListQueues reads a page of the queues, all of which are standard ones: an
// agent's own queue has no entry of its own. spec: ListQueues.
func (s queues) ListQueues(ctx context.Context, in *connect.ListQueuesInput) (*connect.ListQueuesOutput, error) {
	instance, err := s.Directory.Instance(ctx, text(in.InstanceId))
	if err != nil {
		return nil, err
	}
	list := "ListQueues " + instance.ID
	page, err := s.openPage(list, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	out := &connect.ListQueuesOutput{QueueSummaryList: []connect.QueueSummary{}}
	if len(in.QueueTypes) > 0 && !slices.Contains(in.QueueTypes, connect.QueueTypeStandard) {
		return out, nil
	}
	found, next, err := s.Directory.Queues(ctx, instance.InstanceID, page.after, page.limit)
	if err != nil {
		return nil, err
	}
	for _, q := range found {
		out.QueueSummaryList = append(out.QueueSummaryList, connect.QueueSummary{
			Arn:                new(s.Directory.Names.Resource(q.InstanceID, directory.KindQueue, q.ID)),
			Id:                 new(q.ID),
			Name:               new(q.Name),
			QueueType:          new(connect.QueueTypeStandard),
			LastModifiedTime:   at(q.ModifiedAt),
			LastModifiedRegion: new(s.Directory.Names.Region),
		})
	}
	out.NextToken, err = s.sealPage(list, next)
	return out, err
}
