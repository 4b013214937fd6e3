package postgres

import (
	"bytes"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

func FuzzIDsReadBack(f *testing.F) {
	for _, id := range []string{
		"0f8fad5b-d9cb-469f-a165-70867728950e", "0F8FAD5B-D9CB-469F-A165-70867728950E", "", "x", "\x00", "\x01",
		"0f8fad5b-d9cb-469f-a165-70867728950", "0f8fad5b+d9cb-469f-a165-70867728950e",
		"0123456789abcdef", "0123456789abcde", "0123456789abcd\x00",
	} {
		f.Add(id)
	}
	f.Fuzz(func(t *testing.T, id string) {
		stored := putID(id)
		if got := getID[string](stored); got != id {
			t.Errorf("got %q, want %q", got, id)
		}
		if _, isUUID := chat.ParseUUID(id); isUUID != (len(stored) == uuidLen) {
			t.Errorf("%q: stored in %d bytes, is a UUID: %t", id, len(stored), isUUID)
		}
	})
}

// Different ids must have different keys.
func FuzzIDsStayApart(f *testing.F) {
	f.Add("0123456789abcde", "0123456789abcde\x00")
	f.Add("a", "a\x00")
	f.Add("", "\x00")
	f.Fuzz(func(t *testing.T, a, b string) {
		if a != b && bytes.Equal(putID(a), putID(b)) {
			t.Errorf("%q and %q have one key", a, b)
		}
	})
}
