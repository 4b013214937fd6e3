package terminal

import (
	"bytes"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/chatclient"
)

func TestItemsAreShownInTheWordsThatFitThem(t *testing.T) {
	agent := func(item chatclient.Item) chatclient.Item {
		item.DisplayName, item.ParticipantID, item.ParticipantRole = "Bo", "agent", chatclient.RoleAgent
		item.AbsoluteTime = "2026-11-20T10:00:00.000Z"
		return item
	}
	of := func(contentType string) chatclient.Item {
		return agent(chatclient.Item{Type: chatclient.ItemEvent, ContentType: contentType})
	}
	own := of(chatclient.EventParticipantLeft)
	own.ParticipantID = "self"
	for _, test := range []struct {
		name string
		item chatclient.Item
		want string
	}{
		{"joined", of(chatclient.EventParticipantJoined), "[10:00] * Bo joined\n"},
		{"left", of(chatclient.EventParticipantLeft), "[10:00] * Bo left\n"},
		{"own leaving", own, ""},
		{"ended", of(chatclient.EventChatEnded), "[10:00] * the chat has ended\n"},
		{"transferred", of(chatclient.EventTransferSucceeded), "[10:00] * the chat was transferred\n"},
		{"idle", of(chatclient.EventParticipantIdle), "[10:00] * Bo is idle\n"},
		{"disconnected", of(chatclient.EventAutoDisconnection), "[10:00] * Bo was disconnected for inactivity\n"},
		{"unknown event", of("application/vnd.amazonaws.connect.event.new"), ""},
		{"file", agent(chatclient.Item{Type: chatclient.ItemAttachment, Attachments: []chatclient.Attachment{{Name: "a.png", Status: "APPROVED"}, {Name: "b.exe", Status: "REJECTED"}}}),
			"[10:00] Bo: [file] a.png, b.exe (rejected)\n"},
		{"interactive", agent(chatclient.Item{Type: chatclient.ItemMessage, ContentType: chatclient.TypeInteractive,
			Content: `{"templateType":"ListPicker","version":"1.0","data":{"content":{"title":"Which day?","subtitle":"pick one","elements":[{"title":"Monday"},{"title":"Tuesday","subtitle":"busy"}]}}}`}),
			"[10:00] Bo: Which day? (pick one)\n        1. Monday\n        2. Tuesday (busy)\n"},
		{"interactive that is not understood", agent(chatclient.Item{Type: chatclient.ItemMessage, ContentType: chatclient.TypeInteractive, Content: `{"data":5}`}),
			"[10:00] Bo: {\"data\":5}\n"},
		{"system", chatclient.Item{Type: chatclient.ItemMessage, ParticipantRole: chatclient.RoleSystem, DisplayName: "SYSTEM_MESSAGE", Content: "Hello"},
			"[--:--] System: Hello\n"},
		{"commands to the terminal", agent(chatclient.Item{Type: chatclient.ItemMessage, Content: "a\x1b]0;owned\x07b\u009bc\r\nd\u202ee\u2028f\xffg"}),
			"[10:00] Bo: a]0;ownedbc\n        def�g\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			s := &screen{out: &out, location: time.UTC, day: "Friday, 20 November 2026"}
			s.show(test.item, "self")
			if got := out.String(); got != test.want {
				t.Errorf("the screen shows %q, want %q", got, test.want)
			}
		})
	}
}

func FuzzPrintable(f *testing.F) {
	f.Add("plain")
	f.Add("\x1b[2J\u202e\r\n\tx")
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range printable(text) {
			if r == '\x1b' || r == '\r' || r == '\b' || r == '\u009b' || r == '\u202e' {
				t.Errorf("printable(%q) lets %q pass", text, r)
			}
		}
	})
}
