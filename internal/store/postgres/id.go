package postgres

import "encoding/hex"

// Ids are opaque strings, but nearly all are UUIDs. A UUID in canonical form is
// stored as its 16 bytes: with four ids a message and two keys over them, a commit
// writes a quarter less. Any other id is stored as its text and a mark,
// which makes its length another one than 16; the empty id is empty.

const (
	idMark  = 0 // ends an id that is no UUID
	idMark2 = 1 // follows idMark where the length would be 16
	uuidLen = 16
)

// putID is the stored form of an id.
func putID[ID ~string](id ID) []byte {
	if id == "" {
		return []byte{}
	}
	if u, ok := parseUUID(string(id)); ok {
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
		return ID(formatUUID([uuidLen]byte(b)))
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

// parseUUID accepts the canonical form only: lower case, with dashes. Any other
// spelling would not read back as it was written.
func parseUUID(s string) (u [uuidLen]byte, ok bool) {
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

func formatUUID(u [uuidLen]byte) string {
	var b [36]byte
	hex.Encode(b[0:8], u[0:4])
	hex.Encode(b[9:13], u[4:6])
	hex.Encode(b[14:18], u[6:8])
	hex.Encode(b[19:23], u[8:10])
	hex.Encode(b[24:36], u[10:16])
	b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
	return string(b[:])
}
