package chat_test

import (
	"regexp"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

func TestItemIDForIsAUUIDOfItsOwn(t *testing.T) {
	form := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	seen := map[chat.ItemID]string{}
	for _, of := range []struct {
		sender chat.ParticipantID
		token  string
	}{{"a", "b"}, {"ab", ""}, {"", "ab"}, {"a\x00b", ""}, {"a", "\x00b"}, {"a", "c"}, {"b", "b"}} {
		id := chat.ItemIDFor(of.sender, of.token)
		if !form.MatchString(string(id)) {
			t.Errorf("ItemIDFor(%q, %q) = %q, want a version 8 UUID", of.sender, of.token, id)
		}
		if id != chat.ItemIDFor(of.sender, of.token) {
			t.Errorf("ItemIDFor(%q, %q) differs from call to call", of.sender, of.token)
		}
		name := string(of.sender) + "/" + of.token
		if other, taken := seen[id]; taken {
			t.Errorf("%q and %q have the same id", name, other)
		}
		seen[id] = name
	}
}
