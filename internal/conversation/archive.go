package conversation

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// Archive keeps the transcripts of ended contacts as objects.
type Archive interface {
	// Write stores a contact's transcript under contact.Archive.Key, durably
	// and all or nothing; writing it again is harmless.
	Write(ctx context.Context, contact chat.Contact, participants []chat.Participant, entries []archive.Entry) error
	// Read reads a transcript. An object that is missing, damaged or too large
	// is an error for which archive.IsLost is true.
	Read(ctx context.Context, key string) ([]archive.Entry, error)
}

// archiveGrace is how long after a contact has ended its timer goes off: nobody
// has written the transcript until then, or the lane is long.
const archiveGrace = 10 * time.Second

// archiveRetry is how long after a failed attempt a transcript is written again,
// doubled with every attempt up to archiveRetryMax.
const (
	archiveRetry    = time.Second
	archiveRetryMax = 5 * time.Minute
)

const notArchived = "transcript not archived yet"

// archiveEnded hands the contacts that a transaction has ended to the archiver.
// They can be rejoined already: the history is read from the database until the
// object is confirmed.
func (c *Conversations) archiveEnded(ctx context.Context, w *work) {
	for _, id := range w.archive {
		if e := (ended{w.session.ID, id}); !c.archiver.take(e) {
			// The caller may be gone; the step is finished all the same.
			c.archiveNow(context.WithoutCancel(ctx), e)
		}
	}
}

// archiveNow archives a contact. When the database fails, its timer is left as it
// is and goes off again.
func (c *Conversations) archiveNow(ctx context.Context, e ended) {
	if err := c.archiveContact(ctx, e); err != nil {
		c.delays.unwritten.note(c.Log, c.Clock.Now(), notArchived, e.contact, err)
	}
}

// archiveDue carries out the timer of a transcript. One that the archiver takes
// keeps its timer until the object is confirmed, so it comes back if this node
// dies; the timers' hold keeps it from coming back at once.
func (c *Conversations) archiveDue(ctx context.Context, e ended) error {
	if c.archiver.take(e) {
		return nil
	}
	return c.archiveContact(ctx, e)
}

// archiveContact writes the transcript of an ended contact and then notes that it
// is there. When it cannot be written, that is logged and the timer is moved; an
// error is one of the database.
func (c *Conversations) archiveContact(ctx context.Context, e ended) error {
	contact, err := c.Store.Contact(ctx, e.contact)
	if missing(err) {
		return nil
	}
	if err != nil {
		return explain(err)
	}
	var talk *chat.Talk
	if !contact.Archive.Confirmed {
		if talk, err = c.writeTranscript(ctx, contact); err != nil {
			return c.archiveLater(ctx, e, err)
		}
	}
	return explain(c.Store.Update(ctx, e.session, func(tx store.Tx) error {
		contact, err := tx.Contact(e.contact)
		if err != nil {
			return err
		}
		if !contact.Archive.Confirmed {
			contact.Archive.Confirmed, contact.Talk = true, talk
			if err := tx.SaveContact(contact); err != nil {
				return err
			}
		}
		_, err = tx.ClearTimer(e.session, chat.TimerArchive, string(e.contact))
		return err
	}))
}

// writeTranscript writes an ended contact's transcript and sums up what was said.
func (c *Conversations) writeTranscript(ctx context.Context, contact chat.Contact) (*chat.Talk, error) {
	participants, err := c.Store.Participants(ctx, contact.SessionID)
	if err != nil {
		return nil, err
	}
	entries, err := c.storedEntries(ctx, contact)
	if err != nil {
		return nil, err
	}
	return listened(&contact, participants, entries).Talk(), c.Archive.Write(ctx, contact, participants, entries)
}

// storedEntries reads all listed items of a contact with their receipts.
func (c *Conversations) storedEntries(ctx context.Context, contact chat.Contact) ([]archive.Entry, error) {
	const batch = 500
	var out []archive.Entry
	for from := contact.FirstSeq; from <= contact.LastSeq; {
		items, err := c.Store.Items(ctx, store.ItemQuery{
			SessionID: contact.SessionID, From: from, To: contact.LastSeq,
			Direction: store.Forward, Listed: true, Limit: batch,
		})
		if err != nil {
			return nil, err
		}
		page, err := c.withReceipts(ctx, contact.SessionID, items)
		if err != nil {
			return nil, err
		}
		out = append(out, page...)
		if len(items) < batch {
			break
		}
		from = items[len(items)-1].Seq + 1
	}
	return out, nil
}

// withReceipts joins items with the receipts that cover them.
func (c *Conversations) withReceipts(ctx context.Context, id chat.SessionID, items []chat.Item) ([]archive.Entry, error) {
	if len(items) == 0 {
		return nil, nil
	}
	low, high := items[0].Seq, items[len(items)-1].Seq
	receipts, err := c.Store.Receipts(ctx, id, min(low, high), max(low, high))
	if err != nil {
		return nil, err
	}
	entries := make([]archive.Entry, len(items))
	for i := range items {
		entries[i] = archive.Entry{Item: items[i], Receipts: chat.ReceiptsFor(&items[i], receipts)}
	}
	return entries, nil
}

// archiveLater moves the timer of a transcript that could not be written, and
// tells the log of it: when the timer is moved, whoever fired it has done its part.
func (c *Conversations) archiveLater(ctx context.Context, e ended, cause error) error {
	now := c.Clock.Now()
	err := c.Store.Update(ctx, e.session, func(tx store.Tx) error {
		t, err := tx.Timer(e.session, chat.TimerArchive, string(e.contact))
		if missing(err) {
			t, err = chat.Timer{SessionID: e.session, Kind: chat.TimerArchive, ID: string(e.contact)}, nil
		}
		if err != nil {
			return err
		}
		t.Attempts++
		t.DueAt = now.Add(min(archiveRetryMax, archiveRetry<<min(t.Attempts, 16)))
		return tx.SetTimer(t)
	})
	if err != nil {
		return explain(err)
	}
	if c.TimersChanged != nil {
		c.TimersChanged()
	}
	c.delays.unwritten.note(c.Log, now, notArchived, e.contact, cause)
	return nil
}
