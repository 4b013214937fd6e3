package e2e

import (
	"net/http"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
)

var messageRows = []row{
	{45, "send_message_resolves_with_id_and_time", sendMessageResolvesWithIDAndTime},
	{46, "everyone_gets_the_whole_message", everyoneGetsTheWholeMessage},
	{47, "content_arrives_unchanged", contentArrivesUnchanged},
	{48, "content_type_not_enabled_is_refused", contentTypeNotEnabledIsRefused},
	{49, "empty_and_oversize_content_is_refused", emptyAndOversizeContentIsRefused},
	{60, "items_of_other_contacts_stay_away", itemsOfOtherContactsStayAway},
	{63, "event_type_as_message_is_refused", eventTypeAsMessageIsRefused},
}

// instant is a time with exactly three fraction digits: clients compare them as
// text.
var instant = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`)

func sendMessageResolvesWithIDAndTime(t *testing.T) {
	p := arrive(t, sharedServer(t))
	for range 20 { // a time that loses its zeros does so once in ten times
		if sent := p.Say("hello"); sent.ID == "" || !instant.MatchString(sent.AbsoluteTime) {
			t.Errorf("got id %q at %q, want an id and a time in milliseconds", sent.ID, sent.AbsoluteTime)
		}
	}
}

func everyoneGetsTheWholeMessage(t *testing.T) {
	s := sharedServer(t)
	customer := arrive(t, s)
	agent := agentPage(t, s, customer.Details)
	sent := customer.Say("hello, everyone")
	contact := customer.Details.ContactID
	want := chatjs.Item{
		ID: sent.ID, AbsoluteTime: sent.AbsoluteTime, Type: "MESSAGE", ContentType: chatjs.Plain, Content: "hello, everyone",
		ContactID: contact, InitialContactID: contact,
		ParticipantID: customer.Details.ParticipantID, ParticipantRole: "CUSTOMER", DisplayName: customerName,
	}
	for name, p := range map[string]*chatjs.Participant{"customer": customer, "agent": agent} {
		got := p.AwaitMessage(sent.ID)
		got.MessageMetadata = nil
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", name, got, want)
		}
	}
}

func contentArrivesUnchanged(t *testing.T) {
	s := sharedServer(t)
	p := arrive(t, s, contentTypes(chatjs.Markdown, chatjs.JSON, chatjs.InteractiveResponse,
		"application/vnd.amazonaws.connect.message.interactive"))
	for _, m := range []struct{ contentType, content string }{
		{chatjs.Plain, "Grüße, 你好, שלום, 👩‍🚀 \"quoted\" 'single' \\back\\ <b>&amp;</b>\n\tsecond line\r\nthird"},
		{chatjs.Plain, "\u2028line\u2029paragraph\u00a0space"},
		{chatjs.Markdown, "# Title\n\n- *one*\n- [two](https://example.com)"},
		{chatjs.JSON, `{"b": [1, 2.50, null], "a": "\u00e9"}`},
		{chatjs.InteractiveResponse, `{"templateType":"QuickReply","version":"1.0","data":{"content":{"title":"Yes"}}}`},
	} {
		item := p.AwaitMessage(p.SayAs(m.contentType, m.content).ID)
		if item.Content != m.content || item.ContentType != m.contentType {
			t.Errorf("got %s %q, want %s %q", item.ContentType, item.Content, m.contentType, m.content)
		}
		if got := stored(t, p, m.content); len(got) != 1 {
			t.Errorf("got %d items with content %q in the transcript, want 1", len(got), m.content)
		}
	}
}

func contentTypeNotEnabledIsRefused(t *testing.T) {
	p := arrive(t, sharedServer(t))
	for _, contentType := range []string{chatjs.Markdown, chatjs.JSON, chatjs.InteractiveResponse} {
		_, err := p.Send(map[string]any{"contentType": contentType, "message": `{"templateType":"QuickReply"}`})
		wantRejection(t, err, "ValidationException", http.StatusBadRequest)
	}
}

func emptyAndOversizeContentIsRefused(t *testing.T) {
	const limit = 16384
	p := arrive(t, sharedServer(t))
	for _, content := range []string{"", strings.Repeat("x", limit+1)} {
		_, err := p.Send(map[string]any{"contentType": chatjs.Plain, "message": content})
		wantRejection(t, err, "ValidationException", http.StatusBadRequest)
	}
	p.AwaitMessage(p.Say(strings.Repeat("x", limit)).ID)
}

func itemsOfOtherContactsStayAway(t *testing.T) {
	s := sharedServer(t)
	one, other := arrive(t, s), arrive(t, s)
	other.AwaitMessage(other.Say("not for you").ID)
	one.AwaitMessage(one.Say("only for me").ID)
	for _, frame := range one.Frames(0, "aws/chat") {
		if strings.Contains(frame.Text, "not for you") {
			t.Errorf("got the frame %s of another chat", frame.Text)
		}
	}
}

func eventTypeAsMessageIsRefused(t *testing.T) {
	p := arrive(t, sharedServer(t))
	for _, contentType := range []string{chatjs.Typing, chatjs.Ended, chatjs.Joined} {
		_, err := p.Send(map[string]any{"contentType": contentType, "message": "{}"})
		wantRejection(t, err, "ValidationException", http.StatusBadRequest)
	}
}
