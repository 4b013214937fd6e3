package e2e

import (
	"fmt"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// A session of three contacts with 45 messages, then a new chat that continues
// it, in both modes and in pages of 15: the seed example of persistent chat.
// spec: Enable persistent chat.
func TestPersistentChatOverThreeSegments(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	chat := segments(t, s)
	chat.end()
	if got := len(slices.Compact(slices.Sorted(slices.Values(chat.contacts)))); got != 3 {
		t.Fatalf("got contacts %v, want three", chat.contacts)
	}
	if got := len(chat.everything(3)); got != 45 {
		t.Fatalf("got %d messages, want 45", got)
	}
	for _, mode := range []struct {
		name     string
		mode     types.RehydrationType
		source   string
		segments int
	}{
		{"entire past session", types.RehydrationTypeEntirePastSession, chat.contacts[0], 3},
		{"from segment 2 without the survey", types.RehydrationTypeFromSegment, chat.contacts[1], 2},
	} {
		t.Run(mode.name, func(t *testing.T) {
			t.Parallel()
			p := arrive(t, s, continuing(mode.mode, mode.source))
			var now []string
			for n := range 5 {
				now = append(now, p.Say(fmt.Sprintf("I am back, %d", n)).ID)
			}
			wantHistory(t, s, p, append(chat.everything(mode.segments), now...))
		})
	}
}

// wantHistory pages through what a customer can read, in pages of every size
// and after a refresh, and compares it with what people said.
func wantHistory(t *testing.T, s *rejoin.Server, p *chatjs.Participant, said []string) {
	t.Helper()
	whole := history(t, p, 100)
	wantSame(t, "messages", ids(messages(whole)), said)
	for _, size := range []int{1, 2, 7, 15, 30, 99} {
		wantSame(t, fmt.Sprintf("pages of %d", size), ids(history(t, p, size)), ids(whole))
	}
	for n, page := range pages(t, p, map[string]any{"maxResults": 15}) {
		if len(page.Transcript) > 15 {
			t.Errorf("page %d: got %d items, want at most 15", n, len(page.Transcript))
		}
	}
	again := chatjs.Join(t, s.URL, p.Details, chatjs.Options{})
	wantSame(t, "after a refresh", ids(history(t, again, 15)), ids(whole))
}

// Sessions that continue each other make one history, however often.
func TestHistoryGrowsFromChatToChat(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	var said []string
	var source string
	for visit := range 5 {
		var changes []chatStart
		if source != "" {
			changes = append(changes, continuing(types.RehydrationTypeEntirePastSession, source))
		}
		p := arrive(t, s, changes...)
		for n := range 7 {
			said = append(said, p.Say(fmt.Sprintf("visit %d, message %d", visit, n)).ID)
		}
		wantSame(t, "history", ids(messages(history(t, p, 15))), said)
		p.Disconnect()
		p.Await(0, "onEnded", nil)
		source = p.Details.ContactID
	}
}

// A chat that runs already is linked to a past one: clients are told, a token
// that was taken before leads into the past, and so does a refresh.
func TestAssociationInMidChat(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	old := segments(t, s)
	old.end()
	p := arrive(t, s)
	said := old.everything(3)
	for n := range 20 {
		said = append(said, p.Say(fmt.Sprintf("message %d", n)).ID)
	}
	first := page(t, p, map[string]any{})
	if got := associate(t, s, p.Details.ContactID, types.RehydrationTypeEntirePastSession, old.contacts[0]); got != old.contacts[2] {
		t.Errorf("got ContinuedFromContactId %s, want the last contact %s", got, old.contacts[2])
	}
	p.Await(0, "onChatRehydrated", nil)
	// The chat interface pages on with the token that it has.
	// client: amazon-connect-chat-interface src/components/Chat/ChatSession.js
	var items []chatjs.Item
	for _, page := range slices.Backward(pages(t, p, map[string]any{"maxResults": 30, "nextToken": first.NextToken})) {
		items = append(items, page.Transcript...)
	}
	wantSame(t, "history by the old token", ids(messages(append(items, first.Transcript...))), said)
	wantHistory(t, s, p, said)
}
