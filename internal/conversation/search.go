package conversation

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

const (
	// searchedAtOnce is how many contacts a search reads at a time, and searchedInAll
	// how many it looks at before it answers with what it has: a page costs so much
	// at most, however few contacts meet the criteria.
	searchedAtOnce = 100
	searchedInAll  = 1000
)

// Search says which contacts are wanted.
type Search struct {
	// Query is the time that counts, with where the page begins; its Limit is the
	// most contacts of the page.
	Query store.ContactQuery
	// Holds is the condition on the contact, Chat that on its chat; nil holds for all.
	Holds func(*chat.Contact) bool
	Chat  func(*chat.Session) bool
}

// Find reads a page of contacts. Where the page ends, and whether there is another,
// is told by the query of the next one, nil for none; a page may be shorter than its
// limit and yet have a next one. spec: SearchContacts.
func (c *Conversations) Find(ctx context.Context, s Search) (found []chat.Contact, next *store.ContactQuery, err error) {
	q := s.Query
	chats := map[chat.SessionID]bool{}
	for looked := 0; looked < searchedInAll; {
		batch := q
		batch.Limit = min(searchedAtOnce, searchedInAll-looked)
		list, err := c.Store.FindContacts(ctx, batch)
		if err != nil {
			return nil, nil, explain(err)
		}
		for i := range list {
			one := &list[i]
			q.After, q.AfterAt = one.ID, q.By.At(one)
			holds, err := c.searched(ctx, &s, one, chats)
			if err != nil {
				return nil, nil, err
			}
			if holds {
				found = append(found, *one)
			}
			if len(found) == s.Query.Limit {
				return found, &q, nil
			}
		}
		if len(list) < batch.Limit {
			return found, nil, nil
		}
		looked += len(list)
	}
	return found, &q, nil
}

// searched reports whether a contact is one of those wanted. Each chat is looked at
// once.
func (c *Conversations) searched(ctx context.Context, s *Search, contact *chat.Contact, chats map[chat.SessionID]bool) (bool, error) {
	if s.Holds != nil && !s.Holds(contact) {
		return false, nil
	}
	if s.Chat == nil {
		return true, nil
	}
	holds, known := chats[contact.SessionID]
	if known {
		return holds, nil
	}
	session, err := c.Store.Session(ctx, contact.SessionID)
	if err != nil {
		return false, explain(err)
	}
	holds = s.Chat(&session)
	chats[contact.SessionID] = holds
	return holds, nil
}
