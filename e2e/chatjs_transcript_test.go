package e2e

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
)

var transcriptRows = []row{
	{88, "default_page_is_the_newest_fifteen", defaultPageIsTheNewestFifteen},
	{89, "tokens_lead_through_every_item_once", tokensLeadThroughEveryItemOnce},
	{90, "forward_from_a_time_covers_all", forwardFromATimeCoversAll},
	{91, "start_position_is_on_the_page", startPositionIsOnThePage},
	{92, "descending_is_the_same_page_reversed", descendingIsTheSamePageReversed},
	{93, "hundred_items_and_no_more", hundredItemsAndNoMore},
	{94, "foreign_token_is_refused", foreignTokenIsRefused},
	{95, "contact_id_restricts_the_page", contactIDRestrictsThePage},
	{96, "life_of_the_chat_is_in_the_transcript", lifeOfTheChatIsInTheTranscript},
}

// talkative is a customer who has said n things, and their ids.
func talkative(t *testing.T, n int) (*chatjs.Participant, []string) {
	t.Helper()
	s := sharedServer(t)
	p := arrive(t, s)
	k := talk(t, s, p.Details)
	said := make([]string, n)
	for i := range said {
		said[i] = k.say(fmt.Sprintf("message %d", i))
	}
	return p, said
}

// page is Page without an error.
func page(t *testing.T, p *chatjs.Participant, argument map[string]any) chatjs.Page {
	t.Helper()
	got, err := p.Page(argument)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func defaultPageIsTheNewestFifteen(t *testing.T) {
	p, said := talkative(t, 40)
	got := page(t, p, map[string]any{})
	wantSame(t, "page", ids(got.Transcript), said[len(said)-15:])
	if got.InitialContactID != p.Details.ContactID {
		t.Errorf("got InitialContactId %q, want %q", got.InitialContactID, p.Details.ContactID)
	}
	if got.NextToken == "" {
		t.Error("got no NextToken, want one to the older items")
	}
}

func tokensLeadThroughEveryItemOnce(t *testing.T) {
	p, said := talkative(t, 40)
	whole := history(t, p, 100)
	wantSame(t, "messages", ids(messages(whole)), said)
	for _, size := range []int{1, 2, 3, 7, 10, 15, 30, 99} {
		wantSame(t, fmt.Sprintf("pages of %d", size), ids(history(t, p, size)), ids(whole))
	}
}

func forwardFromATimeCoversAll(t *testing.T) {
	p, _ := talkative(t, 40)
	whole := history(t, p, 100)
	var items []chatjs.Item
	for _, page := range pages(t, p, map[string]any{
		"maxResults": 7, "scanDirection": "FORWARD", "startPosition": map[string]any{"absoluteTime": whole[0].AbsoluteTime},
	}) {
		items = append(items, page.Transcript...)
	}
	wantSame(t, "pages forward", ids(items), ids(whole))
}

func startPositionIsOnThePage(t *testing.T) {
	p, said := talkative(t, 20)
	at := map[string]any{"id": said[9]}
	forward := page(t, p, map[string]any{"maxResults": 5, "scanDirection": "FORWARD", "startPosition": at})
	wantSame(t, "forward", ids(forward.Transcript), said[9:14])
	backward := page(t, p, map[string]any{"maxResults": 5, "scanDirection": "BACKWARD", "startPosition": at})
	wantSame(t, "backward", ids(backward.Transcript), said[5:10])
}

func descendingIsTheSamePageReversed(t *testing.T) {
	p, said := talkative(t, 20)
	got := ids(page(t, p, map[string]any{"sortOrder": "DESCENDING"}).Transcript)
	slices.Reverse(got)
	wantSame(t, "page", got, said[len(said)-15:])
}

func hundredItemsAndNoMore(t *testing.T) {
	p, said := talkative(t, 120)
	got := page(t, p, map[string]any{"maxResults": 100})
	wantSame(t, "page", ids(got.Transcript), said[20:])
	_, err := p.Page(map[string]any{"maxResults": 101})
	wantRejection(t, err, "ValidationException", http.StatusBadRequest)
}

func foreignTokenIsRefused(t *testing.T) {
	p, _ := talkative(t, 20)
	other, _ := talkative(t, 20)
	foreign := page(t, other, map[string]any{}).NextToken
	for _, token := range []string{foreign, "nonsense", foreign + "x", page(t, p, map[string]any{}).NextToken[1:]} {
		_, err := p.Page(map[string]any{"nextToken": token})
		wantRejection(t, err, "ValidationException", http.StatusBadRequest)
	}
}

func contactIDRestrictsThePage(t *testing.T) {
	s := sharedServer(t)
	chat := segments(t, s)
	for _, segment := range chat.contacts {
		for _, item := range page(t, chat.customer, map[string]any{"contactId": segment, "maxResults": 100}).Transcript {
			if item.ContactID != segment {
				t.Errorf("asked for %s: got an item of %s", segment, item.ContactID)
			}
		}
	}
	stranger := start(t, s)
	got, err := chat.customer.Page(map[string]any{"contactId": stranger.ContactID})
	if err != nil {
		if r := rejected(t, err); r.StatusCode != 400 && r.StatusCode != 403 {
			t.Errorf("stranger's contact: got %s, want 400, 403 or nothing", r.Raw)
		}
	} else if len(got.Transcript) > 0 {
		t.Errorf("stranger's contact: got %d items, want none", len(got.Transcript))
	}
}

func lifeOfTheChatIsInTheTranscript(t *testing.T) {
	s := sharedServer(t)
	customer := arrive(t, s)
	agent := talk(t, s, invite(t, s, customer.Details.ContactID, customer.Details.ContactID, agentName))
	agent.say("hello")
	agent.leave()
	var events []string
	for _, item := range history(t, customer, 100) {
		if item.Type == "EVENT" {
			events = append(events, item.ContentType)
		}
	}
	wantSame(t, "events", events, []string{chatjs.Joined, chatjs.Joined, chatjs.Left})
}
