package conversation

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// StartPosition says where a page begins. At most one member may be set; with
// none the page begins at the newest item. The position itself is part of the
// page. spec: GetTranscript, StartPosition.
type StartPosition struct {
	ID         chat.ItemID
	Time       time.Time
	MostRecent *int
}

func (p *StartPosition) given() int {
	n := 0
	if p.ID != "" {
		n++
	}
	if !p.Time.IsZero() {
		n++
	}
	if p.MostRecent != nil {
		n++
	}
	return n
}

// locate finds where a page begins; found is false for a page that is empty.
func (c *Conversations) locate(ctx context.Context, a *Attendance, q TranscriptQuery) (at position, found bool, err error) {
	if q.NextToken != "" {
		at, err = c.reopen(a, q)
		return at, err == nil, err
	}
	given := q.Start.given()
	if given > 1 {
		return at, false, chat.Invalid("StartPosition", "only one of Id, AbsoluteTime and MostRecent can be given")
	}
	at.Direction = q.Scan
	if at.Direction == 0 {
		at.Direction = store.Backward
		if given == 1 {
			at.Direction = store.Forward
		}
	}
	if at.Seq, found, err = c.startSeq(ctx, a, q.Start, at.Direction); err != nil || !found {
		return at, found, err
	}
	if at.Seq == 0 && at.Direction == store.Forward {
		return at, false, nil // forward from the newest item there is nothing
	}
	if q.ContactID == "" {
		return at, true, nil
	}
	return c.within(ctx, a, at, q.ContactID)
}

// reopen reads a page token. A token is good for the session and the direction
// that it was made in.
func (c *Conversations) reopen(a *Attendance, q TranscriptQuery) (position, error) {
	invalid := chat.Invalid("NextToken", "is not a token of this transcript")
	raw, err := c.Pages.OpenPage(string(a.Session.ID), q.NextToken)
	if err != nil {
		return position{}, invalid
	}
	at, ok := decodePosition(raw)
	if !ok {
		return position{}, invalid
	}
	if q.Scan != 0 && q.Scan != at.Direction {
		return position{}, chat.Invalid("ScanDirection", "differs from the direction that the NextToken was given for")
	}
	if q.ContactID != "" && q.ContactID != at.Contact {
		return position{}, chat.Invalid("ContactId", "differs from the one that the NextToken was given for")
	}
	return at, nil
}

// startSeq turns a start position into a sequence number. An unknown item gives
// an empty page, which mobile clients read as "that position is invalid".
// client: amazon-connect-chat-ios, amazon-connect-chat-android.
func (c *Conversations) startSeq(ctx context.Context, a *Attendance, start StartPosition, d store.Direction) (chat.Seq, bool, error) {
	id := a.Session.ID
	switch {
	case start.ID != "":
		item, err := c.Store.Item(ctx, id, start.ID)
		if missing(err) {
			return 0, false, nil
		}
		return item.Seq, err == nil, explain(err)
	case !start.Time.IsZero():
		return c.seqAt(ctx, id, start.Time, d)
	case start.MostRecent != nil && *start.MostRecent > 0:
		items, err := c.Store.Items(ctx, store.ItemQuery{
			SessionID: id, Direction: store.Backward, Viewer: a.Participant.Role, Listed: true,
			Limit: *start.MostRecent,
		})
		if err != nil || len(items) == 0 {
			return 0, false, explain(err)
		}
		return items[len(items)-1].Seq, true, nil
	}
	return 0, true, nil
}

// seqAt finds the first item at or after t, or going backward the last one at or
// before it. A time before the session is the session's beginning.
func (c *Conversations) seqAt(ctx context.Context, id chat.SessionID, t time.Time, d store.Direction) (chat.Seq, bool, error) {
	if d == store.Forward {
		before, err := c.Store.SeqBefore(ctx, id, t)
		return before + 1, err == nil, explain(err)
	}
	seq, err := c.Store.SeqBefore(ctx, id, t.Add(time.Millisecond))
	return max(seq, 1), err == nil, explain(err)
}

// within narrows a position to one contact of the session. A contact that is not
// of the session, a past one included, gives an empty page.
// client: amazon-connect-chatjs issue 28.
func (c *Conversations) within(ctx context.Context, a *Attendance, at position, id chat.ContactID) (position, bool, error) {
	contact, err := c.Store.Contact(ctx, id)
	if missing(err) || err == nil && contact.SessionID != a.Session.ID {
		return at, false, nil
	}
	if err != nil {
		return at, false, explain(err)
	}
	first, last := contact.FirstSeq, contact.LastSeq
	if last == 0 { // it goes on
		if last, err = c.Store.LastSeq(ctx, a.Session.ID); err != nil {
			return at, false, explain(err)
		}
	}
	at.Contact = id
	if at.Direction == store.Forward {
		at.Seq, at.Bound = max(at.Seq, first), last
		return at, at.Seq <= last, nil
	}
	if at.Seq == 0 || at.Seq > last {
		at.Seq = last
	}
	at.Bound = first
	return at, at.Seq >= first, nil
}
