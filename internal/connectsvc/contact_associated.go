package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
)

// ListAssociatedContacts reads a page of the contacts that a contact is tied to,
// oldest first. spec: ListAssociatedContacts.
func (s contacts) ListAssociatedContacts(ctx context.Context, in *connect.ListAssociatedContactsInput) (*connect.ListAssociatedContactsOutput, error) {
	instance := instanceOf(in.InstanceId)
	id := contactOf(instance, in.ContactId)
	found, next, err := pageIn(s.backend, listing{"ListAssociatedContacts", nil, in.NextToken, in.MaxResults}, string(instance)+" "+string(id),
		func(page pageRequest) ([]chat.Contact, string, error) {
			all, err := s.Conversations.Associated(ctx, instance, id)
			if err != nil {
				return nil, "", err
			}
			left := all[start(all, chat.ContactID(page.after)):]
			found, next := head(left, page.limit, func(c *chat.Contact) string { return string(c.ID) })
			return found, next, nil
		})
	return &connect.ListAssociatedContactsOutput{ContactSummaryList: each(found, s.associated), NextToken: next}, err
}

// start is the index behind the contact that a page ended with. The list only
// grows at its ends, so the contact stands where it stood, relatively.
func start(all []chat.Contact, after chat.ContactID) int {
	for i := range all {
		if all[i].ID == after {
			return i + 1
		}
	}
	return 0
}

func (s contacts) associated(c *chat.Contact) connect.AssociatedContactSummary {
	return connect.AssociatedContactSummary{
		ContactId:           new(string(c.ID)),
		ContactArn:          new(s.Directory.Names.Contact(c.InstanceID, c.ID)),
		Channel:             new(c.Channel()),
		InitialContactId:    initialOf(c),
		PreviousContactId:   some(c.PreviousID),
		RelatedContactId:    some(c.RelatedID),
		InitiationMethod:    new(string(c.InitiationMethod)),
		InitiationTimestamp: at(c.InitiatedAt),
		DisconnectTimestamp: at(c.DisconnectedAt),
	}
}
