package e2e

import (
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// An agent knows whom to transfer to and does not wait for the list.
func TestDeskPageChoosesBeforeTheListHasCome(t *testing.T) {
	t.Parallel()
	s, f := fronted(t, rejoin.Options{})
	c := crewOf(t, s, "Bert", "Dora")
	c.url = f.URL
	bert, dora := c.at(0, desktop("en-GB", "light")), c.at(1, desktop("en-GB", "light"))
	becomesAvailable(bert)
	bert.See("New chats appear here")
	customer := c.arrives()
	bert.See("Incoming chat")
	bert.Press("Alt+a")
	customer.Await(0, "onMessage", func(i chatjs.Item) bool { return i.ContentType == chatjs.Joined && i.ParticipantRole == "AGENT" })
	becomesAvailable(dora)
	dora.See("New chats appear here")
	f.Freeze()
	bert.Press("Alt+t")
	bert.See("Transfer the chat with Ada")
	bert.Type(c.names[1])
	bert.Press("Enter")
	f.Thaw()
	dora.See("passed this chat on")
	dora.Press("Alt+a")
	bert.See("Finish your work on it")
}
