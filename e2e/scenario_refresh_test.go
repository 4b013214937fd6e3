package e2e

import (
	"fmt"
	"slices"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

func TestPlainChat(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	customer := arrive(t, s)
	plainChat(t, customer, agentPage(t, s, customer.Details))
}

// plainChat lets both sides talk, see each other type, read each other and end.
func plainChat(t *testing.T, customer, agent *chatjs.Participant) {
	t.Helper()
	said := ids(messages(history(t, customer, 100)))
	for n := range 5 {
		question := customer.Say(fmt.Sprintf("question %d", n))
		agent.AwaitMessage(question.ID)
		agent.Report(chatjs.Read, question.ID)
		customer.Await(0, "onReadReceipt", about(question.ID))
		if _, err := agent.SendEvent(chatjs.Typing, nil); err != nil {
			t.Fatal(err)
		}
		answer := agent.Say(fmt.Sprintf("answer %d", n))
		customer.AwaitMessage(answer.ID)
		said = append(said, question.ID, answer.ID)
	}
	customer.Await(0, "onTyping", func(i chatjs.Item) bool { return i.ParticipantID == agent.Details.ParticipantID })
	for name, p := range map[string]*chatjs.Participant{"customer": customer, "agent": agent} {
		wantSame(t, name+"'s transcript", ids(messages(history(t, p, 4))), said)
	}
	customer.Disconnect()
	customer.Await(0, "onEnded", nil)
	agent.Await(0, "onEnded", nil)
}

// A refresh is a new page with the old token: it finds what was said before, and
// what was said while no page was there.
func TestRefreshWithTheSameToken(t *testing.T) {
	t.Parallel()
	refreshThrice(t, sharedServer(t), "")
}

// A page may be older than the server by years.
func TestRefreshWithOlderChatJS(t *testing.T) {
	t.Parallel()
	s := rejoin.Start(t, rejoin.Options{TLS: true})
	for _, version := range olderVersions {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			refreshThrice(t, s, version)
		})
	}
}

// refreshThrice plays a refresh with a version of ChatJS.
func refreshThrice(t *testing.T, s *rejoin.Server, version string) {
	t.Helper()
	p := arriveWith(t, s, version)
	agent := talk(t, s, invite(t, s, p.Details.ContactID, p.Details.ContactID, agentName))
	said := []string{p.Say("hello").ID, agent.say("hello, Ada")}
	for visit := range 3 {
		p.Close()
		said = append(said, agent.say(fmt.Sprintf("are you there? %d", visit)))
		p = comeBackWith(t, s, version, p.Details)
		wantSame(t, "transcript after the refresh", ids(messages(history(t, p, 15))), said)
		said = append(said, p.Say("yes").ID, agent.say("good"))
		p.AwaitMessage(said[len(said)-1])
	}
}

// A socket that breaks again and again while others talk loses nothing: each item
// is in the transcript once, and each is pushed, in order, without the page having
// to ask.
func TestCutSocketLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	s, f := fronted(t, rejoin.Options{})
	p := arriveAt(t, f.URL, s)
	agent := talk(t, s, invite(t, s, p.Details.ContactID, p.Details.ContactID, agentName))
	enough := agent.keepTalking()
	for range 5 {
		position := p.Position()
		f.Cut()
		p.Await(position, "onConnectionEstablished", nil)
		p.AwaitSubscribed(position)
	}
	said := enough()
	p.AwaitMessage(said[len(said)-1])
	wantSame(t, "transcript", ids(messages(history(t, p, 100))), said)
	wantSame(t, "pushed items by id", firstOfEach(pushed(p, 0)), said)
}

// firstOfEach drops repeats, as clients do by id. What a broken socket may or may
// not have brought is sent again by the next one.
func firstOfEach(list []string) []string {
	var first []string
	for _, id := range list {
		if !slices.Contains(first, id) {
			first = append(first, id)
		}
	}
	return first
}
