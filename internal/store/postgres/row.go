package postgres

import (
	"encoding/binary"
	"time"
)

// row is a result row as the server sent it: integers in big-endian order, texts
// and byte strings as they are, nil for NULL. It is valid until the next row.
type row [][]byte

func (r row) null(i int) bool   { return r[i] == nil }
func (r row) text(i int) string { return string(r[i]) }
func (r row) bool(i int) bool   { return len(r[i]) == 1 && r[i][0] != 0 }

// int reads an integer of any size; NULL is 0.
func (r row) int(i int) int64 {
	switch b := r[i]; len(b) {
	case 2:
		return int64(int16(binary.BigEndian.Uint16(b)))
	case 4:
		return int64(int32(binary.BigEndian.Uint32(b)))
	case 8:
		return int64(binary.BigEndian.Uint64(b))
	}
	return 0
}

// bytes distinguishes NULL (nil) from an empty byte string.
func (r row) bytes(i int) []byte {
	if r[i] == nil {
		return nil
	}
	return append([]byte{}, r[i]...)
}

// time reads whole milliseconds; NULL is the zero time.
func (r row) time(i int) time.Time {
	if r[i] == nil {
		return time.Time{}
	}
	return time.UnixMilli(r.int(i)).UTC()
}

// kept is a copy that stays valid.
func (r row) kept() row {
	size := 0
	for _, b := range r {
		size += len(b)
	}
	room := make([]byte, 0, size)
	kept := make(row, len(r))
	for i, b := range r {
		if b != nil {
			at := len(room)
			room = append(room, b...)
			kept[i] = room[at:len(room):len(room)]
		}
	}
	return kept
}
