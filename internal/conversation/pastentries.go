package conversation

import (
	"context"
	"fmt"
	"time"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/chat"
)

// objectsWithin is how long a page waits for the archive in all, however many
// transcripts it goes over. What has not come by then is read from the database.
const objectsWithin = 2 * time.Second

// patience is the time that a page has left for the archive. When it is spent
// the archive still gives what it has in memory.
type patience struct {
	context.Context
	spend context.CancelFunc
}

func newPatience(ctx context.Context) patience {
	within, spend := context.WithTimeout(ctx, objectsWithin)
	return patience{within, spend}
}

// pastEntries reads an ended contact's transcript: from the archive, or from the
// database while the archive has not confirmed it or cannot be read. A transcript
// that neither has contributes nothing and does not break the chain. An archive that
// is away is not asked for the rest of the page.
func (c *Conversations) pastEntries(ctx context.Context, objects patience, contact *chat.Contact) ([]archive.Entry, error) {
	if !contact.Archive.Confirmed {
		entries, err := c.storedEntries(ctx, *contact)
		return entries, explain(err)
	}
	entries, err := c.Archive.Read(objects, contact.Archive.Key)
	if err == nil && belongsToAnother(entries, contact) {
		err = errAnothers
	}
	switch {
	case err == nil:
		return entries, nil
	case archive.IsLost(err):
		c.delays.unread.note(c.Log, c.Clock.Now(), "a transcript that was archived is lost", contact.ID, err)
		entries, err := c.storedEntries(ctx, *contact)
		return entries, explain(err)
	}
	objects.spend()
	return c.entriesWithoutArchive(ctx, contact, err)
}

// entriesWithoutArchive reads a transcript from the database because the archive
// cannot be read now. A database that no longer has the items of a contact that
// had some cannot stand in: the page is refused, so that the client asks again
// instead of missing a part of the past. KindUnavailable.
func (c *Conversations) entriesWithoutArchive(ctx context.Context, contact *chat.Contact, cause error) ([]archive.Entry, error) {
	entries, err := c.storedEntries(ctx, *contact)
	if err != nil {
		return nil, explain(err)
	}
	if len(entries) == 0 && contact.FirstSeq <= contact.LastSeq {
		return nil, &chat.Error{Kind: chat.KindUnavailable, Detail: "past transcripts cannot be read now, try again", Err: cause}
	}
	return entries, nil
}

// errAnothers says that what lies under a contact's name is another contact's
// transcript, after a restore that mixed them up for instance.
var errAnothers = fmt.Errorf("%w: it is another contact's", archive.ErrDamaged)

// belongsToAnother reports whether a transcript is another contact's. Nothing is
// worse than to show one customer's chat to another.
func belongsToAnother(entries []archive.Entry, contact *chat.Contact) bool {
	return len(entries) > 0 && entries[0].Item.ContactID != contact.ID
}
