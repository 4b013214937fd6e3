package e2e

import (
	"fmt"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

var persistentRows = []row{
	{97, "continued_chat_says_from_where_and_rehydrates", continuedChatSaysFromWhereAndRehydrates},
	{98, "tokens_lead_on_into_the_past", tokensLeadOnIntoThePast},
	{99, "token_from_before_leads_into_what_was_linked_since", tokenFromBeforeLeadsIntoWhatWasLinkedSince},
	{100, "active_or_unknown_source_is_refused", activeOrUnknownSourceIsRefused},
	{101, "mode_decides_which_segments_are_reached", modeDecidesWhichSegmentsAreReached},
}

func continuedChatSaysFromWhereAndRehydrates(t *testing.T) {
	s := sharedServer(t)
	past := start(t, s)
	talk(t, s, past).leave()
	out, err := startOutput(t, s, continuing(types.RehydrationTypeEntirePastSession, past.ContactID))
	if err != nil {
		t.Fatal(err)
	}
	if got := aws.ToString(out.ContinuedFromContactId); got != past.ContactID {
		t.Errorf("got ContinuedFromContactId %q, want %q", got, past.ContactID)
	}
	p := chatjs.Join(t, s.URL, customerOf(out), chatjs.Options{})
	p.Await(0, "onChatRehydrated", nil)
}

func tokensLeadOnIntoThePast(t *testing.T) {
	s := sharedServer(t)
	chat := segments(t, s)
	chat.end()
	old := chat.everything(3)
	p := arrive(t, s, continuing(types.RehydrationTypeEntirePastSession, chat.contacts[0]))
	var now []string
	for n := range 5 {
		now = append(now, p.Say(fmt.Sprintf("back again %d", n)).ID)
	}
	whole := history(t, p, 15)
	wantSame(t, "messages", ids(messages(whole)), append(slices.Clone(old), now...))
	for _, item := range whole {
		past := slices.Contains(chat.contacts, item.RelatedContactID)
		if past == (item.ContactID != "") || !past && item.ContactID != p.Details.ContactID {
			t.Errorf("item %s: got ContactId %q and RelatedContactId %q, want the first now and the second then",
				item.ID, item.ContactID, item.RelatedContactID)
		}
	}
}

func tokenFromBeforeLeadsIntoWhatWasLinkedSince(t *testing.T) {
	s := sharedServer(t)
	past := arrive(t, s)
	old := past.Say("long ago").ID
	past.Disconnect()
	past.Await(0, "onEnded", nil)
	p := arrive(t, s)
	var now []string
	for n := range 20 {
		now = append(now, p.Say(fmt.Sprintf("message %d", n)).ID)
	}
	first := page(t, p, map[string]any{})
	associate(t, s, p.Details.ContactID, types.RehydrationTypeEntirePastSession, past.Details.ContactID)
	p.Await(0, "onChatRehydrated", nil)
	var items []chatjs.Item
	for _, page := range slices.Backward(pages(t, p, map[string]any{"maxResults": 30, "nextToken": first.NextToken})) {
		items = append(items, page.Transcript...)
	}
	items = append(items, first.Transcript...)
	wantSame(t, "messages", ids(messages(items)), append([]string{old}, now...))
}

// associate links a running chat to a past one and answers the anchor.
func associate(t *testing.T, s *rejoin.Server, current string, mode types.RehydrationType, source string) string {
	t.Helper()
	out, err := s.Connect().CreatePersistentContactAssociation(t.Context(), &connect.CreatePersistentContactAssociationInput{
		InstanceId: aws.String(s.InstanceID()), InitialContactId: aws.String(current),
		RehydrationType: mode, SourceContactId: aws.String(source),
	})
	if err != nil {
		t.Fatal(err)
	}
	return aws.ToString(out.ContinuedFromContactId)
}

func activeOrUnknownSourceIsRefused(t *testing.T) {
	s := sharedServer(t)
	active := start(t, s)
	for source, want := range map[string]string{
		active.ContactID:                       "InvalidRequestException",
		"00000000-0000-4000-8000-000000000000": "ResourceNotFoundException",
	} {
		_, err := startOutput(t, s, continuing(types.RehydrationTypeEntirePastSession, source))
		wantCode(t, err, want)
	}
}

// past is what a request for the three-segment chat has to lead to.
type past struct {
	mode     types.RehydrationType
	source   int // index of the contact
	anchor   int
	segments int // how many of the past contacts are reached
}

func modeDecidesWhichSegmentsAreReached(t *testing.T) {
	s := sharedServer(t)
	chat := segments(t, s)
	chat.end()
	for _, want := range []past{
		{types.RehydrationTypeFromSegment, 1, 1, 2},
		{types.RehydrationTypeEntirePastSession, 0, 2, 3},
		{types.RehydrationTypeFromSegment, 2, 2, 3},
		{types.RehydrationTypeFromSegment, 0, 0, 1},
	} {
		out, err := startOutput(t, s, continuing(want.mode, chat.contacts[want.source]))
		if err != nil {
			t.Fatal(err)
		}
		if got := aws.ToString(out.ContinuedFromContactId); got != chat.contacts[want.anchor] {
			t.Errorf("%s of contact %d: got anchor %s, want contact %d: %s", want.mode, want.source+1, got, want.anchor+1, chat.contacts[want.anchor])
		}
		p := chatjs.Join(t, s.URL, customerOf(out), chatjs.Options{})
		got := ids(messages(history(t, p, 15)))
		wantSame(t, fmt.Sprintf("%s of contact %d", want.mode, want.source+1), got, chat.everything(want.segments))
	}
	_, err := startOutput(t, s, continuing(types.RehydrationTypeEntirePastSession, chat.contacts[1]))
	wantCode(t, err, "InvalidRequestException")
}
