package builtin

import (
	"os"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/bot"
)

func TestFaultsOfAFileNameTheirLine(t *testing.T) {
	const intent = "intents:\n  A:\n    utterances: [a]\n"
	tests := []struct{ name, file, want string }{
		{"no intents", "name: x", "line 1: intents is missing"},
		{"none of them", "intents: {}", "line 1: want at least one intent"},
		{"an unknown key", intent + "greeting: hi", `line 4: there is no setting "greeting" here, want one of name, session, timezone, month-first, yes, no, types, intents, welcome, fallback`},
		{"an unknown key of an intent", intent + "    reply: hi", `line 4: there is no setting "reply" here, want one of slots, utterances, anytime, confirm, declined, failed, say, set, then`},
		{"a name", "intents:\n  a b: {}", `line 2: intent "a b": want a letter and then letters, digits, _ and -`},
		{"the fallback's name", "intents:\n  FallbackIntent: {}", "line 2: FallbackIntent is what fallback: is about"},
		{"an utterance with an unknown slot", "intents:\n  A:\n    utterances: ['a {b}']", "line 3: {b} is no slot of the intent"},
		{"an empty utterance", "intents:\n  A:\n    utterances: ['...']", "line 3: an utterance needs words"},
		{"a reply with an unknown slot", intent + "    say: hi {b}", "line 4: {b} is no slot here; an attribute of the session is {session.b}"},
		{"a slot without a question", intent + "    slots:\n      s: {}", "line 5: ask is missing, or optional: true"},
		{"a slot of an unknown type", intent + "    slots:\n      s: {type: colour, ask: x}", `line 5: there is no type "colour", want one of date, email, integer, number, phone, text`},
		{"limits of a text", intent + "    slots:\n      s: {min: 1, ask: x}", "line 5: only numbers have limits"},
		{"a menu of a text", intent + "    slots:\n      s: {show: list, ask: x}", "line 5: only a slot with values can show them"},
		{"a type of a built-in name", intent + "types: {date: [x]}", "line 4: date is built in"},
		{"a synonym of two values", intent + "types:\n  c:\n    - a: [x]\n    - b: [x]", `line 7: "x" stands for a already`},
		{"then", intent + "    then: wait", "line 4: want close or listen"},
		{"a session that is too short", intent + "session: 1s", "line 4: want a duration from 1m0s to 24h0m0s, such as 5m"},
		{"a time zone", intent + "timezone: Atlantis", "line 4: want a time zone, such as Europe/Berlin"},
		{"a message of two forms", intent + "    say: {text: a, list: {}}", "line 4: want one of text, list, buttons, payload"},
		{"too few buttons", intent + "    say: {buttons: {title: a, options: [b]}}", "line 4: a QuickReply has 2 to 5 options"},
		{"an option of no intent", intent + "    say: {list: {title: a, options: [{title: b, intent: B}]}}", `line 4: there is no intent "B"`},
		{"a menu without title", intent + "    say: {list: {options: [b]}}", "line 4: title is missing"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := Parse([]byte(tt.file)); err == nil || err.Error() != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
	if _, err := Load("testdata/none.yaml"); err == nil || !strings.Contains(err.Error(), "testdata/none.yaml") {
		t.Errorf("got %v, want it to name the file", err)
	}
}

// FuzzParse holds that no file makes the reader panic, and that what it takes can be
// played.
func FuzzParse(f *testing.F) {
	data, err := os.ReadFile("testdata/cafe.yaml")
	if err != nil {
		f.Fatalf("read the sample: %v", err)
	}
	f.Add(string(data), "order")
	f.Add("intents: {A: {utterances: ['{a} {b}'], slots: {a: {optional: true}, b: {optional: true}}}}", "x y z")
	f.Add("intents: {A: {say: {payload: {1: 2}}}}", "")
	f.Fuzz(func(t *testing.T, file, text string) {
		s, err := Parse([]byte(file))
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("got %q, want one line", err)
			}
			return
		}
		first := s.Take(bot.Turn{Text: text}, saturday)
		s.Take(bot.Turn{Text: text, State: first.State}, saturday)
	})
}
