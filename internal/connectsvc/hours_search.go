package connectsvc

import (
	"context"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// SearchHoursOfOperations reads a page of the hours that meet criteria and carry
// tags. An instance has few, so each page looks through all of them.
// spec: SearchHoursOfOperations.
func (s schedules) SearchHoursOfOperations(ctx context.Context, in *connect.SearchHoursOfOperationsInput) (*connect.SearchHoursOfOperationsOutput, error) {
	instance, err := s.Directory.Instance(ctx, text(in.InstanceId))
	if err != nil {
		return nil, err
	}
	criteria := hoursCriteria(in.SearchCriteria)
	if err := criteria.check("name", "description", "timezone", "resourceID"); err != nil {
		return nil, err
	}
	list := "SearchHoursOfOperations " + instance.ID
	page, err := s.openPage(list, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	all, err := s.Directory.AllHours(ctx, instance.InstanceID)
	if err != nil {
		return nil, err
	}
	var met []directory.Hours
	for _, h := range all {
		if taggedHours(&h, in.SearchFilter) && criteria.meets(map[string]string{
			"name": h.Name, "description": h.Spec.Description, "timezone": h.Spec.TimeZone, "resourceid": h.ID,
		}) {
			met = append(met, h)
		}
	}
	found, next := cut(met, page, func(h *directory.Hours) string { return h.ID })
	out := &connect.SearchHoursOfOperationsOutput{HoursOfOperations: []connect.HoursOfOperation{}, ApproximateTotalCount: new(int64(len(met)))}
	for i := range found {
		h, err := s.hours(ctx, &found[i])
		if err != nil {
			return nil, err
		}
		out.HoursOfOperations = append(out.HoursOfOperations, h)
	}
	out.NextToken, err = s.sealPage(list, next)
	return out, err
}

// SearchHoursOfOperationOverrides reads a page of the overrides of all hours that
// meet criteria, and whose hours carry tags. Inherited ones are found with the hours
// that they belong to. spec: SearchHoursOfOperationOverrides.
func (s schedules) SearchHoursOfOperationOverrides(ctx context.Context, in *connect.SearchHoursOfOperationOverridesInput) (*connect.SearchHoursOfOperationOverridesOutput, error) {
	instance, err := s.Directory.Instance(ctx, text(in.InstanceId))
	if err != nil {
		return nil, err
	}
	criteria := overrideCriteria(in.SearchCriteria)
	if err := criteria.check("name", "description", "resourceID", "hoursOfOperationId", "effectiveFrom", "effectiveTill"); err != nil {
		return nil, err
	}
	list := "SearchHoursOfOperationOverrides " + instance.ID
	page, err := s.openPage(list, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	all, err := s.Directory.AllHours(ctx, instance.InstanceID)
	if err != nil {
		return nil, err
	}
	var met []placedOverride
	for i := range all {
		if !taggedHours(&all[i], in.SearchFilter) {
			continue
		}
		for _, o := range overridesOf(&all[i]) {
			if criteria.meets(map[string]string{
				"name": o.Name, "description": o.Description, "resourceid": o.ID, "hoursofoperationid": o.hours.ID,
				"effectivefrom": o.From, "effectivetill": o.Till,
			}) {
				met = append(met, o)
			}
		}
	}
	// Not in order of the overrides' ids alone, so a page is found by both.
	found, next := cut(met, page, func(o *placedOverride) string { return o.hours.ID + " " + o.ID })
	out := &connect.SearchHoursOfOperationOverridesOutput{
		HoursOfOperationOverrides: []connect.HoursOfOperationOverride{}, ApproximateTotalCount: new(int64(len(met))),
	}
	for i := range found {
		out.HoursOfOperationOverrides = append(out.HoursOfOperationOverrides, s.override(&found[i]))
	}
	out.NextToken, err = s.sealPage(list, next)
	return out, err
}

func taggedHours(h *directory.Hours, f *connect.HoursOfOperationSearchFilter) bool {
	return f == nil || tagged(h.Tags, &connect.ContactFlowSearchFilter{TagFilter: f.TagFilter})
}

// criteria are search criteria of either kind. Members that are given must all be
// met; nil is met by everything.
type criteria struct {
	text    *connect.StringCondition
	date    *connect.DateCondition
	and, or []*criteria
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

func each[C any](parts []C, read func(*C) *criteria) []*criteria {
	var out []*criteria
	for i := range parts {
		out = append(out, read(&parts[i]))
	}
	return out
}

// check refuses a condition about a field that is none of these.
func (c *criteria) check(fields ...string) error {
	if c == nil {
		return nil
	}
	var named []*string
	if c.text != nil {
		named = append(named, c.text.FieldName)
	}
	if c.date != nil {
		named = append(named, c.date.FieldName)
	}
	for _, name := range named {
		known := false
		for _, f := range fields {
			known = known || strings.EqualFold(f, text(name))
		}
		if !known {
			return chat.Invalid("SearchCriteria", "FieldName must be one of "+strings.Join(fields, ", "))
		}
	}
	for _, parts := range [][]*criteria{c.and, c.or} {
		for _, p := range parts {
			if err := p.check(fields...); err != nil {
				return err
			}
		}
	}
	return nil
}

// meets compares with fields, whose names are in lower case.
func (c *criteria) meets(fields map[string]string) bool {
	switch {
	case c == nil:
		return true
	case c.text != nil && !compares(fields[strings.ToLower(text(c.text.FieldName))], text(c.text.ComparisonType), text(c.text.Value)):
		return false
	case c.date != nil && !compares(fields[strings.ToLower(text(c.date.FieldName))], text(c.date.ComparisonType), text(c.date.Value)):
		return false
	}
	for _, p := range c.and {
		if !p.meets(fields) {
			return false
		}
	}
	for _, p := range c.or {
		if p.meets(fields) {
			return true
		}
	}
	return len(c.or) == 0
}

// compares without regard to case; dates, as they are written, by their order.
func compares(have, how, want string) bool {
	have, want = strings.ToLower(have), strings.ToLower(want)
	switch how {
	case connect.StringComparisonTypeStartsWith:
		return strings.HasPrefix(have, want)
	case connect.StringComparisonTypeContains:
		return strings.Contains(have, want)
	case connect.DateComparisonTypeGreaterThan:
		return have > want
	case connect.DateComparisonTypeGreaterThanOrEqualTo:
		return have >= want
	case connect.DateComparisonTypeLessThan:
		return have < want
	case connect.DateComparisonTypeLessThanOrEqualTo:
		return have <= want
	default:
		return have == want
	}
}
