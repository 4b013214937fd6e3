package conversation

import (
	"context"
	"maps"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// The members by which operations name a contact.
const (
	memberContact = "ContactId"
	memberInitial = "InitialContactId"
)

// contactOf reads a contact of an instance that a member of the input names. One
// of another instance reads as one that does not exist.
func (c *Conversations) contactOf(ctx context.Context, instance chat.InstanceID, member string, id chat.ContactID) (chat.Contact, error) {
	contact, err := c.Store.Contact(ctx, id)
	if missing(err) || err == nil && contact.InstanceID != instance {
		return chat.Contact{}, chat.NotFound(member, "the contact does not exist")
	}
	return contact, explain(err)
}

// Described is a contact together with the session that it belongs to.
type Described struct {
	Contact chat.Contact
	Session chat.Session
}

// Describe reads a contact. KindNotFound. spec: DescribeContact.
func (c *Conversations) Describe(ctx context.Context, instance chat.InstanceID, id chat.ContactID) (Described, error) {
	contact, err := c.contactOf(ctx, instance, memberContact, id)
	if err != nil {
		return Described{}, err
	}
	s, err := c.Store.Session(ctx, contact.SessionID)
	return Described{contact, s}, explain(err)
}

// Attributes reads the attributes of the chat that a contact belongs to.
// KindNotFound. spec: GetContactAttributes.
func (c *Conversations) Attributes(ctx context.Context, instance chat.InstanceID, id chat.ContactID) (map[string]string, error) {
	contact, err := c.contactOf(ctx, instance, memberInitial, id)
	if err != nil {
		return nil, err
	}
	s, err := c.Store.Session(ctx, contact.SessionID)
	return s.Attributes, explain(err)
}

// UpdateAttributes lays attributes over those of the chat that a contact belongs
// to; the chat may have ended. KindNotFound, KindInvalid.
// spec: UpdateContactAttributes.
func (c *Conversations) UpdateAttributes(ctx context.Context, instance chat.InstanceID, id chat.ContactID, changes map[string]string) error {
	contact, err := c.contactOf(ctx, instance, memberInitial, id)
	if err != nil {
		return err
	}
	if err := chat.CheckAttributeKeys(changes); err != nil {
		return err
	}
	return c.update(ctx, contact.SessionID, func(w *work) error { return w.setsAttributes(changes) })
}

// setsAttributes lays attributes over those of the chat, all or nothing.
func (w *work) setsAttributes(changes map[string]string) error {
	merged, err := chat.MergeAttributes(w.session.Attributes, changes)
	if err != nil {
		return err
	}
	w.touchSession().Attributes = merged
	w.touchContact()
	return w.colleaguesSee()
}

// ContactChange says what to change of a contact. Nil members stay as they are.
type ContactChange struct {
	Name        *string
	Description *string
	References  map[string]chat.Reference
	Segment     map[string]chat.SegmentValue
	Tags        map[string]string
	Untag       []string
}

// maxContactTags bounds the user's tags of a contact. spec: TagContact, Tags.
const maxContactTags = 6

// Change changes a contact, ended or not. KindNotFound, KindInvalid.
// spec: UpdateContact, TagContact, UntagContact.
func (c *Conversations) Change(ctx context.Context, instance chat.InstanceID, id chat.ContactID, change ContactChange) error {
	contact, err := c.contactOf(ctx, instance, memberContact, id)
	if err != nil {
		return err
	}
	return c.update(ctx, contact.SessionID, func(w *work) error { return w.editContact(id, change.apply) })
}

// editContact changes a contact of the session, the current one or another.
func (w *work) editContact(id chat.ContactID, edit func(*chat.Contact) error) error {
	if w.contact.ID == id {
		if err := edit(w.touchContact()); err != nil {
			return err
		}
		return w.colleaguesSee()
	}
	earlier, err := w.earlier(id)
	if err != nil {
		return err
	}
	earlier.UpdatedAt = w.now
	if err := edit(&earlier); err != nil {
		return err
	}
	return w.putContact(earlier)
}

func (change *ContactChange) apply(c *chat.Contact) error {
	if change.Name != nil {
		c.Name = *change.Name
	}
	if change.Description != nil {
		c.Description = *change.Description
	}
	lay(&c.References, change.References)
	lay(&c.SegmentAttributes, change.Segment)
	lay(&c.Tags, change.Tags)
	for _, k := range change.Untag {
		delete(c.Tags, k)
	}
	if len(c.Tags) > maxContactTags {
		return chat.Invalid("Tags", "a contact can have 6 tags")
	}
	return nil
}

// lay puts the changes over a map, which may be nil.
func lay[V any](m *map[string]V, changes map[string]V) {
	if len(changes) == 0 {
		return
	}
	if *m == nil {
		*m = map[string]V{}
	}
	maps.Copy(*m, changes)
}
