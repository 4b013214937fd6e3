package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// SearchContactFlowModules reads a page of the modules that meet criteria and carry
// tags. An instance has few modules, so each page looks through all of them.
// spec: SearchContactFlowModules.
func (s modules) SearchContactFlowModules(ctx context.Context, in *connect.SearchContactFlowModulesInput) (*connect.SearchContactFlowModulesOutput, error) {
	criteria := moduleCriteria(in.SearchCriteria)
	if err := criteria.check("name", "description", "resourceId"); err != nil {
		return nil, err
	}
	found, err := search(ctx, s.backend, listing{"SearchContactFlowModules", in.InstanceId, in.NextToken, in.MaxResults}, s.Directory.AllModules,
		func(m *directory.Module) bool {
			return (in.SearchFilter == nil || tagged(m.Tags, in.SearchFilter.TagFilter)) && criteria.meets(fields{
				"name": {m.Name}, "description": {m.Spec.Description}, "resourceid": {m.ID},
				"state": {moduleState(m)}, "status": {moduleStatus(m)},
			})
		}, func(m *directory.Module) string { return m.ID })
	return &connect.SearchContactFlowModulesOutput{
		ContactFlowModules: each(found.page, func(m *directory.Module) connect.ContactFlowModule {
			c := m.NewestContent()
			return s.module(&c)
		}),
		NextToken: found.token, ApproximateTotalCount: found.total,
	}, err
}

func moduleCriteria(c *connect.ContactFlowModuleSearchCriteria) *criteria {
	if c == nil {
		return nil
	}
	return &criteria{
		text: c.StringCondition, exact: map[string]*string{"state": c.StateCondition, "status": c.StatusCondition},
		and: each(c.AndConditions, moduleCriteria), or: each(c.OrConditions, moduleCriteria),
	}
}

func moduleStatus(m *directory.Module) string {
	if m.NewestContent().Saved {
		return connect.ContactFlowModuleStatusSaved
	}
	return connect.ContactFlowModuleStatusPublished
}
