package participantsvc_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/api/participant"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/connectsvc/servicetest"
	"github.com/rejoin-chat/rejoin/internal/conversation"
)

// history is the newest page, as long as one can be.
func history(t testing.TB, s *site, c servicetest.Chat) participant.GetTranscriptOutput {
	t.Helper()
	return page(t, s, c, `{"MaxResults":100}`)
}

func page(t testing.TB, s *site, c servicetest.Chat, body string) participant.GetTranscriptOutput {
	t.Helper()
	return read[participant.GetTranscriptOutput](t, s.call(t, "transcript", c.Connection, body))
}

func (s *site) say(t testing.TB, c servicetest.Chat, texts ...string) {
	t.Helper()
	for _, text := range texts {
		want(t, s.call(t, "message", c.Connection, fmt.Sprintf(`{"ContentType":"text/plain","Content":%q}`, text)), 200, "")
	}
}

// said is the text of the customer's messages, in the order of the page.
func said(p participant.GetTranscriptOutput) string {
	var texts []string
	for _, item := range p.Transcript {
		if *item.Type == "MESSAGE" && *item.ParticipantRole == "CUSTOMER" {
			texts = append(texts, *item.Content)
		}
	}
	return strings.Join(texts, " ")
}

func TestTranscriptDirectionsOrdersAndPositions(t *testing.T) {
	s := newSite(t)
	c := s.Chat(t)
	s.say(t, c, "a", "b", "c", "d", "e")
	all := history(t, s, c)
	third := all.Transcript[2] // c
	for _, tc := range []struct{ query, want string }{
		{`{"MaxResults":3}`, "e d c"},
		{`{"MaxResults":3,"SortOrder":"ASCENDING"}`, "c d e"},
		{`{"MaxResults":3,"SortOrder":"DESCENDING","ScanDirection":"BACKWARD","StartPosition":{}}`, "e d c"},
		{`{"MaxResults":0}`, "e d c b a"},
		{`{"ScanDirection":"FORWARD"}`, ""},
		{fmt.Sprintf(`{"StartPosition":{"Id":%q}}`, *third.Id), "e d c"},
		{fmt.Sprintf(`{"StartPosition":{"Id":%q},"ScanDirection":"FORWARD","SortOrder":"ASCENDING","MaxResults":2}`, *third.Id), "c d"},
		{fmt.Sprintf(`{"StartPosition":{"Id":%q},"ScanDirection":"BACKWARD","MaxResults":2}`, *third.Id), "c b"},
		{fmt.Sprintf(`{"StartPosition":{"AbsoluteTime":%q},"SortOrder":"ASCENDING"}`, *third.AbsoluteTime), "c d e"},
		{`{"StartPosition":{"AbsoluteTime":"2026-03-01T08:00:00Z"},"SortOrder":"ASCENDING"}`, "a b c d e"},
		{`{"StartPosition":{"MostRecent":2},"SortOrder":"ASCENDING"}`, "d e"},
		{`{"StartPosition":{"Id":"unknown"}}`, ""},
		{`{"ContactId":"unknown"}`, ""},
		{fmt.Sprintf(`{"ContactId":%q,"MaxResults":2}`, c.SessionID), "e d"},
	} {
		got := page(t, s, c, tc.query)
		if said(got) != tc.want {
			t.Errorf("%s: got %q, want %q", tc.query, said(got), tc.want)
		}
		if got.Transcript == nil {
			t.Errorf("%s: got no Transcript, want an empty one", tc.query)
		}
		if *got.InitialContactId != string(c.SessionID) {
			t.Errorf("%s: got InitialContactId %s, want %s", tc.query, *got.InitialContactId, c.SessionID)
		}
	}
}

func TestPagesFollowOneAnotherToTheEnd(t *testing.T) {
	s := newSite(t)
	c := s.Chat(t)
	want := strings.Fields("a b c d e f g h i j k l m")
	s.say(t, c, want...)
	var got []string
	query := `{"MaxResults":4,"SortOrder":"ASCENDING","ScanDirection":"BACKWARD"}`
	for range 20 {
		p := page(t, s, c, query)
		got = append(strings.Fields(said(p)), got...)
		if p.NextToken == nil {
			break
		}
		if len(p.Transcript) != 4 {
			t.Errorf("got %d items on a page that others follow, want 4", len(p.Transcript))
		}
		query = fmt.Sprintf(`{"MaxResults":4,"SortOrder":"ASCENDING","ScanDirection":"BACKWARD","StartPosition":{},"NextToken":%q}`, *p.NextToken)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if a := s.call(t, "transcript", c.Connection, `{"MaxResults":100}`); strings.Contains(a.Text, "NextToken") {
		t.Errorf("got a NextToken at the end, want none: %s", a.Text)
	}
}

func TestItemsOfThePastNameTheirContactAsTheRelatedOne(t *testing.T) {
	s := newSite(t)
	past := s.Chat(t)
	s.say(t, past, "then")
	s.End(t, past)
	now := s.Chat(t, func(r *conversation.StartRequest) {
		r.Rehydration = &conversation.Rehydration{Type: chat.EntirePastSession, Source: past.SessionID.Initial()}
	})
	s.say(t, now, "now")
	first := page(t, s, now, `{"MaxResults":100}`)
	if first.NextToken == nil {
		t.Fatal("got no NextToken, want one that leads into the past")
	}
	second := page(t, s, now, fmt.Sprintf(`{"MaxResults":100,"NextToken":%q}`, *first.NextToken))
	if said(first) != "now" || said(second) != "then" {
		t.Errorf("got %q and %q, want now and then", said(first), said(second))
	}
	for _, item := range first.Transcript {
		if item.RelatedContactId != nil || item.ContactId == nil || *item.ContactId != string(now.SessionID) {
			t.Errorf("got %v and %v, want ContactId %s alone", item.ContactId, item.RelatedContactId, now.SessionID)
		}
	}
	for _, item := range second.Transcript {
		if item.ContactId != nil || item.RelatedContactId == nil || *item.RelatedContactId != string(past.SessionID) {
			t.Errorf("got %v and %v, want RelatedContactId %s alone", item.ContactId, item.RelatedContactId, past.SessionID)
		}
	}
}

func TestMessagesCarryTheirReceiptsAndEventsNone(t *testing.T) {
	s := newSite(t)
	c := s.Chat(t)
	s.say(t, c, "read me")
	bot := s.bot(t, c)
	id := *history(t, s, c).Transcript[1].Id // behind participant.joined of the bot
	want(t, s.call(t, "event", bot, fmt.Sprintf(
		`{"ContentType":"application/vnd.amazonaws.connect.event.message.read","Content":"{\"messageId\":\"%s\"}","ClientToken":"constant"}`, id)), 200, "")
	found := false
	for _, item := range history(t, s, c).Transcript {
		switch {
		case *item.Type == "EVENT" && item.MessageMetadata != nil:
			t.Errorf("got metadata on %s, want none", *item.ContentType)
		case *item.Type == "MESSAGE" && *item.MessageMetadata.MessageId != *item.Id:
			t.Errorf("got MessageId %s, want %s", *item.MessageMetadata.MessageId, *item.Id)
		case *item.Id == id:
			found = true
			r := item.MessageMetadata.Receipts
			if len(r) != 1 || r[0].DeliveredTimestamp == nil || r[0].ReadTimestamp == nil {
				t.Errorf("got receipts %+v, want one that is delivered and read", r)
			}
		}
	}
	if !found {
		t.Errorf("got no item %s, want the message that was read", id)
	}
}

// bot brings a custom bot into a chat and gives its connection token.
func (s *site) bot(t *testing.T, c servicetest.Chat) string {
	t.Helper()
	invited, err := s.Conversations.InviteBot(t.Context(), "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000001", c.SessionID.Initial(), "Bot", "")
	if err != nil {
		t.Fatalf("InviteBot: %v", err)
	}
	participantToken, connection := s.Bearers(t, invited.Identity)
	want(t, s.call(t, "connection", participantToken, `{"ConnectParticipant":true}`), 200, "")
	return connection
}

func TestBadTranscriptQueriesAreRefused(t *testing.T) {
	s := newSite(t)
	c, other := s.Chat(t), s.Chat(t)
	s.say(t, other, "a", "b", "c")
	foreign := page(t, s, other, `{"MaxResults":1}`).NextToken
	if foreign == nil {
		t.Fatal("got no NextToken, want one")
	}
	for body, says := range map[string]string{
		`{"MaxResults":101}`:                                        "MaxResults must be at most 100",
		`{"MaxResults":-1}`:                                         "MaxResults must be at least 0",
		`{"SortOrder":"RANDOM"}`:                                    "SortOrder must be one of",
		`{"ScanDirection":"SIDEWAYS"}`:                              "ScanDirection must be one of",
		`{"StartPosition":{"AbsoluteTime":"noon"}}`:                 "StartPosition.AbsoluteTime",
		`{"StartPosition":{"AbsoluteTime":"0001-01-01T00:00:00Z"}}`: "StartPosition.AbsoluteTime",
		`{"StartPosition":{"MostRecent":101}}`:                      "StartPosition.MostRecent must be at most",
		`{"StartPosition":{"Id":"x","MostRecent":1}}`:               "StartPosition: only one",
		`{"NextToken":"stale"}`:                                     "NextToken",
		fmt.Sprintf(`{"NextToken":%q}`, *foreign):                   "NextToken",
	} {
		a := s.call(t, "transcript", c.Connection, body)
		want(t, a, 400, "ValidationException")
		if !strings.Contains(a.Text, says) {
			t.Errorf("%s: got %s, want it to say %q", body, a.Text, says)
		}
	}
}
