package conversation

import (
	"context"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Associated reads the contacts that a contact is tied to, oldest first: those of
// its chat, and those of the past chats that this one continues or is related to,
// as far back as a history reaches. Chats that have been continued from it later
// are not among them. KindNotFound. spec: ListAssociatedContacts.
func (c *Conversations) Associated(ctx context.Context, instance chat.InstanceID, id chat.ContactID) ([]chat.Contact, error) {
	contact, err := c.contactOf(ctx, instance, memberContact, id)
	if err != nil {
		return nil, err
	}
	var chats [][]chat.Contact // the newest chat first
	seen := map[chat.SessionID]bool{}
	for next := contact.SessionID; next != "" && !seen[next] && len(chats) <= chat.MaxPastContacts; {
		seen[next] = true
		contacts, err := c.Store.Contacts(ctx, next)
		if err != nil {
			return nil, explain(err)
		}
		// Those beside the chain stand where they began.
		slices.SortStableFunc(contacts, func(a, b chat.Contact) int { return a.InitiatedAt.Compare(b.InitiatedAt) })
		chats = append(chats, contacts)
		if next, err = c.relatedSession(ctx, contacts); err != nil {
			return nil, err
		}
	}
	slices.Reverse(chats)
	return slices.Concat(chats...), nil
}

// relatedSession is the chat that the contacts of another are related to, "" for
// none. All that have a relation share it: a chat is tied to one past at most.
func (c *Conversations) relatedSession(ctx context.Context, contacts []chat.Contact) (chat.SessionID, error) {
	for i := range contacts {
		if contacts[i].RelatedID == "" {
			continue
		}
		related, err := c.Store.Contact(ctx, contacts[i].RelatedID)
		if missing(err) {
			return "", nil // its retention is over
		}
		return related.SessionID, explain(err)
	}
	return "", nil
}

// PassedTo reads the contacts that agents made of one by quick connects, oldest first:
// those to which they transferred it, and those of who was asked in beside it.
func (c *Conversations) PassedTo(ctx context.Context, of chat.Contact) ([]chat.Contact, error) {
	all, err := c.Store.Contacts(ctx, of.SessionID)
	if err != nil {
		return nil, explain(err)
	}
	passed := slices.DeleteFunc(all, func(next chat.Contact) bool {
		return next.PreviousID != of.ID || next.InitiationMethod != chat.InitiatedByTransfer
	})
	slices.SortStableFunc(passed, func(a, b chat.Contact) int { return a.InitiatedAt.Compare(b.InitiatedAt) })
	return passed, nil
}
