package archive

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

var at = time.Date(2026, 3, 1, 23, 5, 7, 89e6, time.UTC)

// sample is a contact whose entries use every member.
func sample() (chat.Contact, []chat.Participant, []Entry) {
	c := chat.Contact{
		ID: "contact", SessionID: "initial", InstanceID: "instance", InitiatedAt: at,
		Archive: chat.Archive{Key: "connect/ChatTranscripts/2026/03/01/contact_20260301T23:05_UTC.json"},
	}
	people := []chat.Participant{
		{ID: "p1", Role: chat.RoleCustomer, DisplayName: "Ada"},
		{ID: "p2", Role: chat.RoleAgent, DisplayName: "Bob <agent>"},
	}
	item := func(seq chat.Seq, id chat.ItemID) chat.Item {
		return chat.Item{
			ID: id, SessionID: "initial", ContactID: "contact", Seq: seq,
			Time: at.Add(time.Duration(seq) * time.Millisecond),
			Type: chat.TypeMessage, ContentType: chat.ContentPlain, Content: "line\nü \"<&>\u2028",
			ParticipantID: "p1", Role: chat.RoleCustomer, DisplayName: "Ada",
		}
	}
	agents := item(9, "i9")
	agents.Visibility = chat.VisibleToAgents
	file := item(12, "i12")
	file.Type, file.Content = chat.TypeAttachment, ""
	file.Attachments = []chat.Attachment{{ID: "a", Name: "n.pdf", ContentType: "application/pdf", Status: "APPROVED"}}
	return c, people, []Entry{
		{Item: item(7, "i7"), Receipts: []chat.Receipt{
			{SessionID: "initial", Seq: 7, Recipient: "p2", DeliveredAt: at, ReadAt: at.Add(time.Second)},
			{SessionID: "initial", Seq: 7, Recipient: "p3", DeliveredAt: at},
		}},
		{Item: agents},
		{Item: file},
		{Item: chat.Item{
			ID: "end", SessionID: "initial", ContactID: "contact", Seq: 13, Time: at.Add(time.Hour),
			Type: chat.TypeEvent, ContentType: chat.EventChatEnded,
		}},
	}
}

func encoded(t testing.TB) []byte {
	t.Helper()
	c, people, entries := sample()
	body, err := encode("123456789012", &c, people, entries)
	if err != nil {
		t.Fatalf("encode: %v", err)
	}
	return body
}

func TestEntriesReadBack(t *testing.T) {
	_, _, want := sample()
	got, err := decode(encoded(t))
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

// TestEveryFieldOfAnItemIsKept fails when the domain gains a field that the
// transcript forgets.
func TestEveryFieldOfAnItemIsKept(t *testing.T) {
	_, _, entries := sample()
	kept := map[string]bool{"Unlisted": true} // unlisted items are left out whole
	for _, e := range entries {
		v := reflect.ValueOf(e.Item)
		for i := range v.NumField() {
			if !v.Field(i).IsZero() {
				kept[v.Type().Field(i).Name] = true
			}
		}
	}
	for f := range reflect.TypeFor[chat.Item]().Fields() {
		if !kept[f.Name] {
			t.Errorf("no entry of the round trip sets Item.%s", f.Name)
		}
	}
}

func TestUnlistedItemsAreLeftOut(t *testing.T) {
	c, people, entries := sample()
	entries[1].Item.Unlisted = true
	body, err := encode("", &c, people, entries)
	if err != nil {
		t.Fatal(err)
	}
	got, err := decode(body)
	if err != nil || len(got) != len(entries)-1 || got[1].Item.ID != entries[2].Item.ID {
		t.Errorf("got %+v, error %v, want all but the second", got, err)
	}
}

// TestMembersAreTheServicesOwn holds the object to the names that readers of
// the service's files look for. spec: GetTranscript, Item.
func TestMembersAreTheServicesOwn(t *testing.T) {
	var got map[string]any
	if err := json.Unmarshal(encoded(t), &got); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"Version": "2019-08-26", "AWSAccountId": "123456789012", "InstanceId": "instance",
		"InitialContactId": "initial", "ContactId": "contact",
	} {
		if got[name] != want {
			t.Errorf("%s: got %v, want %s", name, got[name], want)
		}
	}
	people := got["Participants"].([]any)
	if p := people[0].(map[string]any); p["ParticipantId"] != "p1" || p["DisplayName"] != "Ada" || p["ParticipantRole"] != "CUSTOMER" {
		t.Errorf("participant: got %v", p)
	}
	first := got["Transcript"].([]any)[0].(map[string]any)
	for name, want := range map[string]any{
		"AbsoluteTime": "2026-03-01T23:05:07.096Z", "ContentType": "text/plain", "Id": "i7", "Type": "MESSAGE",
		"ParticipantId": "p1", "DisplayName": "Ada", "ParticipantRole": "CUSTOMER",
	} {
		if first[name] != want {
			t.Errorf("item %s: got %v, want %v", name, first[name], want)
		}
	}
	meta := first["MessageMetadata"].(map[string]any)
	receipt := meta["Receipts"].([]any)[0].(map[string]any)
	if meta["MessageId"] != "i7" || receipt["RecipientParticipantId"] != "p2" ||
		receipt["DeliveredTimestamp"] != "2026-03-01T23:05:07.089Z" || receipt["ReadTimestamp"] != "2026-03-01T23:05:08.089Z" {
		t.Errorf("metadata: got %v", meta)
	}
}

func TestTheServicesOwnFileIsRead(t *testing.T) {
	got, err := decode([]byte(`{"Version":"2019-08-26","AWSAccountId":"1","InstanceId":"i","InitialContactId":"s",
		"ContactId":"c","Participants":[{"ParticipantId":"p"}],"Transcript":[
		{"AbsoluteTime":"2020-06-16T10:32:15.123Z","ContentType":"application/vnd.amazonaws.connect.event.participant.joined",
			"Id":"1","Type":"EVENT","ParticipantId":"p","DisplayName":"A","ParticipantRole":"CUSTOMER"},
		{"AbsoluteTime":"2020-06-16T10:32:16.123Z","Content":"hi","ContentType":"text/plain","Id":"2","Type":"MESSAGE",
			"ParticipantId":"p","DisplayName":"A","ParticipantRole":"CUSTOMER","AnotherMember":{"x":1}}]}`))
	if err != nil || len(got) != 2 || got[0].Item.Seq != 1 || got[1].Item.Seq != 2 || got[1].Item.Content != "hi" {
		t.Errorf("got %+v, error %v", got, err)
	}
}

func TestEveryTruncationIsDamage(t *testing.T) {
	body := encoded(t)
	for n := range body {
		if _, err := decode(body[:n]); !errors.Is(err, ErrDamaged) {
			t.Fatalf("first %d of %d bytes: got error %v, want %v", n, len(body), err, ErrDamaged)
		}
	}
}

func TestDamageIsFound(t *testing.T) {
	whole := string(encoded(t))
	for name, change := range map[string][2]string{
		"no version":            {`"Version":"2019-08-26"`, `"Version":""`},
		"no contact":            {`"ContactId":"contact"`, `"X":""`},
		"no session":            {`"InitialContactId":"initial"`, `"X":""`},
		"no transcript":         {`"Transcript":`, `"X":`},
		"no item id":            {`"Id":"i9"`, `"Id":""`},
		"no item type":          {`"Type":"EVENT"`, `"Type":""`},
		"no time":               {`"AbsoluteTime":"2026-03-01T23:05:07.096Z"`, `"AbsoluteTime":"yesterday"`},
		"numbers fall":          {`"Seq":12`, `"Seq":9`},
		"a receipt of nobody":   {`"RecipientParticipantId":"p2"`, `"RecipientParticipantId":""`},
		"a receipt at no time":  {`"ReadTimestamp":"2026-`, `"ReadTimestamp":"`},
		"another type":          {`"Seq":7`, `"Seq":"7"`},
		"broken UTF-8":          {"ü", "\xc3"},
		"something behind":      {`]}`, `]} x`},
		"zeros of a lost block": {`"Ada"`, "\x00\x00\x00\x00\x00"},
	} {
		broken := strings.Replace(whole, change[0], change[1], 1)
		if name == "something behind" {
			broken = whole + " x"
		}
		if broken == whole {
			t.Fatalf("%s: the change changes nothing", name)
		}
		if got, err := decode([]byte(broken)); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: got %d entries, error %v, want %v", name, len(got), err, ErrDamaged)
		}
	}
}

func FuzzDecode(f *testing.F) {
	body := encoded(f)
	f.Add(body)
	f.Add(body[:len(body)/2])
	f.Add([]byte(`{"Version":"2019-08-26","InitialContactId":"s","ContactId":"c","Transcript":[]}`))
	f.Add([]byte(`{"Version":"1","InitialContactId":"s","ContactId":"c","Transcript":[{"Id":"a","Type":"EVENT","AbsoluteTime":"2020-01-01T00:00:00Z","Seq":18446744073709551615},{}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		entries, err := decode(body)
		if err != nil {
			if !errors.Is(err, ErrDamaged) {
				t.Errorf("got error %v, want %v", err, ErrDamaged)
			}
			return
		}
		last := chat.Seq(0)
		for _, e := range entries {
			if e.Item.ID == "" || e.Item.Seq <= last {
				t.Errorf("got item %q, number %d after %d", e.Item.ID, e.Item.Seq, last)
			}
			last = e.Item.Seq
		}
	})
}

func TestKeyIsGenerated(t *testing.T) {
	east := time.FixedZone("", 3600)
	c := chat.Contact{ID: "c0", InitiatedAt: time.Date(2026, 1, 1, 0, 30, 59, 0, east)}
	for prefix, want := range map[string]string{
		"connect/alias": "connect/alias/ChatTranscripts/2025/12/31/c0_20251231T23:30_UTC.json",
		"":              "ChatTranscripts/2025/12/31/c0_20251231T23:30_UTC.json",
	} {
		got := Key(prefix, c)
		if got != want {
			t.Errorf("prefix %q: got %s, want %s", prefix, got, want)
		}
		if err := checkKey(got); err != nil {
			t.Errorf("prefix %q: %v", prefix, err)
		}
	}
}
