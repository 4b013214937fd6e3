package terminal

import (
	"bytes"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/chatclient"
)

// An item that is stored while the chat connects is in the history and is pushed.
func TestItemOfTheHistoryIsNotShownAgain(t *testing.T) {
	var out bytes.Buffer
	c := &conversation{
		screen: &screen{out: &out, location: time.UTC},
		shown:  make(chan struct{}),
		listed: map[string]bool{"old": true},
		unread: make(chan string, 1),
	}
	close(c.shown)
	for _, id := range []string{"old", "new", ""} {
		c.arrived(chatclient.Item{ID: id, Type: chatclient.ItemMessage, DisplayName: "Bo", Content: "item " + id, ParticipantID: "agent"})
	}
	if got, want := out.String(), "[--:--] Bo: item new\n[--:--] Bo: item \n"; got != want {
		t.Errorf("the screen shows %q, want %q", got, want)
	}
}
