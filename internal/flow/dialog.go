package flow

import (
	"encoding/json"
	"fmt"
	"strings"
)

// A bot's answer is kept with the chat until all of it is said, and what it leaves for
// references and wants to have back until the next one, so that both bound the size of
// a State. An answer of [MaxBotAnswer] bytes is always within these bounds: as JSON it
// takes more room here than it took on the way, but never eight times as much.
const (
	MaxBotAnswer   = 262_144 // bytes, as a bot's runtime sends it
	maxDialog      = 8 * MaxBotAnswer
	maxBotMessages = 100 // in one answer; long ones count for each part
)

// dialog is how far a conversation with a bot is. It is the Progress of the action
// between any two commands.
type dialog struct {
	Bot        string            `json:"bot"`
	Locale     string            `json:"locale,omitempty"`
	Seconds    int               `json:"seconds,omitempty"` // for each answer of the customer; 0: no limit
	Opening    string            `json:"opening,omitempty"` // what the bot hears before it has heard the customer
	Begun      bool              `json:"begun,omitempty"`   // the customer is listened to, or the bot was asked
	Attributes map[string]string `json:"attributes,omitempty"`
	State      []byte            `json:"state,omitempty"` // of the bot
	Say        []SendMessage     `json:"say,omitempty"`   // what the bot said and was not sent yet
	Over       bool              `json:"over,omitempty"`
	Intent     string            `json:"intent,omitempty"`
}

// resumeBot goes on with a dialog, whatever it waited for.
func resumeBot(x *execution, in Input) outcome {
	var d dialog
	if json.Unmarshal(x.state.Progress, &d) != nil {
		return raise(ErrorNoMatchingError, "the dialog is lost")
	}
	switch in := in.(type) {
	case Timeout:
		return raise(ErrorInputTimeLimitExceeded, "the customer said nothing in time")
	case Heard:
		text := heard(in)
		if text == "" {
			return d.listen(x)
		}
		return d.ask(x, text)
	case BotAnswered:
		return d.answer(x, in.Answer)
	case Result:
		return d.turn(x)
	}
	return raise(ErrorNoMatchingError, "the host gave another answer than the bot's")
}

// turn does what is next: the bot says all it has to say, then it is over, or it
// is the customer's turn.
func (d *dialog) turn(x *execution) outcome {
	switch {
	case len(d.Say) > 0:
		next := d.Say[0]
		d.Say = d.Say[1:]
		if err := x.progress(d); err != nil {
			return fail(err)
		}
		return ask(next)
	case d.Over:
		return done(d.Intent)
	case d.Opening != "":
		text := d.Opening
		d.Opening = ""
		return d.ask(x, text)
	}
	return d.listen(x)
}

// listen waits for the customer; each time there are as many seconds. What was
// said while the bot was busy is heard too.
func (d *dialog) listen(x *execution) outcome {
	again := d.Begun
	d.Begun = true
	if err := x.progress(d); err != nil {
		return fail(err)
	}
	return listen(Listen{Seconds: d.Seconds, Again: again})
}

func (d *dialog) ask(x *execution, text string) outcome {
	opens := !d.Begun
	d.Begun = true
	if err := x.progress(d); err != nil {
		return fail(err)
	}
	return call(AskBot{
		Bot: d.Bot, Locale: d.Locale, Text: text, Opens: opens,
		SessionAttributes: d.Attributes, State: d.State,
	})
}

// answer takes what the bot says to one turn.
func (d *dialog) answer(x *execution, a BotAnswer) outcome {
	d.State = a.State
	if a.SessionAttributes != nil {
		d.Attributes = a.SessionAttributes
	}
	values, err := encode(lexValues(a, d.Attributes))
	if err != nil {
		return fail(err)
	}
	if err := tooLong("what the bot leaves", len(values), maxDialog); err != nil {
		return fail(err)
	}
	if err := x.keep(namespaceLex, json.RawMessage(values)); err != nil {
		return fail(err)
	}
	for _, m := range a.Messages {
		d.Say = append(d.Say, spoken(m)...)
	}
	if n := len(d.Say); n > maxBotMessages {
		return fail(fmt.Errorf("the bot's answer has %d messages, more than %d", n, maxBotMessages))
	}
	d.Over, d.Intent = a.over(), a.Intent
	if err := x.progress(d); err != nil {
		return fail(err)
	}
	return d.turn(x)
}

// over reports whether the bot is done. One that asks for something is not, even
// if the intent before is fulfilled. spec: ConnectParticipantWithLexBot results.
func (a BotAnswer) over() bool {
	switch a.DialogAction {
	case "Close":
		return true
	case "ConfirmIntent", "ElicitIntent", "ElicitSlot":
		return false
	}
	switch a.IntentState {
	case "Fulfilled", "ReadyForFulfillment", "Failed":
		return true
	}
	return false
}

// progress keeps how far the current action is.
func (x *execution) progress(d *dialog) error {
	raw, err := encode(d)
	if err != nil {
		return err
	}
	if err := tooLong("what the bot says and wants to have back", len(raw), maxDialog); err != nil {
		return err
	}
	x.state.Progress = raw
	return nil
}

// spoken is a message of a bot as the chat shows it: a custom payload that is a
// message template becomes an interactive message, all else is text, in as many
// messages as it needs. spec: Add interactive messages to chat.
func spoken(m BotMessage) (said []SendMessage) {
	if m.ContentType == "CustomPayload" && isTemplate(m.Content) {
		plain := []rune(m.Plain)
		return []SendMessage{{
			Text: m.Content, ContentType: contentInteractive, Bot: true,
			Plain: string(plain[:min(len(plain), MaxMessageLength)]),
		}}
	}
	text := []rune(m.Content)
	for len(text) > 0 {
		n := min(len(text), MaxMessageLength)
		if part := string(text[:n]); strings.TrimSpace(part) != "" {
			said = append(said, SendMessage{Text: part, ContentType: contentPlain, Bot: true})
		}
		text = text[n:]
	}
	return said
}

func isTemplate(content string) bool {
	fields, ok := object([]byte(content))
	return ok && textOf(fields, "templateType") != ""
}
