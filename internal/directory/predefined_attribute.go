package directory

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// PredefinedAttribute is a name with values, such as a language, that users are good
// at and contacts ask for. The name is its id.
type PredefinedAttribute struct {
	Entry
	Spec PredefinedAttributeSpec
}

// PredefinedAttributeSpec is what a predefined attribute has besides its entry.
type PredefinedAttributeSpec struct {
	Values []string
	// Purposes tell the service's own pages where to show the attribute. They are kept
	// and shown.
	Purposes []string `json:",omitempty"`
	// Strict wishes contacts to have no other values of the attribute. It is kept and
	// shown.
	Strict bool `json:",omitempty"`
}

// PredefinedAttribute reads a predefined attribute by name. KindNotFound.
func (d *Directory) PredefinedAttribute(ctx context.Context, instance chat.InstanceID, name string) (PredefinedAttribute, error) {
	r, err := d.store.Resource(ctx, instance, KindPredefinedAttribute.Store, name)
	if err != nil {
		return PredefinedAttribute{}, explain(KindPredefinedAttribute, err)
	}
	e, s, err := entryOf[PredefinedAttributeSpec](r)
	return PredefinedAttribute{e, s}, err
}

// PredefinedAttributes reads a page of an instance's predefined attributes in order
// of name, and says where the next one begins, "" at the end.
// spec: ListPredefinedAttributes.
func (d *Directory) PredefinedAttributes(ctx context.Context, instance chat.InstanceID, after string, limit int) ([]PredefinedAttribute, string, error) {
	return list(ctx, d, KindPredefinedAttribute, instance, after, limit, attributeOf)
}

// AllPredefinedAttributes reads all predefined attributes of an instance in order of
// name.
func (d *Directory) AllPredefinedAttributes(ctx context.Context, instance chat.InstanceID) ([]PredefinedAttribute, error) {
	return every(ctx, d, KindPredefinedAttribute, instance, attributeOf)
}

func attributeOf(e Entry, s PredefinedAttributeSpec) PredefinedAttribute {
	return PredefinedAttribute{e, s}
}

// CreatePredefinedAttribute adds a predefined attribute. KindNotFound (instance),
// KindInvalid, KindDuplicate. spec: CreatePredefinedAttribute.
func (d *Directory) CreatePredefinedAttribute(ctx context.Context, instance chat.InstanceID, name string, s PredefinedAttributeSpec) error {
	if _, err := d.Instance(ctx, string(instance)); err != nil {
		return err
	}
	if strings.HasPrefix(name, "arn:") { // which would be read as a reference
		return chat.Invalid("Name", "must not begin with arn:")
	}
	if err := checkAttribute("Name", name); err != nil {
		return err
	}
	if err := checkValues(s.Values); err != nil {
		return err
	}
	_, err := create(ctx, d, KindPredefinedAttribute, Entry{InstanceID: instance, ID: name, Name: name}, s)
	return err
}

func checkValues(values []string) error {
	sorted := slices.Sorted(slices.Values(values))
	for i := range sorted {
		if err := checkAttribute("Values", sorted[i]); err != nil {
			return err
		}
		if i > 0 && sorted[i] == sorted[i-1] {
			return chat.Invalid("Values", "has the value "+sorted[i]+" twice")
		}
	}
	return nil
}

// attributeText is what names and values consist of. spec: Create predefined
// attributes for routing contacts to agents.
var attributeText = regexp.MustCompile(`^[\p{L}\p{Z}\p{N}_'+-@]+$`)

// checkAttribute takes what begins with connect: too, as none of the service's own
// attributes are there by themselves.
func checkAttribute(member, text string) error {
	switch {
	case strings.TrimSpace(text) == "":
		return chat.Invalid(member, "must not be blank")
	case strings.HasPrefix(text, "aws:"):
		return chat.Invalid(member, "must not begin with aws:")
	case !attributeText.MatchString(text):
		return chat.Invalid(member, "may have letters, digits, spaces and _ ' and what is from + to @ only")
	}
	return nil
}

// PredefinedAttributeChange says what to change of a predefined attribute. Nil members
// stay as they are.
type PredefinedAttributeChange struct {
	Values   []string
	Purposes []string
	Strict   *bool
}

// ChangePredefinedAttribute changes a predefined attribute. Values that users are good
// at stay. KindNotFound, KindInvalid, KindInUse. spec: UpdatePredefinedAttribute.
func (d *Directory) ChangePredefinedAttribute(ctx context.Context, instance chat.InstanceID, name string, c PredefinedAttributeChange) error {
	if err := checkValues(c.Values); err != nil {
		return err
	}
	return change(ctx, d, KindPredefinedAttribute, instance, name, func(_ *Entry, s *PredefinedAttributeSpec) error {
		if c.Values != nil {
			if err := d.unmastered(ctx, instance, "Values", func(p Proficiency) bool {
				return p.Attribute == name && !slices.Contains(c.Values, p.Value)
			}); err != nil {
				return err
			}
			s.Values = c.Values
		}
		if c.Purposes != nil {
			s.Purposes = c.Purposes
		}
		if c.Strict != nil {
			s.Strict = *c.Strict
		}
		return nil
	})
}

// DeletePredefinedAttribute removes a predefined attribute that no user is good at.
// KindNotFound, KindInUse. spec: DeletePredefinedAttribute.
func (d *Directory) DeletePredefinedAttribute(ctx context.Context, instance chat.InstanceID, name string) error {
	if _, err := d.PredefinedAttribute(ctx, instance, name); err != nil {
		return err
	}
	if err := d.unmastered(ctx, instance, "Name", func(p Proficiency) bool { return p.Attribute == name }); err != nil {
		return err
	}
	return explain(KindPredefinedAttribute, d.store.DeleteResource(ctx, instance, KindPredefinedAttribute.Store, name))
}

// unmastered is KindInUse when a user has a proficiency of some kind.
func (d *Directory) unmastered(ctx context.Context, instance chat.InstanceID, member string, some func(Proficiency) bool) error {
	users, err := d.AllUsers(ctx, instance)
	if err != nil {
		return err
	}
	for i := range users {
		for _, p := range users[i].Spec.Proficiencies {
			if some(p) {
				return &chat.Error{Kind: chat.KindInUse, Member: member, Detail: fmt.Sprintf("the value %s is a proficiency of the user %s", p.Value, users[i].ID)}
			}
		}
	}
	return nil
}
