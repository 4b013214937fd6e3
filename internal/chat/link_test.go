package chat_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func contact(id chat.ContactID, segment int, ended time.Time, how chat.InitiationMethod) chat.Contact {
	return chat.Contact{ID: id, Segment: segment, DisconnectedAt: ended, InitiationMethod: how}
}

func TestAnchorIsTheContactThatEndedLast(t *testing.T) {
	later := noon.Add(time.Second)
	for _, tc := range []struct {
		name     string
		contacts []chat.Contact
		want     chat.ContactID
	}{
		{"no contact", nil, ""},
		{"nothing has ended", []chat.Contact{contact("a", 1, time.Time{}, chat.InitiatedByAPI)}, ""},
		{"the only one", []chat.Contact{contact("a", 1, noon, chat.InitiatedByAPI)}, "a"},
		{"the last of the chain", []chat.Contact{
			contact("a", 1, noon, chat.InitiatedByAPI), contact("b", 2, later, chat.InitiatedByDisconnect),
		}, "b"},
		{"the time before the chain", []chat.Contact{
			contact("a", 1, later, chat.InitiatedByAPI), contact("b", 2, noon, chat.InitiatedByTransfer),
		}, "a"},
		{"the latest of the chain at the same time", []chat.Contact{
			contact("b", 2, noon, chat.InitiatedByTransfer), contact("a", 1, noon, chat.InitiatedByAPI),
		}, "b"},
		{"no supervisor's", []chat.Contact{
			contact("a", 1, noon, chat.InitiatedByAPI), contact("m", 2, later, chat.InitiatedByMonitor),
		}, "a"},
		{"none that goes on", []chat.Contact{
			contact("a", 1, noon, chat.InitiatedByAPI), contact("b", 2, time.Time{}, chat.InitiatedByTransfer),
		}, "a"},
	} {
		got := chat.ContactID("")
		if a := chat.Anchor(tc.contacts); a != nil {
			got = a.ID
		}
		if got != tc.want {
			t.Errorf("%s: got anchor %q, want %q", tc.name, got, tc.want)
		}
	}
}

func TestInheritLaysThePastBelow(t *testing.T) {
	big := strings.Repeat("x", chat.MaxAttributesBytes-10)
	for _, tc := range []struct {
		name          string
		own, past     map[string]string
		want          map[string]string
		ownID, pastID string
		wantCustomer  string
	}{
		{name: "nothing", want: nil},
		{name: "only the past", past: map[string]string{"a": "1"}, want: map[string]string{"a": "1"}},
		{name: "only the own", own: map[string]string{"a": "1"}, want: map[string]string{"a": "1"}},
		{
			name: "own wins, empty too", own: map[string]string{"a": "", "b": "own"}, past: map[string]string{"a": "past", "b": "past", "c": "past"},
			want: map[string]string{"a": "", "b": "own", "c": "past"},
		},
		{
			name: "what does not fit is left out", own: map[string]string{"own": big}, past: map[string]string{"a": "12345678", "b": "1", "c": "1"},
			want: map[string]string{"own": big, "b": "1", "c": "1"},
		},
		{name: "customer id of the past", pastID: "p", wantCustomer: "p"},
		{name: "own customer id", ownID: "o", pastID: "p", wantCustomer: "o"},
	} {
		into := chat.Session{Attributes: tc.own, CustomerID: tc.ownID, LanguageCode: "de"}
		own, before := maps.Clone(tc.own), maps.Clone(tc.past)
		chat.Inherit(&into, &chat.Session{Attributes: tc.past, CustomerID: tc.pastID, LanguageCode: "en", ContentTypes: []string{chat.ContentMarkdown}})
		if !maps.Equal(into.Attributes, tc.want) || into.CustomerID != tc.wantCustomer {
			t.Errorf("%s: got attributes %.80v and customer %q, want %.80v and %q", tc.name, into.Attributes, into.CustomerID, tc.want, tc.wantCustomer)
		}
		if into.LanguageCode != "de" || into.ContentTypes != nil {
			t.Errorf("%s: got language %q and content types %q, want them untouched", tc.name, into.LanguageCode, into.ContentTypes)
		}
		if !maps.Equal(tc.own, own) || !maps.Equal(tc.past, before) {
			t.Errorf("%s: the maps that were given have changed", tc.name)
		}
	}
}

func TestInheritSegmentLeavesSystemAttributes(t *testing.T) {
	text := chat.TextValue
	past := chat.Contact{SegmentAttributes: map[string]chat.SegmentValue{
		"mine": text("past"), "both": text("past"), "connect:Subtype": text("past"), "aws:x": text("past"),
	}}
	into := chat.Contact{SegmentAttributes: map[string]chat.SegmentValue{"both": text("own")}}
	chat.InheritSegment(&into, &past)
	if n := len(into.SegmentAttributes); n != 2 || *into.SegmentAttributes["both"].String != "own" || *into.SegmentAttributes["mine"].String != "past" {
		t.Errorf("got %d segment attributes, want own both and past mine", n)
	}
	var empty chat.Contact
	chat.InheritSegment(&empty, &past)
	if n := len(empty.SegmentAttributes); n != 2 {
		t.Errorf("into a contact without any: got %d segment attributes, want 2", n)
	}
}
