package chat_test

import (
	"regexp"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

func FuzzUUIDsReadBack(f *testing.F) {
	for _, text := range []string{
		"0f8fad5b-d9cb-469f-a165-70867728950e", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
		"0F8FAD5B-D9CB-469F-A165-70867728950E", "{0f8fad5b-d9cb-469f-a165-70867728950e}", "0f8fad5bd9cb469fa16570867728950e",
		"0f8fad5b-d9cb-469f-a165-70867728950", "0f8fad5b-d9cb-469f-a165-70867728950e0", "0f8fad5b+d9cb-469f-a165-70867728950e",
		"0f8fad5b-d9cb-469f-a165-70867728950g", "0f8fad5-bd9cb-469f-a165-70867728950e", "",
	} {
		f.Add(text)
	}
	canonical := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\z`)
	f.Fuzz(func(t *testing.T, text string) {
		u, ok := chat.ParseUUID(text)
		if ok != canonical.MatchString(text) {
			t.Errorf("ParseUUID(%q) is %t", text, ok)
		}
		if ok && u.String() != text {
			t.Errorf("ParseUUID(%q) writes %q", text, u)
		}
	})
}

func TestUUIDsHaveTheirBytesInOrder(t *testing.T) {
	u, ok := chat.ParseUUID("00010203-0405-0607-0809-0a0b0c0d0e0f")
	if want := (chat.UUID{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}); !ok || u != want {
		t.Errorf("got %v, %t, want %v", [16]byte(u), ok, [16]byte(want))
	}
}
