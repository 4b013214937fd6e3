package conversation

import (
	"encoding/binary"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// position is a place in a history: the first entry that a page has not shown.
// Its bytes travel, sealed, as the NextToken.
type position struct {
	Direction store.Direction
	// Seq is the item to begin with, 0 for the end of the history or contact.
	Seq chat.Seq
	// Contact and Bound restrict the page to one contact of the session.
	Contact chat.ContactID
	Bound   chat.Seq
	// Past is the past contact that the position lies in, and Depth the number
	// of past contacts up to it.
	Past  chat.ContactID
	Depth int
}

// encode writes a position in few bytes: numbers as varints, texts behind their
// lengths.
func (p *position) encode() []byte {
	b := binary.AppendVarint(nil, int64(p.Direction))
	b = binary.AppendUvarint(b, uint64(p.Seq))
	b = binary.AppendUvarint(b, uint64(p.Bound))
	b = binary.AppendUvarint(b, uint64(p.Depth))
	b = appendText(b, string(p.Contact))
	return appendText(b, string(p.Past))
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// decodePosition reads what encode wrote, and nothing else.
func decodePosition(raw []byte) (p position, ok bool) {
	d := positionReader{rest: raw, ok: true}
	p.Direction = store.Direction(d.number(true))
	p.Seq = chat.Seq(d.number(false))
	p.Bound = chat.Seq(d.number(false))
	p.Depth = int(d.number(false))
	p.Contact = chat.ContactID(d.text())
	p.Past = chat.ContactID(d.text())
	known := p.Direction == store.Forward || p.Direction == store.Backward
	return p, d.ok && len(d.rest) == 0 && known && p.Depth >= 0
}

// positionReader takes an encoded position apart. After a fault ok is false and
// all that is read is empty.
type positionReader struct {
	rest []byte
	ok   bool
}

func (d *positionReader) number(signed bool) int64 {
	var v int64
	var n int
	if signed {
		v, n = binary.Varint(d.rest)
	} else {
		var u uint64
		u, n = binary.Uvarint(d.rest)
		v = int64(u)
	}
	if n <= 0 {
		d.ok, d.rest = false, nil
		return 0
	}
	d.rest = d.rest[n:]
	return v
}

func (d *positionReader) text() string {
	n := d.number(false)
	if n < 0 || n > int64(len(d.rest)) {
		d.ok, d.rest = false, nil
		return ""
	}
	s := string(d.rest[:n])
	d.rest = d.rest[n:]
	return s
}
