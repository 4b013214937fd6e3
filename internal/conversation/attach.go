package conversation

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// Attachments keeps the files that participants attach.
type Attachments interface {
	// Address is where a file is to be sent to with PUT, and with which headers.
	Address(u chat.Upload) (url string, headers map[string]string, err error)
	// Kept reads what was said of a file that has arrived. archive.ErrMissing of one
	// that has not.
	Kept(ctx context.Context, id chat.AttachmentID) (chat.Upload, error)
	// URL is where whoever has it reads a file for a while.
	URL(u chat.Upload, life time.Duration) (string, error)
}

const attachOperation = "StartAttachmentUpload"

// Attach lets a participant send a file, and says where to. Sender and ID of what is
// given are set. The same client token again gives the same upload again, and a fresh
// address. A chat takes MaxAttachments; one whose file never came counts, so that nobody
// fills the bucket with what no chat shows.
//
// Errors: KindInvalid, KindQuota, KindDenied, KindRejected. spec: StartAttachmentUpload.
func (c *Conversations) Attach(ctx context.Context, who Identity, u chat.Upload, clientToken string) (id chat.AttachmentID, url string, headers map[string]string, err error) {
	if err := u.Check(c.Limits.AttachmentBytes); err != nil {
		return "", "", nil, err
	}
	u.Sender = who.ParticipantID
	item := c.itemID(who.ParticipantID, attachOperation+clientToken)
	u.ID = chat.NewAttachmentID(who.SessionID, item)
	digest := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%d", u.Name, u.ContentType, u.Bytes))
	err = c.update(ctx, who.SessionID, func(w *work) error {
		p, err := w.participant(who.ParticipantID)
		if err != nil {
			return err
		}
		if !w.session.Active() || !p.Present() {
			return chat.Denied()
		}
		replayed, err := w.claim(attachOperation, string(item), digest[:], &struct{}{})
		if err != nil || replayed {
			return err
		}
		if w.session.Uploads >= chat.MaxAttachments {
			return &chat.Error{Kind: chat.KindQuota, Detail: fmt.Sprintf("a chat takes %d attachments", chat.MaxAttachments)}
		}
		w.touchSession().Uploads++
		return nil
	})
	if err != nil {
		return "", "", nil, refuse(err)
	}
	url, headers, err = c.Attachments.Address(u)
	if err != nil {
		return "", "", nil, chat.Internal("sign the address of an upload", err)
	}
	return u.ID, url, headers, nil
}

// Attached adds the item that tells of a file which has arrived, and pushes it. Doing it
// again changes nothing.
//
// Errors: KindInvalid of a file that the participant has not sent, KindDenied,
// KindUnavailable. spec: CompleteAttachmentUpload.
func (c *Conversations) Attached(ctx context.Context, who Identity, id chat.AttachmentID) error {
	by, err := c.speaker(ctx, who)
	if err != nil {
		return err
	}
	session, item, ok := id.Parts()
	if !ok || session != who.SessionID {
		return chat.Invalid("AttachmentIds", "there is no such upload")
	}
	u, err := c.Attachments.Kept(ctx, id)
	switch {
	case err == nil && u.Sender != who.ParticipantID:
		return chat.Invalid("AttachmentIds", "there is no such upload")
	case archive.IsLost(err), errors.Is(err, archive.ErrKey):
		return chat.Invalid("AttachmentIds", "the file has not arrived as it was announced")
	case err != nil:
		return &chat.Error{Kind: chat.KindUnavailable, Detail: "the files cannot be read now, try again", Err: err}
	}
	told := chat.Item{
		ID: item, SessionID: session, Time: c.Clock.Now(), Type: chat.TypeAttachment, ContentType: u.ContentType,
		ParticipantID: who.ParticipantID, Role: by.role, DisplayName: by.name,
		Attachments: []chat.Attachment{{ID: string(id), Name: u.Name, ContentType: u.ContentType, Status: chat.AttachmentApproved}},
	}
	if _, err = c.post(ctx, told); errors.Is(err, store.ErrAwaited) {
		_, err = c.sayAtLength(ctx, who, told, false)
	}
	return refuse(err)
}

// File is where a participant reads a file for a while, and how large it is. It is one
// of this chat, or of the past that the chat continues.
//
// Errors: KindDenied of what the participant does not see, and of custom bots;
// KindUnavailable. spec: GetAttachment.
func (c *Conversations) File(ctx context.Context, who Identity, id chat.AttachmentID, life time.Duration) (url string, bytes int64, err error) {
	a, err := c.Hear(ctx, who)
	if err != nil {
		return "", 0, err
	}
	if a.Participant.Role == chat.RoleCustomBot {
		return "", 0, chat.Denied()
	}
	if err := c.sees(ctx, &a, id); err != nil {
		return "", 0, err
	}
	u, err := c.Attachments.Kept(ctx, id)
	switch {
	case archive.IsLost(err):
		return "", 0, chat.Denied() // somebody has deleted it
	case err != nil:
		return "", 0, &chat.Error{Kind: chat.KindUnavailable, Detail: "the files cannot be read now, try again", Err: err}
	}
	if url, err = c.Attachments.URL(u, life); err != nil {
		return "", 0, chat.Internal("sign the address of a file", err)
	}
	return url, u.Bytes, nil
}

// sees refuses an attachment that is not in the transcript which somebody sees.
func (c *Conversations) sees(ctx context.Context, a *Attendance, id chat.AttachmentID) error {
	session, itemID, ok := id.Parts()
	if !ok {
		return chat.Denied()
	}
	item, err := c.Store.Item(ctx, session, itemID)
	if missing(err) || err == nil && (item.Type != chat.TypeAttachment || !a.Participant.Role.Sees(item.Visibility)) {
		return chat.Denied()
	}
	if err != nil || session == a.Session.ID {
		return explain(err)
	}
	r := pageReader{c: c, viewer: a}
	for at := r.beyond(position{Direction: store.Backward}); at.Past != "" && at.Depth <= chat.MaxPastContacts; {
		if at.Past == item.ContactID {
			return nil
		}
		contact, err := c.Store.Contact(ctx, at.Past)
		if missing(err) {
			break
		}
		if err != nil {
			return explain(err)
		}
		if at, err = r.before(ctx, &contact, at); err != nil {
			return err
		}
	}
	return chat.Denied()
}
