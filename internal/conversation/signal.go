package conversation

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/fanout"
)

// Signal is an event that a participant sends: typing, or a receipt.
type Signal struct {
	ContentType string
	Content     string
	ClientToken string
}

// Signalled is the answer to a Signal.
type Signalled struct {
	ID   chat.ItemID
	Time time.Time
}

// Signal passes an event on. Typing is pushed and forgotten. A receipt is
// noted on the message and told to its author; it is idempotent by nature, so
// its client token, which ChatJS keeps constant, plays no part. Events of the
// server cannot be sent. spec: SendEvent.
//
// Errors: KindInvalid, KindDenied, and KindConflict for receipts while more than
// two participants take part.
func (c *Conversations) Signal(ctx context.Context, who Identity, s Signal) (Signalled, error) {
	a, err := c.Attend(ctx, who)
	if err != nil {
		return Signalled{}, err
	}
	if !a.Participant.Present() {
		return Signalled{}, chat.Denied()
	}
	out := Signalled{ID: chat.ItemID(c.NewID()), Time: chat.Instant(c.Clock.Now())}
	switch s.ContentType {
	case chat.EventTyping:
		c.passOn(&a, out)
		return out, nil
	case chat.EventMessageDelivered, chat.EventMessageRead:
		return out, c.receive(ctx, &a, s, out.Time)
	case chat.EventConnectionAcknowledged:
		// Older clients confirm their connection this way; nothing follows.
		return out, nil
	}
	return Signalled{}, chat.Invalid("ContentType", fmt.Sprintf("%q cannot be sent as an event", s.ContentType))
}

// passOn pushes typing to everyone in the chat.
func (c *Conversations) passOn(a *Attendance, s Signalled) {
	p := &a.Participant
	c.Broker.Publish(fanout.Event{SessionID: a.Session.ID, Item: &chat.Item{
		ID: s.ID, SessionID: a.Session.ID, ContactID: a.Session.ContactID, Time: s.Time,
		Type: chat.TypeEvent, ContentType: chat.EventTyping,
		ParticipantID: p.ID, Role: p.Role, DisplayName: p.DisplayName,
	}})
}

// receive notes a receipt. One for an unknown message or for one's own is
// accepted and has no effect.
func (c *Conversations) receive(ctx context.Context, a *Attendance, s Signal, now time.Time) error {
	id, err := receiptFor(s.Content)
	if err != nil {
		return err
	}
	if err := c.checkReceiptsAllowed(ctx, a); err != nil {
		return err
	}
	item, err := c.Store.Item(ctx, a.Session.ID, id)
	if missing(err) || err == nil && !receivable(&item, &a.Participant) {
		return nil
	}
	if err != nil {
		return explain(err)
	}
	r := chat.Receipt{SessionID: a.Session.ID, Seq: item.Seq, Recipient: a.Participant.ID, DeliveredAt: now}
	if s.ContentType == chat.EventMessageRead {
		r.ReadAt = now
	}
	r, changed, err := c.Store.MarkReceipt(ctx, r)
	if err != nil || !changed {
		return explain(err)
	}
	c.Broker.Publish(fanout.Event{SessionID: a.Session.ID, Receipt: &fanout.ReceiptEvent{
		Receipt: r, MessageID: item.ID, Author: item.ParticipantID, ContactID: a.Session.ContactID,
	}})
	return nil
}

func receivable(item *chat.Item, by *chat.Participant) bool {
	return item.Type != chat.TypeEvent && item.ParticipantID != by.ID && by.Role.Sees(item.Visibility)
}

// receiptFor reads the message id out of a receipt's content, which may hold
// more members than that.
func receiptFor(content string) (chat.ItemID, error) {
	var body struct {
		MessageID string `json:"messageId"`
	}
	if err := json.Unmarshal([]byte(content), &body); err != nil || body.MessageID == "" {
		return "", chat.Invalid("Content", `must be a JSON object with a messageId`)
	}
	return chat.ItemID(body.MessageID), nil
}

// checkReceiptsAllowed refuses receipts while more than two take part.
// spec: SendEvent, ConflictException.
func (c *Conversations) checkReceiptsAllowed(ctx context.Context, a *Attendance) error {
	ps, err := c.Store.Participants(ctx, a.Session.ID)
	if err != nil {
		return explain(err)
	}
	present := 0
	for i := range ps {
		if ps[i].Present() {
			present++
		}
	}
	if present > 2 {
		return &chat.Error{Kind: chat.KindConflict,
			Detail: "message receipts are not supported while more than two participants take part"}
	}
	return nil
}
