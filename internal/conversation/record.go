package conversation

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/record"
)

// Record is the record of a contact, be it complete or not. KindNotFound.
// spec: DescribeContact; Contact records data model.
func (c *Conversations) Record(ctx context.Context, instance chat.InstanceID, id chat.ContactID) (record.Record, error) {
	d, err := c.Describe(ctx, instance, id)
	if err != nil {
		return record.Record{}, err
	}
	tied, err := c.Associated(ctx, instance, id)
	if err != nil {
		return record.Record{}, err
	}
	s := record.Source{Contact: d.Contact, Session: d.Session, Root: tied[0].ID}
	// A contact that was archived by an earlier version keeps no summary, and its
	// items may be many.
	if d.Contact.Ended() && d.Contact.Talk == nil && !d.Contact.Archive.Confirmed {
		entries, err := c.storedEntries(ctx, d.Contact)
		if err != nil {
			return record.Record{}, explain(err)
		}
		participants, err := c.Store.Participants(ctx, d.Contact.SessionID)
		if err != nil {
			return record.Record{}, explain(err)
		}
		l := listened(&d.Contact, participants, entries)
		s.Talk, s.Barged = l.Talk(), l.Barged()
	}
	if s.Criteria, err = c.recordCriteria(&d.Contact); err != nil {
		return record.Record{}, err
	}
	return record.Of(s), nil
}

// listened has heard what was said in a contact.
func listened(c *chat.Contact, participants []chat.Participant, entries []archive.Entry) *record.Listener {
	l := record.Listen(c, participants)
	for i := range entries {
		l.Hear(&entries[i].Item)
	}
	return l
}
