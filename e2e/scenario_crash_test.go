package e2e

import (
	"fmt"
	"slices"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// The server is killed in mid-chat, several times, while both sides write. Every
// message that was acknowledged is there afterwards, once and in order. Behind a
// front that lets requests wait, ChatJS's session lives on.
func TestKilledServerKeepsEveryAcknowledgedMessage(t *testing.T) {
	t.Parallel()
	s, f := fronted(t, rejoin.Options{})
	p := arriveAt(t, f.URL, s)
	bot := invite(t, s, p.Details.ContactID, p.Details.ContactID, agentName)
	agent := talk(t, s, bot)
	enough := agent.keepTalking()
	var written []string
	for round := range 3 {
		for n := range 10 {
			written = append(written, p.Say(fmt.Sprintf("round %d, message %d", round, n)).ID)
		}
		position := p.Position()
		s.Kill()
		if err := s.Up(); err != nil {
			t.Fatal(err)
		}
		p.AwaitSubscribed(position)
	}
	said := enough()
	last := p.Say("we survived").ID
	p.AwaitMessage(last)
	written = append(written, last)
	found := ids(messages(history(t, p, 100)))
	for name, list := range map[string][]string{"the customer": written, "the agent": said} {
		kept := slices.DeleteFunc(slices.Clone(found), func(id string) bool { return !slices.Contains(list, id) })
		wantSame(t, "acknowledged messages of "+name, kept, list)
	}
	if unique := slices.Compact(slices.Sorted(slices.Values(found))); len(unique) != len(found) {
		t.Errorf("got %d messages of which %d differ, want none twice", len(found), len(unique))
	}
	wantUnbroken(t, p)
}

// Without anything in between a refused connection ends a desktop session of
// ChatJS for good. A new page with the same token goes on.
func TestNewPageGoesOnAfterAKill(t *testing.T) {
	t.Parallel()
	s := rejoin.Start(t, rejoin.Options{})
	p := arrive(t, s)
	before := p.Say("before").ID
	s.Kill()
	p.Await(0, "onConnectionBroken", nil)
	if err := s.Up(); err != nil {
		t.Fatal(err)
	}
	again := chatjs.Join(t, s.URL, p.Details, chatjs.Options{})
	after := again.Say("after").ID
	wantSame(t, "transcript", ids(messages(history(t, again, 15))), []string{before, after})
}

// The flow's wait and the chat's timers are on disk: a chat that waits in its
// disconnect flow while the server is killed goes on when the customer writes.
func TestKilledServerKeepsWaitingFlows(t *testing.T) {
	t.Parallel()
	s, f := fronted(t, rejoin.Options{})
	p := arriveAt(t, f.URL, s)
	session := p.Details.ContactID
	agent := talk(t, s, invite(t, s, session, session, agentName))
	chat := &segmented{customer: p}
	agent.say("I have to go")
	second := chat.handOver(agent)
	position := p.Position()
	s.Kill()
	if err := s.Up(); err != nil {
		t.Fatal(err)
	}
	p.AwaitSubscribed(position)
	woke := p.AwaitMessage(p.Say("I am back").ID)
	if woke.ContactID != second {
		t.Errorf("got the waking message in contact %s, want %s", woke.ContactID, second)
	}
	next := talk(t, s, invite(t, s, session, second, agentName))
	p.AwaitMessage(next.say("so am I"))
}
