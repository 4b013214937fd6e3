package builtin

import (
	"maps"
	"time"

	"github.com/rejoin-chat/rejoin/internal/bot"
)

// dialog is one turn while it is worked out.
type dialog struct {
	script *Script
	now    time.Time
	text   string
	state  state
	found  []match
	misfit map[string]int // slots for which the text had something that is no value
	answer bot.Answer
}

// Take takes a turn. It never fails: what it does not understand it says so.
func (s *Script) Take(turn bot.Turn, now time.Time) bot.Answer {
	d := &dialog{script: s, now: now, text: turn.Text}
	var fresh bool
	d.state, fresh = s.resume(turn.State, now)
	d.answer.SessionAttributes = maps.Clone(turn.SessionAttributes)
	d.answer.ConfirmationState = bot.Unconfirmed
	d.found = s.matches(turn.Text, now)
	switch {
	case d.state.Confirm:
		d.confirmed()
	case d.state.Ask != "":
		d.told()
	default:
		d.heard(fresh)
	}
	d.interpret()
	return d.answer
}

// heard takes a text that is no answer to a question.
func (d *dialog) heard(fresh bool) {
	if len(d.found) > 0 {
		d.begin(d.found[0])
		return
	}
	d.answer.Intent = bot.FallbackIntent
	f := d.script.fallback
	switch {
	case fresh && len(d.script.welcome) > 0:
		d.say(d.script.welcome)
		d.listen(state{})
	case d.state.Misses < f.retries:
		d.say(f.say)
		d.listen(state{Misses: d.state.Misses + 1})
	default:
		d.say(f.last)
		d.end(bot.ReadyForFulfillment)
	}
}

// listen waits for anything.
func (d *dialog) listen(next state) {
	d.answer.IntentState, d.answer.DialogAction = bot.InProgress, bot.ElicitIntent
	d.answer.State = next.store(d.now)
}

// end is the end of the dialog: the next text begins another.
func (d *dialog) end(as bot.IntentState) {
	d.answer.IntentState, d.answer.DialogAction, d.answer.State = as, bot.Close, nil
}

// begin starts an intent.
func (d *dialog) begin(m match) {
	d.state = state{Intent: m.intent.name, Slots: maps.Clone(m.slots)}
	if d.state.Slots == nil {
		d.state.Slots = make(map[string]filled)
	}
	d.misfit = m.misfit
	d.proceed()
}

// proceed asks for what is missing, or else whether all is right, or else does it.
func (d *dialog) proceed() {
	i := d.intent()
	for _, s := range i.slots {
		if _, ok := d.state.Slots[s.name]; !ok && !s.optional {
			with := s.ask
			if d.misfit[s.name] > 0 {
				with = s.again
			}
			d.ask(s, with)
			return
		}
	}
	if len(i.confirm) > 0 {
		d.wonder()
		return
	}
	d.fulfil(bot.Unconfirmed)
}

func (d *dialog) intent() *intent { return d.script.intent(d.state.Intent) }

// ask asks for a slot.
func (d *dialog) ask(s *slot, with []message) {
	if d.state.Ask != s.name {
		d.state.Ask, d.state.Tries = s.name, 0
	}
	d.carry(bot.ElicitSlot)
	d.answer.SlotToElicit = s.name
	d.say(with)
	d.answer.State = d.state.store(d.now)
}

// wonder asks whether all is right.
func (d *dialog) wonder() {
	if !d.state.Confirm {
		d.state.Ask, d.state.Confirm, d.state.Tries = "", true, 0
	}
	d.carry(bot.ConfirmIntent)
	d.say(d.intent().confirm)
	d.answer.State = d.state.store(d.now)
}

// carry is an intent that goes on.
func (d *dialog) carry(action bot.Action) {
	d.answer.Intent, d.answer.IntentState, d.answer.DialogAction = d.state.Intent, bot.InProgress, action
	d.answer.Slots = interpreted(d.state.Slots)
}

// told takes the answer to a question for a slot. A text that is exactly another
// intent's leaves this one, unless it is a value; one for an intent that may begin
// at any time is no value even where everything is.
func (d *dialog) told() {
	i := d.intent()
	s := i.slot(d.state.Ask)
	if m, ok := d.elsewhere(); ok && m.intent.anytime {
		d.begin(m)
		return
	}
	if value, ok := s.kind.value(d.text, d.now, false); ok {
		d.state.Slots[s.name] = filled{Value: value, Original: d.text}
		d.proceed()
		return
	}
	if m, ok := d.elsewhere(); ok {
		d.begin(m)
		return
	}
	if d.state.Tries++; d.state.Tries > s.retries {
		d.fail(i)
		return
	}
	d.ask(s, s.again)
}

// elsewhere is another intent that the text means without doubt.
func (d *dialog) elsewhere() (match, bool) {
	for _, m := range d.found {
		if m.sure >= sureExact && m.intent.name != d.state.Intent {
			return m, true
		}
	}
	return match{}, false
}

// confirmRetries is how often it is asked again whether all is right.
const confirmRetries = 2

// confirmed takes the answer to whether all is right.
func (d *dialog) confirmed() {
	i := d.intent()
	if m, ok := d.elsewhere(); ok {
		d.begin(m)
		return
	}
	yes, known := d.script.answer(d.text)
	switch {
	case !known && d.state.Tries >= confirmRetries:
		d.fail(i)
	case !known:
		d.state.Tries++
		d.wonder()
	case yes:
		d.fulfil(bot.Confirmed)
	default:
		d.carry(bot.ElicitIntent)
		d.answer.ConfirmationState = bot.Denied
		d.say(i.declined)
		d.answer.IntentState = bot.Failed
		d.answer.State = state{}.store(d.now)
	}
}

// fail gives an intent up.
func (d *dialog) fail(i *intent) {
	d.carry(bot.Close)
	d.say(i.failed)
	d.end(bot.Failed)
}

// fulfil does what the intent is for: it says something and sets attributes.
func (d *dialog) fulfil(c bot.Confirmation) {
	i := d.intent()
	d.carry(bot.Close)
	d.answer.ConfirmationState = c
	v := d.values()
	for name, t := range i.set {
		if d.answer.SessionAttributes == nil {
			d.answer.SessionAttributes = make(map[string]string)
		}
		d.answer.SessionAttributes[name] = t.fill(v)
	}
	d.say(i.say)
	if !i.goesOn {
		d.end(bot.Fulfilled)
		return
	}
	d.listen(state{})
	d.answer.IntentState = bot.Fulfilled
}

func (d *dialog) values() values {
	return values{slots: d.state.Slots, attributes: d.answer.SessionAttributes}
}

func (d *dialog) say(messages []message) {
	v := d.values()
	for _, m := range messages {
		said := bot.Message{ContentType: bot.PlainText, Content: m.text.fill(v)}
		if m.payload != nil {
			said = bot.Message{ContentType: bot.CustomPayload, Content: fillJSON(m.payload, v)}
		}
		if said.Content != "" {
			d.answer.Messages = append(d.answer.Messages, said)
		}
	}
}

// interpret tells what else the text may have meant.
func (d *dialog) interpret() {
	first := bot.Interpretation{Intent: d.answer.Intent, Slots: d.answer.Slots}
	if first.Intent != bot.FallbackIntent {
		first.Confidence = new(sureExact) // an answer to the bot's own question
	}
	var others []bot.Interpretation
	for _, m := range d.found {
		if m.intent.name == first.Intent {
			first.Confidence = new(m.sure)
			continue
		}
		others = append(others, bot.Interpretation{Intent: m.intent.name, Confidence: new(m.sure), Slots: interpreted(m.slots)})
	}
	d.answer.Interpretations = append([]bot.Interpretation{first}, others...)
	if first.Intent != bot.FallbackIntent {
		d.answer.Interpretations = append(d.answer.Interpretations, bot.Interpretation{Intent: bot.FallbackIntent})
	}
}

func interpreted(slots map[string]filled) map[string]string {
	if len(slots) == 0 {
		return nil
	}
	out := make(map[string]string, len(slots))
	for name, f := range slots {
		out[name] = f.Value
	}
	return out
}
