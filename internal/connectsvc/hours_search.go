package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// SearchHoursOfOperations reads a page of the hours that meet criteria and carry
// tags. An instance has few, so each page looks through all of them.
// spec: SearchHoursOfOperations.
func (s schedules) SearchHoursOfOperations(ctx context.Context, in *connect.SearchHoursOfOperationsInput) (*connect.SearchHoursOfOperationsOutput, error) {
	criteria := hoursCriteria(in.SearchCriteria)
	if err := criteria.check("name", "description", "timezone", "resourceID"); err != nil {
		return nil, err
	}
	found, err := search(ctx, s.backend, listing{"SearchHoursOfOperations", in.InstanceId, in.NextToken, in.MaxResults}, s.Directory.AllHours,
		func(h *directory.Hours) bool {
			return taggedHours(h, in.SearchFilter) && criteria.meets(fields{
				"name": {h.Name}, "description": {h.Spec.Description}, "timezone": {h.Spec.TimeZone}, "resourceid": {h.ID},
			})
		}, hoursKey)
	if err != nil {
		return nil, err
	}
	out := &connect.SearchHoursOfOperationsOutput{
		HoursOfOperations: []connect.HoursOfOperation{}, NextToken: found.token, ApproximateTotalCount: found.total,
	}
	for i := range found.page {
		h, err := s.hours(ctx, &found.page[i])
		if err != nil {
			return nil, err
		}
		out.HoursOfOperations = append(out.HoursOfOperations, h)
	}
	return out, nil
}

// SearchHoursOfOperationOverrides reads a page of the overrides of all hours that
// meet criteria, and whose hours carry tags. Inherited ones are found with the hours
// that they belong to. spec: SearchHoursOfOperationOverrides.
func (s schedules) SearchHoursOfOperationOverrides(ctx context.Context, in *connect.SearchHoursOfOperationOverridesInput) (*connect.SearchHoursOfOperationOverridesOutput, error) {
	criteria := overrideCriteria(in.SearchCriteria)
	if err := criteria.check("name", "description", "resourceID", "hoursOfOperationId", "effectiveFrom", "effectiveTill"); err != nil {
		return nil, err
	}
	placed := func(ctx context.Context, instance chat.InstanceID) ([]placedOverride, error) {
		all, err := s.Directory.AllHours(ctx, instance)
		var out []placedOverride
		for i := range all {
			if taggedHours(&all[i], in.SearchFilter) {
				out = append(out, overridesOf(&all[i])...)
			}
		}
		return out, err
	}
	// Not in order of the overrides' ids alone, so a page is found by both.
	key := func(o *placedOverride) string { return o.hours.ID + " " + o.ID }
	found, err := search(ctx, s.backend, listing{"SearchHoursOfOperationOverrides", in.InstanceId, in.NextToken, in.MaxResults}, placed,
		func(o *placedOverride) bool {
			return criteria.meets(fields{
				"name": {o.Name}, "description": {o.Description}, "resourceid": {o.ID}, "hoursofoperationid": {o.hours.ID},
				"effectivefrom": {o.From}, "effectivetill": {o.Till},
			})
		}, key)
	return &connect.SearchHoursOfOperationOverridesOutput{
		HoursOfOperationOverrides: each(found.page, s.override), NextToken: found.token, ApproximateTotalCount: found.total,
	}, err
}

func taggedHours(h *directory.Hours, f *connect.HoursOfOperationSearchFilter) bool {
	return f == nil || tagged(h.Tags, f.TagFilter)
}

func hoursCriteria(c *connect.HoursOfOperationSearchCriteria) *criteria {
	if c == nil {
		return nil
	}
	return &criteria{text: c.StringCondition, and: each(c.AndConditions, hoursCriteria), or: each(c.OrConditions, hoursCriteria)}
}

func overrideCriteria(c *connect.HoursOfOperationOverrideSearchCriteria) *criteria {
	if c == nil {
		return nil
	}
	return &criteria{
		text: c.StringCondition, date: c.DateCondition,
		and: each(c.AndConditions, overrideCriteria), or: each(c.OrConditions, overrideCriteria),
	}
}
