package e2e

import (
	"slices"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
)

// history reads all that a participant can, oldest first, in pages of a size.
func history(t *testing.T, p *chatjs.Participant, size int) []chatjs.Item {
	t.Helper()
	pages := pages(t, p, map[string]any{"maxResults": size})
	var items []chatjs.Item
	for _, page := range slices.Backward(pages) {
		items = append(items, page.Transcript...)
	}
	return items
}

// pages follows NextToken to the end. The arguments are those of the first call.
func pages(t *testing.T, p *chatjs.Participant, argument map[string]any) []chatjs.Page {
	t.Helper()
	const most = 400 // of a history that never ends
	var all []chatjs.Page
	for len(all) < most {
		page, err := p.Page(argument)
		if err != nil {
			t.Fatalf("page %d: %v", len(all), err)
		}
		all = append(all, page)
		if page.NextToken == "" {
			return all
		}
		argument["nextToken"] = page.NextToken
	}
	t.Fatalf("got a NextToken on each of %d pages, want an end", most)
	return nil
}

// ids of items, in order.
func ids(items []chatjs.Item) []string {
	list := make([]string, len(items))
	for i, item := range items {
		list[i] = item.ID
	}
	return list
}

// messages are the items that people said, leaving out events and what flows
// say.
func messages(items []chatjs.Item) []chatjs.Item {
	return slices.DeleteFunc(slices.Clone(items), func(i chatjs.Item) bool {
		return i.Type != "MESSAGE" || i.ParticipantRole == "SYSTEM"
	})
}

// stored are the messages of a content in the history.
func stored(t *testing.T, p *chatjs.Participant, content string) []chatjs.Item {
	t.Helper()
	return slices.DeleteFunc(history(t, p, 100), func(i chatjs.Item) bool { return i.Content != content })
}

// wantSame compares two lists of ids and says where they part.
func wantSame(t *testing.T, what string, got, want []string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			t.Fatalf("%s: got %d, want %d: %s is missing", what, len(got), len(want), want[i])
		case i >= len(want):
			t.Fatalf("%s: got %d, want %d: %s is too much", what, len(got), len(want), got[i])
		case got[i] != want[i]:
			t.Fatalf("%s: at %d got %s, want %s", what, i, got[i], want[i])
		}
	}
}
