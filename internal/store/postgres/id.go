package postgres

import "github.com/rejoin-chat/rejoin/internal/chat"

// Ids are opaque strings, but nearly all are UUIDs. A UUID in canonical form is
// stored as its 16 bytes: with four ids a message and two keys over them, a commit
// writes a quarter less. Any other id is stored as its text and a mark,
// which makes its length another one than 16; the empty id is empty.

const (
	idMark  = 0 // ends an id that is no UUID
	idMark2 = 1 // follows idMark where the length would be 16
	uuidLen = len(chat.UUID{})
)

// putID is the stored form of an id.
func putID[ID ~string](id ID) []byte {
	if id == "" {
		return []byte{}
	}
	if u, ok := chat.ParseUUID(string(id)); ok {
		return u[:]
	}
	b := append(append(make([]byte, 0, len(id)+2), id...), idMark)
	if len(b) == uuidLen {
		b = append(b, idMark2)
	}
	return b
}

// getID reads a stored id.
func getID[ID ~string](b []byte) ID {
	switch {
	case len(b) == 0:
		return ""
	case len(b) == uuidLen:
		return ID(chat.UUID(b).String())
	case b[len(b)-1] == idMark2:
		return ID(b[:len(b)-2])
	}
	return ID(b[:len(b)-1])
}

func putIDs[ID ~string](ids []ID) [][]byte {
	list := make([][]byte, len(ids))
	for i, id := range ids {
		list[i] = putID(id)
	}
	return list
}
