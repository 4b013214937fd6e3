package conversation

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// sendableTypes are the content types that participants send; interactive
// messages come from bots and flows. spec: SendMessage, ContentType.
var sendableTypes = []string{
	chat.ContentPlain, chat.ContentMarkdown, chat.ContentJSON, chat.ContentInteractiveResponse,
}

// Message is what a participant says.
type Message struct {
	ContentType string
	Content     string
	ClientToken string
}

// Say adds a message to the session and pushes it. When it returns, the message
// is durable. The same sender and client token again gives the same item again;
// with another message it is refused, for that message would be lost.
//
// Errors: KindInvalid, and KindDenied when the chat has ended or the sender has
// left. spec: SendMessage.
func (c *Conversations) Say(ctx context.Context, who Identity, m Message) (chat.Item, error) {
	if err := c.checkMessage(ctx, who, m); err != nil {
		return chat.Item{}, err
	}
	by, err := c.speaker(ctx, who)
	if err != nil {
		return chat.Item{}, err
	}
	item := chat.Item{
		ID: c.itemID(who.ParticipantID, m.ClientToken), SessionID: who.SessionID, Time: c.Clock.Now(),
		Type: chat.TypeMessage, ContentType: m.ContentType, Content: m.Content,
		ParticipantID: who.ParticipantID, Role: by.role, DisplayName: by.name,
	}
	var stored chat.Item
	if isViewResponse(&item) {
		stored, err = c.respond(ctx, who, item)
	} else if stored, err = c.post(ctx, item); errors.Is(err, store.ErrAwaited) {
		stored, err = c.sayAtLength(ctx, who, item, false)
	}
	if err == nil && (stored.Content != m.Content && stored.Visibility != chat.VisibleToNobody || stored.ContentType != m.ContentType) {
		return chat.Item{}, chat.Invalid("ClientToken", "was used before with another message")
	}
	return stored, refuse(err)
}

// itemID is the id of what a participant sends under a client token.
func (c *Conversations) itemID(sender chat.ParticipantID, clientToken string) chat.ItemID {
	if clientToken == "" {
		return chat.ItemID(c.NewID())
	}
	return chat.ItemIDFor(sender, clientToken)
}

// post is the short way of a message: one append, shared with the messages of
// other sessions that arrive at the same time.
func (c *Conversations) post(ctx context.Context, item chat.Item) (chat.Item, error) {
	release, err := c.mailboxes.enter(ctx, item.SessionID)
	if err != nil {
		return chat.Item{}, err
	}
	defer release()
	stored, repeated, err := c.Store.Append(ctx, item)
	if err == nil && !repeated {
		c.Broker.Publish(fanout.Event{SessionID: stored.SessionID, Item: &stored})
	}
	return stored, err
}

// sayAtLength is the long way: in the transaction that stores the message, the
// flow that waits for the customer goes on and who was idle returns. hideOthers
// hides it unless it answers a view that is shown.
func (c *Conversations) sayAtLength(ctx context.Context, who Identity, item chat.Item, hideOthers bool) (chat.Item, error) {
	var stored chat.Item
	err := c.update(ctx, who.SessionID, func(w *work) error {
		p, err := w.participant(who.ParticipantID)
		if err != nil {
			return err
		}
		kept, answers := w.kept(item, hideOthers)
		// A repeat of what was accepted succeeds, whatever happened since.
		var repeated bool
		if stored, repeated, err = w.append(kept); err != nil || repeated {
			return err
		}
		if !w.session.Active() || !p.Present() {
			return chat.Denied()
		}
		if err := w.spoke(p); err != nil {
			return err
		}
		told := stored
		if answers {
			told.Content, told.Visibility = item.Content, item.Visibility
		}
		return w.tellFlow(&told)
	})
	return stored, err
}

// refuse turns what the store says about a sender into what the sender is told.
func refuse(err error) error {
	switch {
	case errors.Is(err, store.ErrEnded), errors.Is(err, store.ErrAbsent), errors.Is(err, store.ErrNotFound):
		return chat.Denied()
	}
	return explain(err)
}

// checkMessage holds a message against the rules of its type and of the chat.
// Plain text is always supported, so only the other types read the session.
func (c *Conversations) checkMessage(ctx context.Context, who Identity, m Message) error {
	if !slices.Contains(sendableTypes, m.ContentType) {
		return chat.Invalid("ContentType", fmt.Sprintf("%q cannot be sent as a message", m.ContentType))
	}
	if err := checkContent("Content", m.ContentType, m.Content, c.Limits); err != nil {
		return err
	}
	if m.ContentType == chat.ContentPlain {
		return nil
	}
	a, err := c.Attend(ctx, who)
	if err != nil {
		return err
	}
	if !slices.Contains(a.Session.ContentTypes, m.ContentType) {
		return chat.Invalid("ContentType", m.ContentType+" is not supported by this chat")
	}
	return nil
}

// speaker finds role and name of a participant, neither of which changes.
func (c *Conversations) speaker(ctx context.Context, who Identity) (speaker, error) {
	if s, ok := c.speakers.Get(who.ParticipantID); ok {
		return s, nil
	}
	p, err := c.Store.Participant(ctx, who.SessionID, who.ParticipantID)
	if missing(err) {
		return speaker{}, chat.Denied()
	}
	if err != nil {
		return speaker{}, explain(err)
	}
	s := speaker{p.Role, p.DisplayName}
	c.speakers.Add(who.ParticipantID, s)
	return s, nil
}
