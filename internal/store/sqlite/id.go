package sqlite

import (
	"crypto/sha256"
	"encoding/hex"

	sqlite3 "modernc.org/sqlite/lib"
)

// Ids are opaque strings, but nearly all are UUIDs. A UUID in canonical form is
// stored as a BLOB of 16 bytes, any other id as TEXT, so the two never collide
// and each reads back as it was written.

type uuid [16]byte

// putID is the stored form of an id.
func putID[ID ~string](id ID) any {
	if u, ok := parseUUID(string(id)); ok {
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
		c.raw, c.id = raw, formatUUID(raw)
	}
	return ID(c.id)
}

// rawID is a stored UUID; false when the id is none.
func (r row) rawID(i int) (uuid, bool) {
	if r.kind(i) != sqlite3.SQLITE_BLOB {
		return uuid{}, false
	}
	raw := r.rawBytes(i)
	if len(raw) != len(uuid{}) {
		return uuid{}, false
	}
	return uuid(raw), true
}

// idKey is the id's key in memory: the UUID itself, or a digest.
func idKey[ID ~string](id ID) uuid {
	if u, ok := parseUUID(string(id)); ok {
		return u
	}
	return digest([]byte(id))
}

// storedKey is idKey of a stored id.
func storedKey(r row, i int) uuid {
	if u, ok := r.rawID(i); ok {
		return u
	}
	return digest(r.rawText(i))
}

func digest(id []byte) uuid {
	h := sha256.Sum256(id)
	return uuid(h[:16])
}

// parseUUID accepts the canonical form only: lower case, with dashes. Any other
// spelling would not read back as it was written.
func parseUUID(s string) (u uuid, ok bool) {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return u, false
	}
	n := 0
	for i := 0; i < 36; i += 2 {
		switch i {
		case 8, 13, 18, 23:
			i++
		}
		hi, lo := nibble(s[i]), nibble(s[i+1])
		if hi > 15 || lo > 15 {
			return u, false
		}
		u[n] = hi<<4 | lo
		n++
	}
	return u, true
}

func nibble(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	}
	return 0xff
}

func formatUUID(u uuid) string {
	var b [36]byte
	hex.Encode(b[0:8], u[0:4])
	hex.Encode(b[9:13], u[4:6])
	hex.Encode(b[14:18], u[6:8])
	hex.Encode(b[19:23], u[8:10])
	hex.Encode(b[24:36], u[10:16])
	b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
	return string(b[:])
}
