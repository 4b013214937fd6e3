package connectsvc

import (
	"context"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// queues serves the queues of an instance.
type queues struct{ *backend }

// DescribeQueue reads a queue, be it a user's own, which has no name and no hours.
// spec: DescribeQueue.
func (s queues) DescribeQueue(ctx context.Context, in *connect.DescribeQueueInput) (*connect.DescribeQueueOutput, error) {
	q, err := s.Directory.Queue(ctx, instanceOf(in.InstanceId), text(in.QueueId))
	if err != nil {
		return nil, err
	}
	return &connect.DescribeQueueOutput{Queue: new(s.queue(&q))}, nil
}

func (s queues) queue(q *directory.Queue) connect.Queue {
	out := connect.Queue{
		QueueArn:             new(s.arn(q)),
		QueueId:              new(q.ID),
		Name:                 some(q.Name),
		Description:          some(q.Spec.Description),
		OutboundCallerConfig: caller(q.Spec.Caller),
		HoursOfOperationId:   some(q.Spec.HoursID),
		Status:               new(connect.QueueStatusEnabled),
		Tags:                 nonEmpty(q.Tags),
		LastModifiedTime:     at(q.ModifiedAt),
		LastModifiedRegion:   new(s.Directory.Names.Region),
	}
	if q.Spec.MaxContacts > 0 {
		out.MaxContacts = new(int32(q.Spec.MaxContacts))
	}
	if q.Spec.Disabled {
		out.Status = new(connect.QueueStatusDisabled)
	}
	return out
}

// ListQueues reads a page of the queues: those that many serve and then those of
// users, which have no names. spec: ListQueues.
func (s queues) ListQueues(ctx context.Context, in *connect.ListQueuesInput) (*connect.ListQueuesOutput, error) {
	read := func(ctx context.Context, instance chat.InstanceID, after string, limit int) ([]directory.Queue, string, error) {
		return s.page(ctx, instance, in.QueueTypes, pageRequest{after, limit})
	}
	found, next, err := pageOf(ctx, s.backend, listing{"ListQueues", in.InstanceId, in.NextToken, in.MaxResults}, read)
	return &connect.ListQueuesOutput{QueueSummaryList: each(found, s.summary), NextToken: next}, err
}

func (s queues) summary(q *directory.Queue) connect.QueueSummary {
	return connect.QueueSummary{
		Arn:                new(s.arn(q)),
		Id:                 new(q.ID),
		Name:               some(q.Name),
		QueueType:          new(queueType(q)),
		LastModifiedTime:   at(q.ModifiedAt),
		LastModifiedRegion: new(s.Directory.Names.Region),
	}
}

func (s queues) arn(q *directory.Queue) string {
	return s.Directory.Names.Resource(q.InstanceID, directory.KindQueue, q.ID)
}

// page reads queues of some types, of all without any, and says after which one
// the next page begins, "" at the end.
func (s queues) page(ctx context.Context, instance chat.InstanceID, types []string, page pageRequest) (found []directory.Queue, next string, err error) {
	wanted := func(t string) bool { return len(types) == 0 || slices.Contains(types, t) }
	among := directory.OwnerOf(chat.QueueID(page.after)) != ""
	if wanted(connect.QueueTypeStandard) && !among {
		found, next, err = s.Directory.Queues(ctx, instance, page.after, page.limit)
		if err != nil || next != "" {
			return found, next, err
		}
	}
	if !wanted(connect.QueueTypeAgent) {
		return found, "", nil
	}
	after := ""
	if among {
		after = page.after
	}
	room := page.limit - len(found)
	own, next, err := s.Directory.OwnQueues(ctx, instance, after, max(room, 1))
	switch {
	case err != nil:
		return nil, "", err
	case room == 0 && len(own) > 0: // they begin on the next page
		return found, found[len(found)-1].ID, nil
	case room == 0:
		return found, "", nil
	}
	return append(found, own...), next, nil
}

// SearchQueues reads a page of the queues that many serve, meet criteria and carry
// tags. spec: SearchQueues.
func (s queues) SearchQueues(ctx context.Context, in *connect.SearchQueuesInput) (*connect.SearchQueuesOutput, error) {
	criteria := queueCriteria(in.SearchCriteria)
	if err := criteria.check("name", "description", "resourceID"); err != nil {
		return nil, err
	}
	found, err := search(ctx, s.backend, listing{"SearchQueues", in.InstanceId, in.NextToken, in.MaxResults}, s.Directory.AllQueues,
		func(q *directory.Queue) bool {
			return (in.SearchFilter == nil || tagged(q.Tags, in.SearchFilter.TagFilter)) &&
				criteria.meets(fields{"name": {q.Name}, "description": {q.Spec.Description}, "resourceid": {q.ID}})
		}, func(q *directory.Queue) string { return q.ID })
	return &connect.SearchQueuesOutput{Queues: each(found.page, s.queue), NextToken: found.token, ApproximateTotalCount: found.total}, err
}

// queueCriteria passes over QueueTypeCondition, whose only value is true of all that
// are searched.
func queueCriteria(c *connect.QueueSearchCriteria) *criteria {
	if c == nil {
		return nil
	}
	return &criteria{text: c.StringCondition, and: each(c.AndConditions, queueCriteria), or: each(c.OrConditions, queueCriteria)}
}

func queueType(q *directory.Queue) string {
	if directory.OwnerOf(chat.QueueID(q.ID)) != "" {
		return connect.QueueTypeAgent
	}
	return connect.QueueTypeStandard
}
