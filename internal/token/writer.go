package token

import (
	"encoding/binary"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// MaxIDLen is the longest id in bytes that a token carries.
const MaxIDLen = 256

// uuidMark stands where other ids have their length.
const uuidMark = 0

// writer collects the claims of a token. The first claim that no token can carry
// makes bad true.
type writer struct {
	claims []byte
	bad    bool
}

// id writes a UUID in its usual form as a mark and 16 bytes, and any other id as
// its length and itself.
func (w *writer) id(id string) {
	if id == "" || len(id) > MaxIDLen {
		w.bad = true
		return
	}
	if uuid, ok := chat.ParseUUID(id); ok {
		w.claims = append(append(w.claims, uuidMark), uuid[:]...)
		return
	}
	w.claims = append(binary.AppendUvarint(w.claims, uint64(len(id))), id...)
}

// time writes whole milliseconds, the precision of every time on the wire.
func (w *writer) time(t time.Time) {
	ms := t.UnixMilli()
	if ms < 0 {
		w.bad = true
		return
	}
	w.claims = binary.AppendUvarint(w.claims, uint64(ms))
}
