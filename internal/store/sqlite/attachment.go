package sqlite

import "github.com/rejoin-chat/rejoin/internal/chat"

// attachment is the stored form of chat.Attachment.
type attachment struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	ContentType string `json:"contentType"`
	Status      string `json:"status"`
}

func putAttachments(list []chat.Attachment) (any, error) {
	if list == nil {
		return nil, nil
	}
	stored := make([]attachment, len(list))
	for i, a := range list {
		stored[i] = attachment(a)
	}
	return putJSON(stored)
}

func getAttachments(r row, i int) ([]chat.Attachment, error) {
	var stored []attachment
	if err := r.json(i, &stored); err != nil || stored == nil {
		return nil, err
	}
	list := make([]chat.Attachment, len(stored))
	for i, a := range stored {
		list[i] = chat.Attachment(a)
	}
	return list, nil
}
