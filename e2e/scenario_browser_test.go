package e2e

import (
	"fmt"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

func TestPlainChatInABrowser(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]*rejoin.Server{
		"plain":    sharedServer(t),
		"over TLS": rejoin.Start(t, rejoin.Options{TLS: true}),
	} {
		t.Run(name, func(t *testing.T) {
			o := inBrowser(t)
			o.PromptReceipts = true
			o.Trust = s.Certificate()
			customer := chatjs.Join(t, s.URL, start(t, s), o)
			d := customer.Details
			agent := chatjs.Join(t, s.URL, invite(t, s, d.InitialContactID, d.ContactID, agentName), o)
			plainChat(t, customer, agent)
		})
	}
}

// A page that is loaded again goes on with the token that it kept, and finds what
// was said before, and while it was not connected.
func TestReloadInABrowser(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	p := chatjs.Join(t, s.URL, start(t, s), inBrowser(t))
	agent := talk(t, s, invite(t, s, p.Details.ContactID, p.Details.ContactID, agentName))
	said := []string{p.Say("hello").ID, agent.say("hello, Ada")}
	for visit := range 3 {
		position := p.Position()
		p.Reload()
		said = append(said, agent.say(fmt.Sprintf("are you there? %d", visit)))
		must(t, p.Connect())
		p.AwaitSubscribed(position)
		wantSame(t, "transcript after the reload", ids(messages(history(t, p, 15))), said)
		said = append(said, p.Say("yes").ID, agent.say("good"))
		p.AwaitMessage(said[len(said)-1])
	}
	connections := p.Requests(0, "/connection")
	if len(connections) != 4 {
		t.Errorf("got %d connections, want one a load, 4", len(connections))
	}
	for _, r := range connections {
		if got := r.Headers["x-amz-bearer"]; got != p.Details.ParticipantToken {
			t.Errorf("got a connection with token %q, want the one the chat began with", got)
		}
	}
}

// A computer without a network misses nothing when it is back.
func TestUnpluggedBrowserMissesNothing(t *testing.T) {
	t.Parallel()
	s, f := fronted(t, rejoin.Options{})
	p := chatjs.Join(t, f.URL, start(t, s), inBrowser(t))
	agent := talk(t, s, invite(t, s, p.Details.ContactID, p.Details.ContactID, agentName))
	said := []string{p.Say("hello").ID}
	position := p.Position()
	p.GoOffline()
	f.Cut()
	p.Await(position, "onConnectionLost", nil)
	said = append(said, agent.say("are you there?"))
	p.GoOnline()
	p.AwaitSubscribed(position)
	p.AwaitMessage(said[len(said)-1])
	wantSame(t, "transcript", ids(messages(history(t, p, 15))), said)
}
