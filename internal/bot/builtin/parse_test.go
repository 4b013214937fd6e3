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
		{"limits that leave nothing", intent + "    slots:\n      s:\n        type: integer\n        min: 10\n        max: 1\n        ask: x", "line 8: no number is at least 10 and at most 1"},
		{"limits that leave nothing whole", intent + "    slots:\n      s: {type: integer, min: 1.2, max: 1.8, ask: x}", "line 5: no whole number is from 1.2 to 1.8"},
		{"a limit that is none", intent + "    slots:\n      s: {type: number, max: nan, ask: x}", "line 5: want a number"},
		{"limits of values", intent + "    slots:\n      s: {values: [a], min: 1, ask: x}", "line 5: only numbers have limits"},
		{"no values", intent + "    slots:\n      s: {values: [], ask: x}", "line 5: want a list of values"},
		{"a value twice", intent + "types:\n  c: [tea, Tea]", `line 5: "Tea" is given twice`},
		{"values without a question", intent + "    slots:\n      s: {values: [a], show: list}", "line 5: ask is missing: the question stands above the values"},
		{"an intent that nothing leads to", intent + "  B: {say: hi}", "line 4: nothing leads to the intent B: it has no utterances, and no option of a list or of buttons names it"},
		{"an utterance of two intents", intent + "  B:\n    utterances:\n    - b\n    - A!", `line 7: "A!" means the intent A already`},
		{"an option that is another's utterance", intent + "  B: {utterances: [b], say: {list: {title: x, options: [{title: A, intent: B}]}}}", `line 4: "A" means the intent A already`},
		{"an option twice", intent + "    say: {list: {title: a, options: [b, B]}}", `line 4: "B" is an option already`},
		{"a slot within a word", "intents:\n  A:\n    slots: {s: {ask: x}}\n    utterances: ['order #{s}']", "line 4: #{s} fits nothing that anybody says: the {name} of a slot stands alone between blanks"},
		{"a slot of two words", "intents:\n  A:\n    utterances: ['order {my order}']", "line 3: {my fits nothing that anybody says: the {name} of a slot stands alone between blanks"},
		{"yes and no alike", intent + "yes: [fine]\nno:\n  - Fine!", `line 4: "fine" would mean both yes and no`},
		{"a yes that is a no unless said", intent + "yes: [not bad, n]", `line 4: "n" would mean both yes and no`},
		{"no way to say yes", intent + "yes: []", "line 4: want at least one"},
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
