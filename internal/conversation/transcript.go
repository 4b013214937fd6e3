package conversation

import (
	"context"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// The bounds of a page. spec: GetTranscript, MaxResults.
const (
	DefaultPage = 10
	MaxPage     = 100
)

// TranscriptQuery asks for a page of a transcript.
type TranscriptQuery struct {
	// Max is the most entries to return, 1 to MaxPage; 0 means DefaultPage.
	Max int
	// Scan is the direction of paging; 0 means Backward, or Forward when a
	// start is given.
	Scan store.Direction
	// Ascending orders the entries within the page oldest first.
	Ascending bool
	Start     StartPosition
	NextToken string
	// ContactID restricts the page to one contact of the session.
	ContactID chat.ContactID
}

// TranscriptPage is the answer.
type TranscriptPage struct {
	SessionID chat.SessionID
	Entries   []TranscriptEntry
	// NextToken continues the page; "" when nothing follows.
	NextToken string
}

// TranscriptEntry is one item on a page.
type TranscriptEntry struct {
	archive.Entry
	// Past says that the item belongs to a session that this one continues.
	Past bool
	at   position
}

// Transcript reads a page of the history that a participant sees: the session's
// own items, and behind the oldest of them those of the sessions that it
// continues. KindDenied, KindInvalid. spec: GetTranscript.
func (c *Conversations) Transcript(ctx context.Context, who Identity, q TranscriptQuery) (TranscriptPage, error) {
	a, err := c.Hear(ctx, who)
	if err != nil {
		return TranscriptPage{}, err
	}
	page := TranscriptPage{SessionID: a.Session.ID}
	at, found, err := c.locate(ctx, &a, q)
	if err != nil || !found {
		return page, err
	}
	r := pageReader{c: c, viewer: &a, max: q.size(), first: q.NextToken == ""}
	if err := r.read(ctx, at); err != nil {
		return page, err
	}
	page.Entries = r.entries
	if r.more != nil {
		if page.NextToken, err = c.Pages.SealPage(string(a.Session.ID), r.more.encode()); err != nil {
			return page, chat.Internal("seal a page token", err)
		}
	}
	if q.Ascending == (at.Direction == store.Backward) {
		slices.Reverse(page.Entries)
	}
	return page, nil
}

func (q *TranscriptQuery) size() int {
	if q.Max <= 0 {
		return DefaultPage
	}
	return min(q.Max, MaxPage)
}

// pageReader collects the entries of one page, and one more to know whether
// anything follows.
type pageReader struct {
	c      *Conversations
	viewer *Attendance
	max    int
	// first is a page that was asked for without a token. It ends at the seam,
	// so that the chat can be read whatever the archive does: past items are
	// reached by going on. spec: Enable persistent chat, NextToken.
	first bool

	entries []TranscriptEntry
	more    *position // where the next page begins
}

// read fills the page from a position on.
func (r *pageReader) read(ctx context.Context, at position) error {
	limit := r.max + 1
	past := at
	if at.Past == "" {
		if err := r.readSession(ctx, at, limit); err != nil {
			return err
		}
		past = r.beyond(at)
		if past.Past != "" && r.first && len(r.entries) > 0 && len(r.entries) < limit {
			r.more = &past
			return nil
		}
	}
	if err := r.readPast(ctx, past, limit); err != nil {
		return err
	}
	if len(r.entries) == limit {
		r.more = &r.entries[limit-1].at
		r.entries = r.entries[:limit-1]
	}
	return nil
}

// beyond is where a page that has come to the session's first item goes on:
// nowhere, unless it goes backward over a session that continues another.
func (r *pageReader) beyond(at position) position {
	past := position{Direction: store.Backward, Depth: 1}
	if link := r.viewer.Session.Link; link != nil && at.Direction == store.Backward && at.Contact == "" {
		past.Past = link.AnchorID
	}
	return past
}

// readSession reads the session's own items.
func (r *pageReader) readSession(ctx context.Context, at position, limit int) error {
	s := &r.viewer.Session
	items, err := r.c.Store.Items(ctx, store.ItemQuery{
		SessionID: s.ID, From: at.Seq, To: at.Bound, Direction: at.Direction,
		Viewer: r.viewer.Participant.Role, Listed: true, Limit: limit,
	})
	if err != nil {
		return explain(err)
	}
	entries, err := r.c.withReceipts(ctx, s.ID, items)
	if err != nil {
		return explain(err)
	}
	for _, e := range entries {
		here := at
		here.Seq = e.Item.Seq
		r.entries = append(r.entries, TranscriptEntry{Entry: e, at: here})
	}
	return nil
}

// readPast reads items of past sessions, newest first, contact by contact. The
// work is bounded by the page and by the contacts that are reachable at all,
// not by how much lies further back; the waiting for their objects by objectsWithin.
func (r *pageReader) readPast(ctx context.Context, at position, limit int) error {
	objects := newPatience(ctx)
	defer objects.spend()
	for at.Past != "" && at.Depth <= chat.MaxPastContacts && len(r.entries) < limit {
		contact, err := r.c.Store.Contact(ctx, at.Past)
		if missing(err) {
			return nil // its retention is over: the history ends here
		}
		if err != nil {
			return explain(err)
		}
		entries, err := r.c.pastEntries(ctx, objects, &contact)
		if err != nil {
			return err
		}
		r.takePast(entries, at, limit)
		if at, err = r.before(ctx, &contact, at); err != nil {
			return err
		}
	}
	return nil
}

// takePast adds the items of one past contact.
func (r *pageReader) takePast(entries []archive.Entry, at position, limit int) {
	end := len(entries)
	if at.Seq > 0 {
		end, _ = slices.BinarySearchFunc(entries, at.Seq+1, func(e archive.Entry, s chat.Seq) int {
			return int(int64(e.Item.Seq) - int64(s))
		})
	}
	for i := end - 1; i >= 0 && len(r.entries) < limit; i-- {
		if !r.viewer.Participant.Role.Sees(entries[i].Item.Visibility) {
			continue
		}
		here := at
		here.Seq = entries[i].Item.Seq
		r.entries = append(r.entries, TranscriptEntry{Entry: entries[i], Past: true, at: here})
	}
}

// before is the contact that precedes another: the previous one of its session,
// or the anchor that its session continues from.
func (r *pageReader) before(ctx context.Context, contact *chat.Contact, at position) (position, error) {
	prior := position{Direction: store.Backward, Depth: at.Depth + 1, Past: contact.PreviousID}
	if prior.Past != "" {
		return prior, nil
	}
	s, err := r.c.Store.Session(ctx, contact.SessionID)
	if missing(err) {
		return prior, nil
	}
	if err == nil && s.Link != nil {
		prior.Past = s.Link.AnchorID
	}
	return prior, explain(err)
}
