package sqlite

import (
	"context"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// Append implements store.Store.
func (s *Store) Append(ctx context.Context, item chat.Item) (stored chat.Item, repeated bool, err error) {
	err = s.writer.queue.submit(ctx, func(w *writer) (err error) {
		stored, repeated, err = w.append(item, true)
		return err
	})
	if err != nil {
		return chat.Item{}, false, err
	}
	return stored, repeated, nil
}

// Append implements store.Tx.
func (t *tx) Append(item chat.Item) (chat.Item, bool, error) {
	if _, err := t.writing(item.SessionID); err != nil {
		return chat.Item{}, false, err
	}
	return t.w.append(item, false)
}

// append adds an item to its session, once. It is a single statement, so that
// an error leaves nothing to undo.
func (w *writer) append(item chat.Item, checked bool) (chat.Item, bool, error) {
	d, err := w.heads.get(w.c, item.SessionID)
	if err != nil {
		return chat.Item{}, false, err
	}
	if seq, ok := d.ids[idKey(item.ID)]; ok {
		prior, err := itemAt(w.c, item.SessionID, seq)
		return prior, true, err
	}
	if checked {
		if err := d.admits(&item); err != nil {
			return chat.Item{}, false, err
		}
	}
	item.Seq = d.lastSeq + 1
	item.Time = chat.NextItemTime(item.Time, d.lastTime)
	if item.ContactID == "" {
		item.ContactID = d.contactID
	}
	if err := w.insertItem(&item); err != nil {
		return chat.Item{}, false, err
	}
	w.heads.appended(d, &item)
	return item, false, nil
}

// admits checks an item that comes from a participant by himself.
func (d *head) admits(item *chat.Item) error {
	switch {
	case d.state != chat.SessionActive:
		return store.ErrEnded
	case item.ParticipantID != "" && !slices.Contains(d.present, item.ParticipantID):
		return store.ErrAbsent
	case d.awaits&item.Answers() != 0:
		return store.ErrAwaited
	}
	return nil
}
