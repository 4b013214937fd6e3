package connectsvc

import (
	"context"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// DescribeQuickConnect reads a quick connect. spec: DescribeQuickConnect.
func (s quickConnects) DescribeQuickConnect(ctx context.Context, in *connect.DescribeQuickConnectInput) (*connect.DescribeQuickConnectOutput, error) {
	q, err := s.Directory.QuickConnect(ctx, instanceOf(in.InstanceId), text(in.QuickConnectId))
	if err != nil {
		return nil, err
	}
	return &connect.DescribeQuickConnectOutput{QuickConnect: new(s.quickConnect(&q))}, nil
}

func (s quickConnects) quickConnect(q *directory.QuickConnect) connect.QuickConnect {
	return connect.QuickConnect{
		QuickConnectARN:    new(s.arn(q)),
		QuickConnectId:     new(q.ID),
		Name:               new(q.Name),
		Description:        some(q.Spec.Description),
		QuickConnectConfig: destination(&q.Spec.Destination),
		Tags:               nonEmpty(q.Tags),
		LastModifiedTime:   at(q.ModifiedAt),
		LastModifiedRegion: new(s.Directory.Names.Region),
	}
}

// ListQuickConnects reads a page of the quick connects of some types, of all without
// any. spec: ListQuickConnects.
func (s quickConnects) ListQuickConnects(ctx context.Context, in *connect.ListQuickConnectsInput) (*connect.ListQuickConnectsOutput, error) {
	found, err := search(ctx, s.backend, listing{"ListQuickConnects", in.InstanceId, in.NextToken, in.MaxResults}, s.Directory.AllQuickConnects,
		func(q *directory.QuickConnect) bool {
			return len(in.QuickConnectTypes) == 0 || slices.Contains(in.QuickConnectTypes, q.Spec.Type)
		}, quickConnectKey)
	return &connect.ListQuickConnectsOutput{QuickConnectSummaryList: each(found.page, s.summary), NextToken: found.token}, err
}

func (s quickConnects) summary(q *directory.QuickConnect) connect.QuickConnectSummary {
	return connect.QuickConnectSummary{
		Id:                 new(q.ID),
		Arn:                new(s.arn(q)),
		Name:               new(q.Name),
		QuickConnectType:   new(q.Spec.Type),
		LastModifiedTime:   at(q.ModifiedAt),
		LastModifiedRegion: new(s.Directory.Names.Region),
	}
}

func quickConnectKey(q *directory.QuickConnect) string { return q.ID }

// SearchQuickConnects reads a page of the quick connects that meet criteria and carry
// tags. spec: SearchQuickConnects.
func (s quickConnects) SearchQuickConnects(ctx context.Context, in *connect.SearchQuickConnectsInput) (*connect.SearchQuickConnectsOutput, error) {
	criteria := quickConnectCriteria(in.SearchCriteria)
	if err := criteria.check("name", "description", "resourceID"); err != nil {
		return nil, err
	}
	found, err := search(ctx, s.backend, listing{"SearchQuickConnects", in.InstanceId, in.NextToken, in.MaxResults}, s.Directory.AllQuickConnects,
		func(q *directory.QuickConnect) bool {
			return (in.SearchFilter == nil || tagged(q.Tags, in.SearchFilter.TagFilter)) &&
				criteria.meets(fields{"name": {q.Name}, "description": {q.Spec.Description}, "resourceid": {q.ID}})
		}, quickConnectKey)
	return &connect.SearchQuickConnectsOutput{
		QuickConnects: each(found.page, s.quickConnect), NextToken: found.token, ApproximateTotalCount: found.total,
	}, err
}

func quickConnectCriteria(c *connect.QuickConnectSearchCriteria) *criteria {
	if c == nil {
		return nil
	}
	return &criteria{text: c.StringCondition, and: each(c.AndConditions, quickConnectCriteria), or: each(c.OrConditions, quickConnectCriteria)}
}
