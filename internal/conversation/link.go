package conversation

import (
	"context"
	"crypto/sha256"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

const associateOperation = "CreatePersistentContactAssociation"

// Associate continues a past session in a running one and tells everyone
// connected, so that open clients load the past. It answers the anchor.
//
// The running chat may be named by any of its contacts. Errors: KindInvalid,
// KindRejected, KindNotFound.
// spec: CreatePersistentContactAssociation.
func (c *Conversations) Associate(ctx context.Context, instance chat.InstanceID, current chat.ContactID, r Rehydration, clientToken string) (chat.ContactID, error) {
	contact, err := c.contactOf(ctx, instance, memberInitial, current)
	if err != nil {
		return "", err
	}
	digest := sha256.Sum256([]byte(string(contact.SessionID) + "\x00" + string(r.Type) + "\x00" + string(r.Source)))
	var anchor chat.ContactID
	err = c.update(ctx, contact.SessionID, func(w *work) error {
		replayed, err := w.claim(associateOperation, clientToken, digest[:], &struct{}{})
		if err != nil {
			return err
		}
		if !replayed {
			if err := w.associate(current, r); err != nil {
				return err
			}
		}
		if w.session.Link != nil {
			anchor = w.session.Link.AnchorID
		}
		return nil
	})
	return anchor, err
}

// associate links a session in mid-chat. The relation to the past shows on the
// contact by which the session was addressed, on the current one and on all that
// follow. See docs/divergences.md.
func (w *work) associate(addressed chat.ContactID, r Rehydration) error {
	if !w.session.Active() {
		return chat.Rejected("InitialContactId", "the contact has ended")
	}
	if err := w.link(r); err != nil {
		return err
	}
	if addressed != w.contact.ID {
		c, err := w.earlier(addressed)
		if err != nil {
			return err
		}
		c.RelatedID, c.UpdatedAt = w.session.Link.AnchorID, w.now
		if err := w.putContact(c); err != nil {
			return err
		}
	}
	return w.announceRehydrated()
}

// link ties the session to the past that r names and takes over what is
// inherited. It is the one place where links are made, whoever asks: the start
// of a chat, the API or a flow. spec: Enable persistent chat.
func (w *work) link(r Rehydration) error {
	if !r.Type.Valid() {
		return chat.Invalid("RehydrationType", "must be ENTIRE_PAST_SESSION or FROM_SEGMENT")
	}
	if r.Source == "" {
		return chat.Rejected("SourceContactId", "is required")
	}
	if w.session.Link != nil {
		return chat.Rejected("SourceContactId", "this chat already continues a past one")
	}
	past, anchor, err := w.resolve(r)
	if err != nil {
		return err
	}
	s := w.touchSession()
	s.Link = &chat.Link{
		Type: r.Type, SourceID: r.Source, AnchorID: anchor.ID, AnchorSessionID: past.ID, LinkedAt: w.now,
	}
	chat.Inherit(s, &past)
	c := w.touchContact()
	c.RelatedID = anchor.ID
	chat.InheritSegment(c, anchor)
	return nil
}

// resolve finds the past session and the anchor. A source of another instance
// reads as one that does not exist. Ended is final, so what is read here as
// ended cannot go on before the link is committed.
func (w *work) resolve(r Rehydration) (chat.Session, *chat.Contact, error) {
	const member = "SourceContactId"
	source, err := w.tx.Contact(r.Source)
	if missing(err) || err == nil && source.InstanceID != w.session.InstanceID {
		return chat.Session{}, nil, chat.NotFound(member, "the contact does not exist")
	}
	if err != nil {
		return chat.Session{}, nil, err
	}
	if source.Beside() { // it continues what the agent was added to
		if source, err = w.tx.Contact(source.PreviousID); err != nil {
			return chat.Session{}, nil, err
		}
	}
	if source.SessionID == w.session.ID {
		return chat.Session{}, nil, chat.Rejected(member, "the contact belongs to this chat itself")
	}
	past, err := w.tx.Session(source.SessionID)
	if err != nil {
		return chat.Session{}, nil, err
	}
	if past.Active() {
		return chat.Session{}, nil, chat.Rejected(member, "the chat of this contact has not ended")
	}
	if r.Type == chat.FromSegment {
		return past, &source, nil
	}
	if source.ID != past.ID.Initial() && !w.conversations.Limits.LenientRehydration {
		return chat.Session{}, nil, chat.Rejected(member, "must be the initial contact of the past chat for ENTIRE_PAST_SESSION")
	}
	contacts, err := w.tx.Contacts(past.ID)
	if err != nil {
		return chat.Session{}, nil, err
	}
	anchor := chat.Anchor(contacts)
	if anchor == nil {
		return chat.Session{}, nil, chat.Rejected(member, "nothing of the past chat has ended")
	}
	return past, anchor, nil
}

// announceRehydrated tells clients that the past can be loaded.
// client: amazon-connect-chatjs src/core/chatController.js.
func (w *work) announceRehydrated() error {
	_, _, err := w.append(chat.Item{
		Type: chat.TypeEvent, ContentType: chat.EventChatRehydrated, Unlisted: true,
		Role: chat.RoleSystem, DisplayName: chat.SystemDisplayName,
		ParticipantID: systemParticipant(w.session.ID),
	})
	return err
}
