package e2e

import (
	"fmt"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// A network that goes silent without a word, as a phone's in a tunnel: ChatJS
// misses its heartbeats. When the network is back, what was said meanwhile comes
// without the page having to ask.
func TestSilentNetworkLosesNothing(t *testing.T) {
	t.Parallel()
	s, f := fronted(t, rejoin.Options{})
	p := arriveAt(t, f.URL, s)
	agent := talk(t, s, invite(t, s, p.Details.ContactID, p.Details.ContactID, agentName))
	said := []string{agent.say("before the tunnel")}
	p.AwaitMessage(said[0])
	f.Freeze()
	for n := range 10 {
		said = append(said, agent.say(fmt.Sprintf("in the tunnel %d", n)))
	}
	p.Await(0, "onDeepHeartbeatFailure", nil)
	f.Thaw()
	p.AwaitMessage(said[len(said)-1])
	said = append(said, agent.say("after the tunnel"))
	p.AwaitMessage(said[len(said)-1])
	wantSame(t, "pushed items by id", firstOfEach(pushed(p, 0)), said)
	wantSame(t, "transcript", ids(messages(history(t, p, 15))), said)
	wantUnbroken(t, p)
}
