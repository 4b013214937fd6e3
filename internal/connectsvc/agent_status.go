package connectsvc

import (
	"context"
	"slices"
	"strconv"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// agentStatuses serves the statuses that agents can take.
type agentStatuses struct{ *backend }

// CreateAgentStatus adds a custom status. spec: CreateAgentStatus.
func (s agentStatuses) CreateAgentStatus(ctx context.Context, in *connect.CreateAgentStatusInput) (*connect.CreateAgentStatusOutput, error) {
	a, err := s.Directory.CreateAgentStatus(ctx, instanceOf(in.InstanceId), directory.AgentStatusDraft{
		Name: text(in.Name), Description: text(in.Description), DisplayOrder: number(in.DisplayOrder),
		Disabled: text(in.State) == connect.AgentStatusStateDisabled, Tags: in.Tags,
	})
	if err != nil {
		return nil, err
	}
	return &connect.CreateAgentStatusOutput{AgentStatusId: new(a.ID), AgentStatusARN: new(s.arn(&a))}, nil
}

// UpdateAgentStatus changes what is given; ResetOrderNumber takes the place in the
// list away. spec: UpdateAgentStatus.
func (s agentStatuses) UpdateAgentStatus(ctx context.Context, in *connect.UpdateAgentStatusInput) (*connect.UpdateAgentStatusOutput, error) {
	c := directory.AgentStatusChange{Name: in.Name, Description: in.Description}
	if in.State != nil {
		c.Disabled = new(*in.State == connect.AgentStatusStateDisabled)
	}
	if in.DisplayOrder != nil {
		c.DisplayOrder = new(int(*in.DisplayOrder))
	}
	if in.ResetOrderNumber != nil && *in.ResetOrderNumber {
		if c.DisplayOrder != nil {
			return nil, chat.Rejected("ResetOrderNumber", "cannot be set together with DisplayOrder")
		}
		c.DisplayOrder = new(0)
	}
	return nil, s.Directory.ChangeAgentStatus(ctx, instanceOf(in.InstanceId), text(in.AgentStatusId), c)
}

// DescribeAgentStatus reads a status. spec: DescribeAgentStatus.
func (s agentStatuses) DescribeAgentStatus(ctx context.Context, in *connect.DescribeAgentStatusInput) (*connect.DescribeAgentStatusOutput, error) {
	a, err := s.Directory.AgentStatus(ctx, instanceOf(in.InstanceId), text(in.AgentStatusId))
	if err != nil {
		return nil, err
	}
	return &connect.DescribeAgentStatusOutput{AgentStatus: new(s.status(&a))}, nil
}

func (s agentStatuses) status(a *directory.AgentStatus) connect.AgentStatus {
	out := connect.AgentStatus{
		AgentStatusARN:     new(s.arn(a)),
		AgentStatusId:      new(a.ID),
		Name:               new(a.Name),
		Description:        some(a.Spec.Description),
		Type:               new(a.Spec.Type),
		State:              new(stateOf(a)),
		Tags:               nonEmpty(a.Tags),
		LastModifiedTime:   at(a.ModifiedAt),
		LastModifiedRegion: new(s.Directory.Names.Region),
	}
	if a.Spec.DisplayOrder > 0 {
		out.DisplayOrder = new(int32(a.Spec.DisplayOrder))
	}
	return out
}

func stateOf(a *directory.AgentStatus) string {
	if a.Spec.Disabled {
		return connect.AgentStatusStateDisabled
	}
	return connect.AgentStatusStateEnabled
}

// ListAgentStatuses reads a page of the statuses of some types, of all without any.
// spec: ListAgentStatuses.
func (s agentStatuses) ListAgentStatuses(ctx context.Context, in *connect.ListAgentStatusesInput) (*connect.ListAgentStatusesOutput, error) {
	found, err := search(ctx, s.backend, listing{"ListAgentStatuses", in.InstanceId, in.NextToken, in.MaxResults}, s.Directory.AllAgentStatuses,
		func(a *directory.AgentStatus) bool {
			return len(in.AgentStatusTypes) == 0 || slices.Contains(in.AgentStatusTypes, a.Spec.Type)
		}, statusKey)
	return &connect.ListAgentStatusesOutput{AgentStatusSummaryList: each(found.page, s.summary), NextToken: found.token}, err
}

func (s agentStatuses) summary(a *directory.AgentStatus) connect.AgentStatusSummary {
	return connect.AgentStatusSummary{
		Id:                 new(a.ID),
		Arn:                new(s.arn(a)),
		Name:               new(a.Name),
		Type:               new(a.Spec.Type),
		LastModifiedTime:   at(a.ModifiedAt),
		LastModifiedRegion: new(s.Directory.Names.Region),
	}
}

func statusKey(a *directory.AgentStatus) string { return a.ID }

// SearchAgentStatuses reads a page of the statuses that meet criteria and carry tags.
// spec: SearchAgentStatuses.
func (s agentStatuses) SearchAgentStatuses(ctx context.Context, in *connect.SearchAgentStatusesInput) (*connect.SearchAgentStatusesOutput, error) {
	criteria := statusCriteria(in.SearchCriteria)
	if err := criteria.check("name", "description", "state", "type", "displayOrder", "resourceID"); err != nil {
		return nil, err
	}
	found, err := search(ctx, s.backend, listing{"SearchAgentStatuses", in.InstanceId, in.NextToken, in.MaxResults}, s.Directory.AllAgentStatuses,
		func(a *directory.AgentStatus) bool {
			return (in.SearchFilter == nil || attributed(a.Tags, in.SearchFilter.AttributeFilter)) && criteria.meets(fields{
				"name": {a.Name}, "description": {a.Spec.Description}, "state": {stateOf(a)}, "type": {a.Spec.Type},
				"displayorder": {strconv.Itoa(a.Spec.DisplayOrder)}, "resourceid": {a.ID},
			})
		}, statusKey)
	return &connect.SearchAgentStatusesOutput{
		AgentStatuses: each(found.page, s.status), NextToken: found.token, ApproximateTotalCount: found.total,
	}, err
}

func statusCriteria(c *connect.AgentStatusSearchCriteria) *criteria {
	if c == nil {
		return nil
	}
	return &criteria{text: c.StringCondition, and: each(c.AndConditions, statusCriteria), or: each(c.OrConditions, statusCriteria)}
}

// attributed reports whether tags pass all members of a filter that are given.
func attributed(tags map[string]string, f *connect.ControlPlaneAttributeFilter) bool {
	switch {
	case f == nil:
		return true
	case f.TagCondition != nil && !carries(tags, *f.TagCondition):
		return false
	case f.AndCondition != nil && !carriesAll(tags, f.AndCondition.TagConditions):
		return false
	}
	return len(f.OrConditions) == 0 || slices.ContainsFunc(f.OrConditions, func(c connect.CommonAttributeAndCondition) bool {
		return carriesAll(tags, c.TagConditions)
	})
}

func (s agentStatuses) arn(a *directory.AgentStatus) string {
	return s.Directory.Names.Resource(a.InstanceID, directory.KindAgentStatus, a.ID)
}
