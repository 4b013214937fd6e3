package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// predefinedAttributes serves the attributes that users are good at.
type predefinedAttributes struct{ *backend }

// CreatePredefinedAttribute adds a predefined attribute.
// spec: CreatePredefinedAttribute.
func (s predefinedAttributes) CreatePredefinedAttribute(ctx context.Context, in *connect.CreatePredefinedAttributeInput) (*connect.CreatePredefinedAttributeOutput, error) {
	spec := directory.PredefinedAttributeSpec{Values: valuesOf(in.Values), Purposes: in.Purposes}
	if strict := strictOf(in.AttributeConfiguration); strict != nil {
		spec.Strict = *strict
	}
	return nil, s.Directory.CreatePredefinedAttribute(ctx, instanceOf(in.InstanceId), text(in.Name), spec)
}

// UpdatePredefinedAttribute replaces what is given. spec: UpdatePredefinedAttribute.
func (s predefinedAttributes) UpdatePredefinedAttribute(ctx context.Context, in *connect.UpdatePredefinedAttributeInput) (*connect.UpdatePredefinedAttributeOutput, error) {
	return nil, s.Directory.ChangePredefinedAttribute(ctx, instanceOf(in.InstanceId), text(in.Name), directory.PredefinedAttributeChange{
		Values: valuesOf(in.Values), Purposes: in.Purposes, Strict: strictOf(in.AttributeConfiguration),
	})
}

// DeletePredefinedAttribute removes a predefined attribute that no user is good at.
// spec: DeletePredefinedAttribute.
func (s predefinedAttributes) DeletePredefinedAttribute(ctx context.Context, in *connect.DeletePredefinedAttributeInput) (*connect.DeletePredefinedAttributeOutput, error) {
	return nil, s.Directory.DeletePredefinedAttribute(ctx, instanceOf(in.InstanceId), text(in.Name))
}

func valuesOf(v *connect.PredefinedAttributeValues) []string {
	if v == nil {
		return nil
	}
	return v.StringList
}

func strictOf(c *connect.InputPredefinedAttributeConfiguration) *bool {
	if c == nil {
		return nil
	}
	return c.EnableValueValidationOnAssociation
}

// DescribePredefinedAttribute reads a predefined attribute.
// spec: DescribePredefinedAttribute.
func (s predefinedAttributes) DescribePredefinedAttribute(ctx context.Context, in *connect.DescribePredefinedAttributeInput) (*connect.DescribePredefinedAttributeOutput, error) {
	a, err := s.Directory.PredefinedAttribute(ctx, instanceOf(in.InstanceId), text(in.Name))
	if err != nil {
		return nil, err
	}
	return &connect.DescribePredefinedAttributeOutput{PredefinedAttribute: new(s.attribute(&a))}, nil
}

func (s predefinedAttributes) attribute(a *directory.PredefinedAttribute) connect.PredefinedAttribute {
	return connect.PredefinedAttribute{
		Name:     new(a.Name),
		Values:   &connect.PredefinedAttributeValues{StringList: a.Spec.Values},
		Purposes: a.Spec.Purposes,
		AttributeConfiguration: &connect.PredefinedAttributeConfiguration{
			EnableValueValidationOnAssociation: new(a.Spec.Strict), IsReadOnly: new(false),
		},
		LastModifiedTime:   at(a.ModifiedAt),
		LastModifiedRegion: new(s.Directory.Names.Region),
	}
}

// ListPredefinedAttributes reads a page of the predefined attributes in order of name.
// spec: ListPredefinedAttributes.
func (s predefinedAttributes) ListPredefinedAttributes(ctx context.Context, in *connect.ListPredefinedAttributesInput) (*connect.ListPredefinedAttributesOutput, error) {
	found, next, err := pageOf(ctx, s.backend, listing{"ListPredefinedAttributes", in.InstanceId, in.NextToken, in.MaxResults}, s.Directory.PredefinedAttributes)
	return &connect.ListPredefinedAttributesOutput{PredefinedAttributeSummaryList: each(found, s.summary), NextToken: next}, err
}

func (s predefinedAttributes) summary(a *directory.PredefinedAttribute) connect.PredefinedAttributeSummary {
	return connect.PredefinedAttributeSummary{
		Name:               new(a.Name),
		LastModifiedTime:   at(a.ModifiedAt),
		LastModifiedRegion: new(s.Directory.Names.Region),
	}
}

// SearchPredefinedAttributes reads a page of the predefined attributes that meet
// criteria. spec: SearchPredefinedAttributes.
func (s predefinedAttributes) SearchPredefinedAttributes(ctx context.Context, in *connect.SearchPredefinedAttributesInput) (*connect.SearchPredefinedAttributesOutput, error) {
	criteria := attributeCriteria(in.SearchCriteria)
	if err := criteria.check("name", "value"); err != nil {
		return nil, err
	}
	found, err := search(ctx, s.backend, listing{"SearchPredefinedAttributes", in.InstanceId, in.NextToken, in.MaxResults}, s.Directory.AllPredefinedAttributes,
		func(a *directory.PredefinedAttribute) bool {
			return criteria.meets(fields{"name": {a.Name}, "value": a.Spec.Values})
		}, func(a *directory.PredefinedAttribute) string { return a.Name })
	return &connect.SearchPredefinedAttributesOutput{
		PredefinedAttributes: each(found.page, s.attribute), NextToken: found.token, ApproximateTotalCount: found.total,
	}, err
}

func attributeCriteria(c *connect.PredefinedAttributeSearchCriteria) *criteria {
	if c == nil {
		return nil
	}
	return &criteria{text: c.StringCondition, and: each(c.AndConditions, attributeCriteria), or: each(c.OrConditions, attributeCriteria)}
}
