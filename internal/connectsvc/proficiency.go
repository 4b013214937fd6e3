package connectsvc

import (
	"context"
	"slices"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// proficiencies serves what users are good at.
type proficiencies struct{ *backend }

// AssociateUserProficiencies says at what a user is good too.
// spec: AssociateUserProficiencies.
func (s proficiencies) AssociateUserProficiencies(ctx context.Context, in *connect.AssociateUserProficienciesInput) (*connect.AssociateUserProficienciesOutput, error) {
	add, err := proficienciesOf(in.UserProficiencies)
	if err != nil {
		return nil, err
	}
	return nil, s.Directory.AddProficiencies(ctx, instanceOf(in.InstanceId), text(in.UserId), add)
}

// UpdateUserProficiencies replaces levels that a user has.
// spec: UpdateUserProficiencies.
func (s proficiencies) UpdateUserProficiencies(ctx context.Context, in *connect.UpdateUserProficienciesInput) (*connect.UpdateUserProficienciesOutput, error) {
	levels, err := proficienciesOf(in.UserProficiencies)
	if err != nil {
		return nil, err
	}
	return nil, s.Directory.ChangeProficiencies(ctx, instanceOf(in.InstanceId), text(in.UserId), levels)
}

// DisassociateUserProficiencies takes proficiencies from a user.
// spec: DisassociateUserProficiencies.
func (s proficiencies) DisassociateUserProficiencies(ctx context.Context, in *connect.DisassociateUserProficienciesInput) (*connect.DisassociateUserProficienciesOutput, error) {
	return nil, s.Directory.RemoveProficiencies(ctx, instanceOf(in.InstanceId), text(in.UserId),
		each(in.UserProficiencies, func(p *connect.UserProficiencyDisassociate) directory.Proficiency {
			return directory.Proficiency{Attribute: text(p.AttributeName), Value: text(p.AttributeValue)}
		}))
}

// ListUserProficiencies reads a page of what a user is good at.
// spec: ListUserProficiencies.
func (s proficiencies) ListUserProficiencies(ctx context.Context, in *connect.ListUserProficienciesInput) (*connect.ListUserProficienciesOutput, error) {
	u, err := s.Directory.User(ctx, instanceOf(in.InstanceId), text(in.UserId))
	if err != nil {
		return nil, err
	}
	// Neither has control characters, so what is between them sorts first.
	key := func(p *directory.Proficiency) string { return p.Attribute + "\x00" + p.Value }
	found, next, err := part(s.backend, listing{"ListUserProficiencies", nil, in.NextToken, in.MaxResults}, u.ID, u.Spec.Proficiencies, key)
	return &connect.ListUserProficienciesOutput{
		UserProficiencyList: each(found, proficiency), NextToken: next,
		LastModifiedTime: at(u.ModifiedAt), LastModifiedRegion: new(s.Directory.Names.Region),
	}, err
}

// proficienciesOf takes whole levels only. spec: UserProficiency Level.
func proficienciesOf(list []connect.UserProficiency) ([]directory.Proficiency, error) {
	out := make([]directory.Proficiency, len(list))
	for i, p := range list {
		level := int(*p.Level)
		if float64(level) != *p.Level {
			return nil, chat.Invalid("UserProficiencies.Level", "must be 1, 2, 3, 4 or 5")
		}
		out[i] = directory.Proficiency{Attribute: text(p.AttributeName), Value: text(p.AttributeValue), Level: level}
	}
	return out, nil
}

func proficiency(p *directory.Proficiency) connect.UserProficiency {
	return connect.UserProficiency{AttributeName: new(p.Attribute), AttributeValue: new(p.Value), Level: new(float64(p.Level))}
}

// checkProficiencyConditions refuses a condition about what proficiencies do not have.
// spec: Condition, ListCondition.
func checkProficiencyConditions(c *connect.ListCondition) error {
	if c == nil {
		return nil
	}
	for _, part := range c.Conditions {
		if t := part.StringCondition; t != nil && !strings.EqualFold(text(t.FieldName), "name") && !strings.EqualFold(text(t.FieldName), "value") {
			return chat.Invalid("SearchCriteria.ListCondition.Conditions.StringCondition.FieldName", "must be one of name, value")
		}
		if n := part.NumberCondition; n != nil && !strings.EqualFold(text(n.FieldName), "level") {
			return chat.Invalid("SearchCriteria.ListCondition.Conditions.NumberCondition.FieldName", "must be level")
		}
	}
	return nil
}

// masters reports whether a user has a proficiency that meets all conditions.
func masters(u *directory.User, c *connect.ListCondition) bool {
	return c == nil || slices.ContainsFunc(u.Spec.Proficiencies, func(p directory.Proficiency) bool {
		f := fields{"name": {p.Attribute}, "value": {p.Value}}
		for _, part := range c.Conditions {
			if t := part.StringCondition; t != nil && !f.meet(t.FieldName, t.ComparisonType, t.Value) {
				return false
			}
			if n := part.NumberCondition; n != nil && !within(p.Level, n) {
				return false
			}
		}
		return true
	})
}

// within compares a level. All but ranges have one bound, in either member.
func within(level int, n *connect.NumberCondition) bool {
	low, high := number(n.MinValue), number(n.MaxValue)
	bound := low
	if n.MinValue == nil {
		bound = high
	}
	switch text(n.ComparisonType) {
	case connect.NumberComparisonTypeGreaterOrEqual:
		return level >= bound
	case connect.NumberComparisonTypeGreater:
		return level > bound
	case connect.NumberComparisonTypeLesserOrEqual:
		return level <= bound
	case connect.NumberComparisonTypeLesser:
		return level < bound
	case connect.NumberComparisonTypeNotEqual:
		return level != bound
	case connect.NumberComparisonTypeRange:
		return low <= level && (n.MaxValue == nil || level <= high)
	default:
		return level == bound
	}
}
