package e2e

import (
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// An agent knows whom to transfer to and does not wait for the list.
func TestDeskPageChoosesBeforeTheListHasCome(t *testing.T) {
	t.Parallel()
	if rejoin.Scaled() {
		t.Skip("it is about the page alone")
	}
	s, f := fronted(t, rejoin.Options{})
	c := crewOf(t, s, "Bert", "Dora")
	c.url = f.URL
	bert := c.at(0, desktop("en-GB", "light"))
	becomesAvailable(bert)
	bert.See("New chats appear here")
	start(t, s, withFlow(c.flow))
	bert.See("Incoming chat")
	bert.Press("Alt+a")
	bert.Focused("Your message")
	f.Freeze()
	bert.Press("Alt+t")
	bert.See("Transfer the chat with Ada")
	bert.Type(c.names[1])
	bert.Press("Enter")
	f.Thaw()
	bert.See("Finish your work on it")
}
