package archive

import (
	"bytes"
	"encoding/json"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// encode writes the transcript of a contact. Unlisted items have no place in
// it.
func encode(account string, c *chat.Contact, participants []chat.Participant, entries []Entry) ([]byte, error) {
	t := transcript{
		Version:          transcriptVersion,
		AccountID:        account,
		InstanceID:       string(c.InstanceID),
		InitialContactID: string(c.SessionID.Initial()),
		ContactID:        string(c.ID),
		Participants:     make([]participant, 0, len(participants)),
		Items:            make([]item, 0, len(entries)),
	}
	for _, p := range participants {
		t.Participants = append(t.Participants, participant{
			ID: string(p.ID), DisplayName: p.DisplayName, Role: string(p.Role),
		})
	}
	for i := range entries {
		if !entries[i].Item.Unlisted {
			t.Items = append(t.Items, packItem(&entries[i]))
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(t); err != nil {
		return nil, err
	}
	// Without the line end that Encode adds every byte counts: an object that
	// lost its last one is damaged.
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

func packItem(e *Entry) item {
	i := &e.Item
	packed := item{
		AbsoluteTime:  chat.FormatInstant(i.Time),
		Content:       i.Content,
		ContentType:   i.ContentType,
		ID:            string(i.ID),
		Type:          string(i.Type),
		ParticipantID: string(i.ParticipantID),
		DisplayName:   i.DisplayName,
		Role:          string(i.Role),
		Seq:           uint64(i.Seq),
		Visibility:    string(i.Visibility),
	}
	for _, a := range i.Attachments {
		packed.Attachments = append(packed.Attachments, attachment{
			ID: a.ID, Name: a.Name, ContentType: a.ContentType, Status: a.Status,
		})
	}
	if len(e.Receipts) > 0 {
		packed.Metadata = &metadata{MessageID: string(i.ID)}
	}
	for _, r := range e.Receipts {
		packed.Metadata.Receipts = append(packed.Metadata.Receipts, receipt{
			Delivered: chat.FormatInstant(r.DeliveredAt),
			Read:      chat.FormatInstant(r.ReadAt),
			Recipient: string(r.Recipient),
		})
	}
	return packed
}
