package sqlite

import (
	"crypto/sha256"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Ids are opaque strings, but nearly all are UUIDs. A UUID in canonical form is
// stored as a BLOB of 16 bytes, any other id as TEXT, so the two never collide
// and each reads back as it was written.

// putID is the stored form of an id.
func putID[ID ~string](id ID) any {
	if u, ok := chat.ParseUUID(string(id)); ok {
		return u
	}
	return string(id)
}

// getID reads a stored id.
func getID[ID ~string](r row, i int) ID {
	raw, isUUID := r.rawID(i)
	if !isUUID {
		return ID(r.text(i))
	}
	c := &r.columns[i]
	if c.id == "" || c.raw != raw {
		c.raw, c.id = raw, raw.String()
	}
	return ID(c.id)
}

// rawID is a stored UUID; false when the id is none.
func (r row) rawID(i int) (chat.UUID, bool) {
	if r.kind(i) != sqlite3.SQLITE_BLOB {
		return chat.UUID{}, false
	}
	raw := r.rawBytes(i)
	if len(raw) != len(chat.UUID{}) {
		return chat.UUID{}, false
	}
	return chat.UUID(raw), true
}

// idKey is the id's key in memory: the UUID itself, or a digest.
func idKey[ID ~string](id ID) chat.UUID {
	if u, ok := chat.ParseUUID(string(id)); ok {
		return u
	}
	return digest([]byte(id))
}

// storedKey is idKey of a stored id.
func storedKey(r row, i int) chat.UUID {
	if u, ok := r.rawID(i); ok {
		return u
	}
	return digest(r.rawText(i))
}

func digest(id []byte) chat.UUID {
	h := sha256.Sum256(id)
	return chat.UUID(h[:16])
}
