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
	instance, err := s.Directory.Instance(ctx, text(in.InstanceId))
	if err != nil {
		return nil, err
	}
	criteria := moduleCriteria(in.SearchCriteria)
	if err := checkCriteria(criteria); err != nil {
		return nil, err
	}
	list := "SearchContactFlowModules " + instance.ID
	page, err := s.openPage(list, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	all, err := s.Directory.AllModules(ctx, instance.InstanceID)
	if err != nil {
		return nil, err
	}
	var filter *connect.ContactFlowSearchFilter
	if in.SearchFilter != nil {
		filter = &connect.ContactFlowSearchFilter{TagFilter: in.SearchFilter.TagFilter}
	}
	var met []directory.Module
	for i := range all {
		m := &all[i]
		if moduleSearched(m).meets(criteria) && taggedFlow(m.Tags, filter) {
			met = append(met, *m)
		}
	}
	out := &connect.SearchContactFlowModulesOutput{
		ContactFlowModules: []connect.ContactFlowModule{}, ApproximateTotalCount: new(int64(len(met))),
	}
	next := ""
	for i := range met {
		switch {
		case met[i].ID <= page.after:
			continue
		case len(out.ContactFlowModules) == page.limit:
			out.NextToken, err = s.sealPage(list, next)
			return out, err
		}
		c := met[i].NewestContent()
		out.ContactFlowModules = append(out.ContactFlowModules, s.module(&c))
		next = met[i].ID
	}
	return out, nil
}

// moduleCriteria are the criteria for flows that say the same: modules have no
// types.
func moduleCriteria(c *connect.ContactFlowModuleSearchCriteria) *connect.ContactFlowSearchCriteria {
	if c == nil {
		return nil
	}
	out := &connect.ContactFlowSearchCriteria{
		StateCondition: c.StateCondition, StatusCondition: c.StatusCondition, StringCondition: c.StringCondition,
	}
	for i := range c.AndConditions {
		out.AndConditions = append(out.AndConditions, *moduleCriteria(&c.AndConditions[i]))
	}
	for i := range c.OrConditions {
		out.OrConditions = append(out.OrConditions, *moduleCriteria(&c.OrConditions[i]))
	}
	return out
}

func moduleSearched(m *directory.Module) searched {
	status := connect.ContactFlowModuleStatusPublished
	if m.NewestContent().Saved {
		status = connect.ContactFlowModuleStatusSaved
	}
	return searched{m.Name, m.Spec.Description, m.ID, moduleState(m), status, ""}
}
