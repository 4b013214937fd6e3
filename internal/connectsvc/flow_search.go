package connectsvc

import (
	"context"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// SearchContactFlows reads a page of the flows that meet criteria and carry tags.
// An instance has few flows, so each page looks through all of them.
// spec: SearchContactFlows.
func (s flows) SearchContactFlows(ctx context.Context, in *connect.SearchContactFlowsInput) (*connect.SearchContactFlowsOutput, error) {
	instance, err := s.Directory.Instance(ctx, text(in.InstanceId))
	if err != nil {
		return nil, err
	}
	if err := checkCriteria(in.SearchCriteria); err != nil {
		return nil, err
	}
	list := "SearchContactFlows " + instance.ID
	page, err := s.openPage(list, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	all, err := s.Directory.AllFlows(ctx, instance.InstanceID)
	if err != nil {
		return nil, err
	}
	out := &connect.SearchContactFlowsOutput{ContactFlows: []connect.ContactFlow{}}
	total, last := int64(0), ""
	for i := range all {
		f := &all[i]
		if !flowSearched(f).meets(in.SearchCriteria) || !taggedFlow(f.Tags, in.SearchFilter) {
			continue
		}
		total++
		switch {
		case f.ID <= page.after:
		case len(out.ContactFlows) < page.limit:
			out.ContactFlows = append(out.ContactFlows, s.flow(f, f.Newest(), flowStatus(f)))
			last = f.ID
		case out.NextToken == nil:
			if out.NextToken, err = s.sealPage(list, last); err != nil {
				return nil, err
			}
		}
	}
	out.ApproximateTotalCount = &total
	return out, nil
}

// The fields that a string condition can be about.
const (
	fieldName        = "name"
	fieldDescription = "description"
	fieldID          = "resourceId"
)

// checkCriteria refuses a condition about a field that flows do not have.
func checkCriteria(c *connect.ContactFlowSearchCriteria) error {
	if c == nil {
		return nil
	}
	if c.StringCondition != nil {
		switch text(c.StringCondition.FieldName) {
		case fieldName, fieldDescription, fieldID:
		default:
			return chat.Invalid("SearchCriteria.StringCondition.FieldName", "must be one of name, description, resourceId")
		}
	}
	for _, parts := range [][]connect.ContactFlowSearchCriteria{c.AndConditions, c.OrConditions} {
		for i := range parts {
			if err := checkCriteria(&parts[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// searched is what criteria can be about.
type searched struct{ name, description, id, state, status, kind string }

func flowSearched(f *directory.Flow) searched {
	return searched{f.Name, f.Spec.Description, f.ID, flowState(f), flowStatus(f), string(f.Spec.Type)}
}

// meets reports whether it meets all members of the criteria that are given.
func (f searched) meets(c *connect.ContactFlowSearchCriteria) bool {
	if c == nil {
		return true
	}
	if c.StateCondition != nil && *c.StateCondition != f.state ||
		c.StatusCondition != nil && *c.StatusCondition != f.status ||
		c.TypeCondition != nil && *c.TypeCondition != f.kind ||
		c.StringCondition != nil && !f.holds(c.StringCondition) {
		return false
	}
	for i := range c.AndConditions {
		if !f.meets(&c.AndConditions[i]) {
			return false
		}
	}
	for i := range c.OrConditions {
		if f.meets(&c.OrConditions[i]) {
			return true
		}
	}
	return len(c.OrConditions) == 0
}

// holds compares without regard to case.
func (f searched) holds(c *connect.StringCondition) bool {
	have := map[string]string{fieldName: f.name, fieldDescription: f.description, fieldID: f.id}[text(c.FieldName)]
	have, want := strings.ToLower(have), strings.ToLower(text(c.Value))
	switch text(c.ComparisonType) {
	case connect.StringComparisonTypeStartsWith:
		return strings.HasPrefix(have, want)
	case connect.StringComparisonTypeContains:
		return strings.Contains(have, want)
	default:
		return have == want
	}
}

func taggedFlow(tags map[string]string, f *connect.ContactFlowSearchFilter) bool {
	return f == nil || tagged(tags, f.TagFilter)
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
