package token

import (
	"encoding/binary"
	"math"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// reader takes apart what a writer wrote. After the first thing out of place it
// returns zero values, and end reports it.
type reader struct {
	rest []byte
	bad  bool
}

func (r *reader) id() string {
	n := r.uvarint()
	if n == uuidMark {
		raw := r.take(uint64(len(chat.UUID{})))
		if raw == nil {
			return ""
		}
		return chat.UUID(raw).String()
	}
	id := string(r.take(n))
	// A UUID written out would be a second spelling of a token.
	if _, isUUID := chat.ParseUUID(id); isUUID || n > MaxIDLen {
		r.bad = true
	}
	return id
}

func (r *reader) time() time.Time {
	ms := r.uvarint()
	if ms > math.MaxInt64 {
		r.bad = true
		return time.Time{}
	}
	return time.UnixMilli(int64(ms)).UTC()
}

// uvarint refuses numbers written with more bytes than they need.
func (r *reader) uvarint() uint64 {
	value, n := binary.Uvarint(r.rest)
	if n <= 0 || n > 1 && r.rest[n-1] == 0 {
		r.bad, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[n:]
	return value
}

// take returns the next n bytes, or none if there are fewer.
func (r *reader) take(n uint64) []byte {
	if n > uint64(len(r.rest)) {
		r.bad, r.rest = true, nil
		return nil
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

// end reports whether everything was in place and nothing is left over.
func (r *reader) end() error {
	if r.bad || len(r.rest) > 0 {
		return ErrMalformed
	}
	return nil
}
