package builtin

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/bot"
)

// saturday is the time of all dialogs.
var saturday = time.Date(2026, 11, 21, 15, 0, 0, 0, time.UTC)

func cafe(t testing.TB) *Script {
	t.Helper()
	s, err := Load("testdata/cafe.yaml")
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return s
}

// told is an answer in one line: what is said, and what is understood.
func told(a bot.Answer) string {
	var said []string
	for _, m := range a.Messages {
		text := m.Content
		if m.ContentType == bot.CustomPayload {
			var i interactive
			if err := json.Unmarshal([]byte(text), &i); err != nil {
				return err.Error()
			}
			text = i.TemplateType + ":" + i.Data.Content.Title
			for _, e := range i.Data.Content.Elements {
				text += "|" + e.Title
			}
		}
		said = append(said, text)
	}
	line := fmt.Sprintf("%s [%s %s %s]", strings.Join(said, " / "), a.Intent, a.IntentState, a.DialogAction)
	for _, name := range slices.Sorted(maps.Keys(a.Slots)) {
		line += " " + name + "=" + a.Slots[name]
	}
	return line
}

// play plays a dialog of lines that begin with > for the customer and < for the
// bot. The state goes through JSON, and each turn is taken twice.
func play(t *testing.T, s *Script, lines string) bot.Answer {
	t.Helper()
	turn := bot.Turn{SessionAttributes: map[string]string{"name": "Ada"}}
	var answer bot.Answer
	for line := range strings.Lines(strings.TrimSpace(lines)) {
		line = strings.TrimSpace(line)
		if text, ok := strings.CutPrefix(line, "> "); ok {
			turn.Text = text
			answer = s.Take(turn, saturday)
			if again := s.Take(turn, saturday); !reflect.DeepEqual(answer, again) {
				t.Fatalf("%s: the same turn gave %+v and then %+v", text, answer, again)
			}
			stored, err := json.Marshal(answer)
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			var back bot.Answer
			if err := json.Unmarshal(stored, &back); err != nil || !reflect.DeepEqual(answer, back) {
				t.Fatalf("%s: got %+v back from JSON (error %v), want %+v", text, back, err, answer)
			}
			turn.State, turn.SessionAttributes = back.State, back.SessionAttributes
			continue
		}
		if want := strings.TrimPrefix(line, "< "); told(answer) != want {
			t.Errorf("after %q:\n got  %s\n want %s", turn.Text, told(answer), want)
		}
	}
	return answer
}

func TestDialogs(t *testing.T) {
	tests := []struct{ name, lines string }{
		{"a slot at a time", `
			> Order a drink
			< QuickReply:Which drink?|coffee|tea|orange juice [Order InProgress ElicitSlot]
			> a flat white, please
			< How many coffee? [Order InProgress ElicitSlot] drink=coffee
			> about 2
			< For which day? [Order InProgress ElicitSlot] drink=coffee number=2
			> tomorrow
			< 2 coffee on 2026-11-22? [Order InProgress ConfirmIntent] day=2026-11-22 drink=coffee number=2
			> I am not sure
			< 2 coffee on 2026-11-22? [Order InProgress ConfirmIntent] day=2026-11-22 drink=coffee number=2
			> Yes!
			< Thanks, Ada: 2 coffee on 2026-11-22. [Order Fulfilled ElicitIntent] day=2026-11-22 drink=coffee number=2`},
		{"all in one sentence", `
			> i want 3 ORANGE juice on monday.
			< 3 orange juice on 2026-11-23? [Order InProgress ConfirmIntent] day=2026-11-23 drink=orange juice number=3
			> no
			< All right, no order. [Order Failed ElicitIntent] day=2026-11-23 drink=orange juice number=3
			> agent
			< One moment. [Agent Fulfilled Close]`},
		{"a choice by its number", `
			> order
			< QuickReply:Which drink?|coffee|tea|orange juice [Order InProgress ElicitSlot]
			> 2
			< How many tea? [Order InProgress ElicitSlot] drink=tea`},
		{"retries of a slot come to an end", `
			> order
			< QuickReply:Which drink?|coffee|tea|orange juice [Order InProgress ElicitSlot]
			> beer
			< We have no such drink. / QuickReply:Which drink?|coffee|tea|orange juice [Order InProgress ElicitSlot]
			> tea or coffee
			< I give up. [Order Failed Close]`},
		{"limits of a number", `
			> I want tea
			< How many tea? [Order InProgress ElicitSlot] drink=tea
			> 12
			< How many tea? [Order InProgress ElicitSlot] drink=tea
			> 1.5
			< How many tea? [Order InProgress ElicitSlot] drink=tea
			> 9
			< For which day? [Order InProgress ElicitSlot] drink=tea number=9`},
		{"the menu comes first", `
			> hello there
			< Welcome! / ListPicker:What can I do?|Order a drink|Talk to a person [FallbackIntent InProgress ElicitIntent]
			> Talk to a person
			< One moment. [Agent Fulfilled Close]`},
		{"what fits nothing", `
			> hello
			< Welcome! / ListPicker:What can I do?|Order a drink|Talk to a person [FallbackIntent InProgress ElicitIntent]
			> xyzzy
			< Pardon? [FallbackIntent InProgress ElicitIntent]
			> xyzzy
			< I will get somebody. [FallbackIntent ReadyForFulfillment Close]
			> xyzzy
			< Welcome! / ListPicker:What can I do?|Order a drink|Talk to a person [FallbackIntent InProgress ElicitIntent]`},
		{"another intent in the middle of a slot", `
			> order
			< QuickReply:Which drink?|coffee|tea|orange juice [Order InProgress ElicitSlot]
			> call me
			< Noted . [Contact Fulfilled Close]`},
		{"free text is taken as it is, but for what may come at any time", `
			> feedback
			< Tell us. [Feedback InProgress ElicitSlot]
			> Order was late -- sorry {words}
			< You said: Order was late -- sorry {words} [Feedback Fulfilled Close] words=Order was late -- sorry {words}
			> feedback
			< Tell us. [Feedback InProgress ElicitSlot]
			> a real person
			< One moment. [Agent Fulfilled Close]`},
		{"a mention is enough", `
			> can I please speak with an agent now
			< One moment. [Agent Fulfilled Close]`},
		{"shapes", `
			> my number is +49 (30) 123-4567
			< Noted +49301234567. [Contact Fulfilled Close] phone=+49301234567
			> Write to ada@example.co.uk
			< Noted ada@example.co.uk. [Contact Fulfilled Close] mail=ada@example.co.uk
			> talk to people
			< One moment. [Agent Fulfilled Close] who=human`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { play(t, cafe(t), tt.lines) })
	}
}

func TestValuesWithinSentences(t *testing.T) {
	tests := []struct{ name, lines string }{
		{"signs around a value, and the digits of any script", `
			> I want ４ "tea" on ２０２６－12-24!
			< 4 tea on 2026-12-24? [Order InProgress ConfirmIntent] day=2026-12-24 drink=tea number=4
			> no
			< All right, no order. [Order Failed ElicitIntent] day=2026-12-24 drink=tea number=4
			> I want #٣ tea on monday
			< 3 tea on 2026-11-23? [Order InProgress ConfirmIntent] day=2026-11-23 drink=tea number=3
			> no
			< All right, no order. [Order Failed ElicitIntent] day=2026-11-23 drink=tea number=3
			> order
			< QuickReply:Which drink?|coffee|tea|orange juice [Order InProgress ElicitSlot]
			> #2
			< How many tea? [Order InProgress ElicitSlot] drink=tea
			> no. 9%
			< For which day? [Order InProgress ElicitSlot] drink=tea number=9`},
		{"a value of another type is asked for again", `
			> I want beer
			< We have no such drink. / QuickReply:Which drink?|coffee|tea|orange juice [Order InProgress ElicitSlot]
			> tea
			< How many tea? [Order InProgress ElicitSlot] drink=tea`},
		{"what fits of a frame is kept", `
			> I want 3 tea on Thirstday
			< That is no day. [Order InProgress ElicitSlot] drink=tea number=3
			> friday
			< 3 tea on 2026-11-27? [Order InProgress ConfirmIntent] day=2026-11-27 drink=tea number=3`},
		{"a mention is surer than a frame", `
			> I want to talk to a real person
			< One moment. [Agent Fulfilled Close]`},
		{"a sentence within another", `
			> hello, I want 2 coffee on tomorrow please
			< 2 coffee on 2026-11-22? [Order InProgress ConfirmIntent] day=2026-11-22 drink=coffee number=2`},
		{"a frame of a slot that is never asked for fits nothing else", `
			> my number is secret
			< Welcome! / ListPicker:What can I do?|Order a drink|Talk to a person [FallbackIntent InProgress ElicitIntent]`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { play(t, cafe(t), tt.lines) })
	}
}

func TestFulfilmentSetsSessionAttributes(t *testing.T) {
	a := play(t, cafe(t), "> I want 2 tea on 2026-12-24\n> ok")
	if got, want := a.SessionAttributes, map[string]string{"name": "Ada", "lastOrder": "2 x tea"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if a.ConfirmationState != bot.Confirmed {
		t.Errorf("got confirmation %s, want %s", a.ConfirmationState, bot.Confirmed)
	}
}

func TestInterpretationsTellTheAlternatives(t *testing.T) {
	a := cafe(t).Take(bot.Turn{Text: "order an agent"}, saturday)
	var got []string
	for _, i := range a.Interpretations {
		line := i.Intent
		if i.Confidence != nil {
			line += fmt.Sprintf(" %.2f", *i.Confidence)
		}
		got = append(got, line)
	}
	if want := []string{"Order 0.60", "Agent 0.60", "FallbackIntent"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestASessionIsForgotten(t *testing.T) {
	s := cafe(t)
	first := s.Take(bot.Turn{Text: "order"}, saturday)
	for _, tt := range []struct {
		after time.Duration
		want  string
	}{{10 * time.Minute, "How many tea? [Order InProgress ElicitSlot] drink=tea"}, {11 * time.Minute, "Welcome! / ListPicker:What can I do?|Order a drink|Talk to a person [FallbackIntent InProgress ElicitIntent]"}} {
		a := s.Take(bot.Turn{Text: "tea", State: first.State}, saturday.Add(tt.after))
		if told(a) != tt.want {
			t.Errorf("after %v:\n got  %s\n want %s", tt.after, told(a), tt.want)
		}
	}
}

func TestNumbersInAnyDigits(t *testing.T) {
	whole := numberKind{whole: true}
	for text, want := range map[string]string{
		"#4711": "4711", "No. 4711!": "4711", "４７１１": "4711", "٤٧١١": "4711", "４７１１。": "4711", "𝟜𝟟": "47", "(+5)": "5", "－3": "-3", "47%": "47",
		"47a": "", "#": "", "½": "", "": "", "1 2": "",
	} {
		if got, _ := whole.value(text, saturday, false); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	if got, ok := phoneKind.value("＋４９ ３０ １２３４５６７", saturday, false); got != "+49301234567" || !ok {
		t.Errorf("a phone number in full width: got %q, want +49301234567", got)
	}
}

// Looking for sentences within a text takes no more than a moment, however it repeats
// itself.
func BenchmarkALongText(b *testing.B) {
	s := cafe(b)
	for _, text := range []string{strings.Repeat("i want ", 146), strings.Repeat("i want 1 tea on ", 64)} {
		b.Run(text[:15], func(b *testing.B) {
			for b.Loop() {
				s.Take(bot.Turn{Text: text}, saturday)
			}
		})
	}
}

func TestAStateOfAnotherFileIsForgotten(t *testing.T) {
	for _, stored := range []string{
		`{"intent":"Gone","ask":"x","at":1795273200}`, `{"intent":"Order","ask":"gone","at":1795273200}`,
		`{"intent":"Order","ask":"drink","slots":{"gone":{}},"at":1795273200}`, `{"intent":"Order","at":1795273200}`, `[]`, `nonsense`,
	} {
		a := cafe(t).Take(bot.Turn{Text: "order", State: json.RawMessage(stored)}, saturday)
		if want := "QuickReply:Which drink?|coffee|tea|orange juice [Order InProgress ElicitSlot]"; told(a) != want {
			t.Errorf("state %s:\n got  %s\n want %s", stored, told(a), want)
		}
	}
}

func TestDates(t *testing.T) {
	tests := []struct{ text, want string }{
		{"today", "2026-11-21"}, {"Tomorrow, please", "2026-11-22"}, {"yesterday", "2026-11-20"},
		{"monday", "2026-11-23"}, {"saturday", "2026-11-28"}, {"on Friday", "2026-11-27"}, {"next friday", "2026-11-27"},
		{"in 3 days", "2026-11-24"}, {"in 1 week", "2026-11-28"},
		{"2026-12-24", "2026-12-24"}, {"2020-10-15T13:00+0000", "2020-10-15"},
		{"24.12.2026", "2026-12-24"}, {"24/12", "2026-12-24"}, {"3.1", "2027-01-03"},
		{"24 Dec", "2026-12-24"}, {"December 24", "2026-12-24"}, {"1 jan 2030", "2030-01-01"},
		{"31.02.2026", ""}, {"29 feb 2028", "2028-02-29"}, {"29.02.2027", ""}, {"13/13", ""}, {"soon", ""}, {"", ""},
	}
	k := dateKind{zone: time.UTC}
	for _, tt := range tests {
		if got, _ := k.value(tt.text, saturday, false); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.text, got, tt.want)
		}
	}
	if got, _ := (dateKind{zone: time.UTC, monthDay: true}).value("12/24", saturday, true); got != "2026-12-24" {
		t.Errorf("12/24 with the month first: got %q, want 2026-12-24", got)
	}
	east := time.FixedZone("east", 10*3600)
	if got, _ := (dateKind{zone: east}).value("today", saturday, true); got != "2026-11-22" {
		t.Errorf("today in the east: got %q, want 2026-11-22", got)
	}
}

// FuzzDialog holds that no text and no state make a bot panic or repeat itself
// differently.
func FuzzDialog(f *testing.F) {
	s := cafe(f)
	for _, seed := range []string{"order", "i want 3 tea on monday", "2", "+49 30 1234567", strings.Repeat("i want ", 150), "{drink}", "\xff"} {
		f.Add(seed, "tea", []byte(`{"intent":"Order","ask":"drink","at":1795273200}`))
	}
	f.Fuzz(func(t *testing.T, first, second string, stored []byte) {
		turn := bot.Turn{Text: first, State: stored}
		a := s.Take(turn, saturday)
		if b := s.Take(turn, saturday); !reflect.DeepEqual(a, b) {
			t.Fatalf("got %+v and then %+v", a, b)
		}
		if a.Over() != (a.State == nil) {
			t.Errorf("got state %s of an answer that is over: %t", a.State, a.Over())
		}
		s.Take(bot.Turn{Text: second, State: a.State}, saturday)
	})
}
