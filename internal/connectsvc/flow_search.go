package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// SearchContactFlows reads a page of the flows that meet criteria and carry tags.
// An instance has few flows, so each page looks through all of them.
// spec: SearchContactFlows.
func (s flows) SearchContactFlows(ctx context.Context, in *connect.SearchContactFlowsInput) (*connect.SearchContactFlowsOutput, error) {
	criteria := flowCriteria(in.SearchCriteria)
	if err := criteria.check("name", "description", "resourceId"); err != nil {
		return nil, err
	}
	found, err := search(ctx, s.backend, listing{"SearchContactFlows", in.InstanceId, in.NextToken, in.MaxResults}, s.Directory.AllFlows,
		func(f *directory.Flow) bool {
			return (in.SearchFilter == nil || tagged(f.Tags, in.SearchFilter.TagFilter)) && criteria.meets(fields{
				"name": {f.Name}, "description": {f.Spec.Description}, "resourceid": {f.ID},
				"state": {flowState(f)}, "status": {flowStatus(f)}, "type": {string(f.Spec.Type)},
			})
		}, func(f *directory.Flow) string { return f.ID })
	return &connect.SearchContactFlowsOutput{
		ContactFlows: each(found.page, func(f *directory.Flow) connect.ContactFlow { return s.flow(f, f.Newest(), flowStatus(f)) }),
		NextToken:    found.token, ApproximateTotalCount: found.total,
	}, err
}

func flowCriteria(c *connect.ContactFlowSearchCriteria) *criteria {
	if c == nil {
		return nil
	}
	return &criteria{
		text: c.StringCondition, exact: map[string]*string{"state": c.StateCondition, "status": c.StatusCondition, "type": c.TypeCondition},
		and: each(c.AndConditions, flowCriteria), or: each(c.OrConditions, flowCriteria),
	}
}

// tagged reports whether tags pass a filter.
func tagged(tags map[string]string, t *connect.ControlPlaneTagFilter) bool {
	if t == nil {
		return true
	}
	if t.TagCondition != nil && !carries(tags, *t.TagCondition) || !carriesAll(tags, t.AndConditions) {
		return false
	}
	for _, all := range t.OrConditions {
		if carriesAll(tags, all) {
			return true
		}
	}
	return len(t.OrConditions) == 0
}

func carriesAll(tags map[string]string, conditions []connect.TagCondition) bool {
	for _, c := range conditions {
		if !carries(tags, c) {
			return false
		}
	}
	return true
}

// carries reports whether a tag is there, with the value if one is given.
func carries(tags map[string]string, c connect.TagCondition) bool {
	v, ok := tags[text(c.TagKey)]
	return ok && (c.TagValue == nil || *c.TagValue == v)
}
