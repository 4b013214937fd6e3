package archive

import (
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// decode reads a transcript. It accepts the service's own files, which lack our
// members, and nothing that has lost a part. ErrDamaged.
func decode(body []byte) ([]Entry, error) {
	if !utf8.Valid(body) {
		return nil, fmt.Errorf("%w: not UTF-8", ErrDamaged)
	}
	var t transcript
	if err := json.Unmarshal(body, &t); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if t.Version == "" || t.InitialContactID == "" || t.ContactID == "" || t.Items == nil {
		return nil, fmt.Errorf("%w: a required member is missing", ErrDamaged)
	}
	entries := make([]Entry, len(t.Items))
	last := chat.Seq(0)
	for n := range t.Items {
		e, err := unpackItem(&t, &t.Items[n], last)
		if err != nil {
			return nil, fmt.Errorf("%w: item %d: %w", ErrDamaged, n, err)
		}
		entries[n], last = e, e.Item.Seq
	}
	return entries, nil
}

// unpackItem reads the item that follows the one numbered last. An item without
// a number, of the service's own files, gets the next.
func unpackItem(t *transcript, packed *item, last chat.Seq) (Entry, error) {
	if packed.ID == "" || packed.Type == "" {
		return Entry{}, fmt.Errorf("it has no id or no type")
	}
	at, err := chat.ParseInstant(packed.AbsoluteTime)
	if err != nil {
		return Entry{}, err
	}
	seq := chat.Seq(packed.Seq)
	if seq == 0 {
		seq = last + 1
	}
	if seq <= last {
		return Entry{}, fmt.Errorf("number %d does not follow %d", seq, last)
	}
	e := Entry{Item: chat.Item{
		ID: chat.ItemID(packed.ID), SessionID: chat.SessionID(t.InitialContactID),
		ContactID: chat.ContactID(t.ContactID), Seq: seq, Time: at,
		Type: chat.ItemType(packed.Type), ContentType: packed.ContentType, Content: packed.Content,
		Visibility:    chat.Visibility(packed.Visibility),
		ParticipantID: chat.ParticipantID(packed.ParticipantID),
		Role:          chat.Role(packed.Role), DisplayName: packed.DisplayName,
	}}
	for _, a := range packed.Attachments {
		e.Item.Attachments = append(e.Item.Attachments, chat.Attachment{
			ID: a.ID, Name: a.Name, ContentType: a.ContentType, Status: a.Status,
		})
	}
	if packed.Metadata != nil {
		e.Receipts, err = unpackReceipts(packed.Metadata.Receipts, &e.Item)
	}
	return e, err
}

func unpackReceipts(packed []receipt, of *chat.Item) ([]chat.Receipt, error) {
	var receipts []chat.Receipt
	for _, p := range packed {
		delivered, err := optionalInstant(p.Delivered)
		if err != nil {
			return nil, err
		}
		read, err := optionalInstant(p.Read)
		if err != nil {
			return nil, err
		}
		if p.Recipient == "" {
			return nil, fmt.Errorf("a receipt has no recipient")
		}
		receipts = append(receipts, chat.Receipt{
			SessionID: of.SessionID, Seq: of.Seq, Recipient: chat.ParticipantID(p.Recipient),
			DeliveredAt: delivered, ReadAt: read,
		})
	}
	return receipts, nil
}

func optionalInstant(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return chat.ParseInstant(s)
}
