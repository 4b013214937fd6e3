package directory

import (
	"cmp"
	"context"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Proficiency says how good a user is at a value of a predefined attribute, from 1 to
// 5. spec: UserProficiency.
type Proficiency struct {
	Attribute, Value string
	Level            int
}

// same reports whether two are about the same value.
func (p Proficiency) same(other Proficiency) bool {
	return p.Attribute == other.Attribute && p.Value == other.Value
}

// userProficiencies is the member of requests that holds proficiencies.
const userProficiencies = "UserProficiencies"

// AddProficiencies says at what a user is good too; for values that the user has, the
// level is replaced. KindNotFound, of the user, an attribute or a value; KindInvalid.
// spec: AssociateUserProficiencies.
func (d *Directory) AddProficiencies(ctx context.Context, instance chat.InstanceID, reference string, add []Proficiency) error {
	return d.changeProficiencies(ctx, instance, reference, add, func(u *User) error {
		for _, p := range add {
			if err := d.predefined(ctx, u.InstanceID, p); err != nil {
				return err
			}
		}
		return nil
	})
}

// ChangeProficiencies replaces levels that a user has. KindNotFound, of the user or of
// a proficiency that the user has not; KindInvalid. spec: UpdateUserProficiencies.
func (d *Directory) ChangeProficiencies(ctx context.Context, instance chat.InstanceID, reference string, levels []Proficiency) error {
	return d.changeProficiencies(ctx, instance, reference, levels, func(u *User) error {
		for _, p := range levels {
			if !slices.ContainsFunc(u.Spec.Proficiencies, p.same) {
				return chat.NotFound(userProficiencies, "the user has no proficiency in "+p.Value+" of "+p.Attribute)
			}
		}
		return nil
	})
}

// changeProficiencies puts in levels that pass a check.
func (d *Directory) changeProficiencies(ctx context.Context, instance chat.InstanceID, reference string, levels []Proficiency, check func(*User) error) error {
	if len(levels) == 0 {
		return chat.Invalid(userProficiencies, "must have a proficiency")
	}
	for i, p := range levels {
		if slices.ContainsFunc(levels[:i], p.same) {
			return chat.Invalid(userProficiencies, "has the value "+p.Value+" of "+p.Attribute+" twice")
		}
	}
	return d.changeUser(ctx, instance, reference, func(_ context.Context, u *User) error {
		if err := check(u); err != nil {
			return err
		}
		have := slices.Clone(u.Spec.Proficiencies)
		for _, p := range levels {
			have = append(slices.DeleteFunc(have, p.same), p)
		}
		slices.SortFunc(have, func(a, b Proficiency) int {
			return cmp.Or(cmp.Compare(a.Attribute, b.Attribute), cmp.Compare(a.Value, b.Value))
		})
		u.Spec.Proficiencies = have
		return nil
	})
}

// RemoveProficiencies takes proficiencies from a user; ones that the user has not are
// no error, and levels do not matter. KindNotFound. spec: DisassociateUserProficiencies.
func (d *Directory) RemoveProficiencies(ctx context.Context, instance chat.InstanceID, reference string, remove []Proficiency) error {
	return d.changeUser(ctx, instance, reference, func(_ context.Context, u *User) error {
		u.Spec.Proficiencies = slices.DeleteFunc(slices.Clone(u.Spec.Proficiencies), func(p Proficiency) bool {
			return slices.ContainsFunc(remove, p.same)
		})
		return nil
	})
}

// predefined is KindNotFound for a value that no predefined attribute has.
func (d *Directory) predefined(ctx context.Context, instance chat.InstanceID, p Proficiency) error {
	a, err := d.PredefinedAttribute(ctx, instance, p.Attribute)
	if err != nil {
		return about(userProficiencies, err)
	}
	if !slices.Contains(a.Spec.Values, p.Value) {
		return chat.NotFound(userProficiencies, "the predefined attribute "+p.Attribute+" has no value "+p.Value)
	}
	return nil
}
