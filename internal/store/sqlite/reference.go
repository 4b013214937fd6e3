package sqlite

import "github.com/rejoin-chat/rejoin/internal/chat"

// reference is the stored form of chat.Reference.
type reference struct {
	Type   string `json:"type"`
	Value  string `json:"value"`
	Status string `json:"status"`
}

func putReferences(m map[string]chat.Reference) (any, error) {
	if m == nil {
		return nil, nil
	}
	stored := make(map[string]reference, len(m))
	for k, v := range m {
		stored[k] = reference(v)
	}
	return putJSON(stored)
}

func getReferences(r row, i int) (map[string]chat.Reference, error) {
	var stored map[string]reference
	if err := r.json(i, &stored); err != nil || stored == nil {
		return nil, err
	}
	m := make(map[string]chat.Reference, len(stored))
	for k, v := range stored {
		m[k] = chat.Reference(v)
	}
	return m, nil
}
