// Package form is the JSON form in which stores keep the parts of the domain
// that are no columns of their own: maps, lists and links. The domain carries no
// tags of any wire or database; the stored names are decided here, once for all
// drivers, and never change for what is released.
//
// A nil map, list or link has no form (nil), so that it reads back apart from an
// empty one. What becomes of that in a column, and of other values that may be
// none, is decided here as well. Which column that is, and how ids are kept, is
// each driver's own matter. The package imports the domain only.
package form

import (
	"encoding/json"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Map is the form of a map of strings or of what has its own JSON.
func Map[K ~string, V any](m map[K]V) ([]byte, error) {
	if m == nil {
		return nil, nil
	}
	return json.Marshal(m)
}

// List is the form of a list of strings or of what has its own JSON.
func List[V any](l []V) ([]byte, error) {
	if l == nil {
		return nil, nil
	}
	return json.Marshal(l)
}

// Read reads the form of a Map or a List into v; none leaves v as it is.
func Read(b []byte, v any) error {
	if b == nil {
		return nil
	}
	return json.Unmarshal(b, v)
}

type attachment struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	ContentType string `json:"contentType"`
	Status      string `json:"status"`
}

// Attachments is the form of an item's attachments.
func Attachments(list []chat.Attachment) ([]byte, error) {
	if list == nil {
		return nil, nil
	}
	stored := make([]attachment, len(list))
	for i, a := range list {
		stored[i] = attachment(a)
	}
	return json.Marshal(stored)
}

// ReadAttachments reads the form of Attachments.
func ReadAttachments(b []byte) ([]chat.Attachment, error) {
	var stored []attachment
	if err := Read(b, &stored); err != nil || stored == nil {
		return nil, err
	}
	list := make([]chat.Attachment, len(stored))
	for i, a := range stored {
		list[i] = chat.Attachment(a)
	}
	return list, nil
}
