package conversation_test

import (
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

const botAlias = "arn:aws:lex:eu-west-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST"

// echo repeats what it is told until it is told "agent".
func echo(turn flow.AskBot) flow.BotAnswer {
	if turn.Text == "agent" {
		return flow.BotAnswer{Intent: "Agent", IntentState: "ReadyForFulfillment", DialogAction: "Close",
			Messages: []flow.BotMessage{{ContentType: "PlainText", Content: "one moment"}}}
	}
	return flow.BotAnswer{Intent: "Talk", IntentState: "InProgress", DialogAction: "ElicitIntent",
		Messages: []flow.BotMessage{{ContentType: "PlainText", Content: "you said " + turn.Text}}}
}

func botFlow() []action {
	return []action{
		talksTo(botAlias, "hello").on("Agent", "agent").failing(flow.ErrorNoMatchingCondition, "other").
			failing(flow.ErrorNoMatchingError, "broken"),
		says("to an agent: $.Lex.IntentName").named("agent"), hangsUp(),
		says("something else").named("other"), hangsUp(),
		says("no bot").named("broken"), hangsUp(),
	}
}

func TestABotTalksUntilItIsDone(t *testing.T) {
	inWorld(t, func(w *world) {
		w.partner.bot = echo
		v := w.begins(through(w.flow(botFlow()...), asking()))
		v.says("hi")
		w.pass(0)
		v.says("still there?")
		w.pass(0)
		v.says("agent")
		w.pass(0)
		wantLines(w, "listed", lines(v.listed()), "SYSTEM_MESSAGE: hello", "Ada joined",
			"Ada: hi", "BOT: you said hi", "Ada: still there?", "BOT: you said still there?",
			"Ada: agent", "BOT: one moment", "SYSTEM_MESSAGE: to an agent: Agent", "ended")
	})
}

// A list is shown where the chat says that it shows lists, and elsewhere put in words.
func TestABotsListIsWordsWhereTheChatTakesOnlyText(t *testing.T) {
	const list = `{"templateType":"ListPicker","version":"1.0","data":{"content":{"title":"Which?","elements":[{"title":"A"}]}}}`
	for name, test := range map[string]struct {
		types []string
		plain string
		want  string
	}{
		"shown":                      {[]string{chat.ContentPlain, chat.ContentInteractive}, "Which?", "BOT: " + list},
		"in words":                   {nil, "Which?\n- A", "BOT: Which?\n- A"},
		"nothing to put it in words": {nil, "", "SYSTEM_MESSAGE: no bot"},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.partner.bot = func(flow.AskBot) flow.BotAnswer {
					return flow.BotAnswer{DialogAction: "ElicitIntent", Messages: []flow.BotMessage{{ContentType: "CustomPayload", Content: list, Plain: test.plain}}}
				}
				start := through(w.flow(botFlow()...), asking())
				start.ContentTypes = test.types
				v := w.begins(start)
				v.says("hi")
				w.pass(0)
				equal(w, "the answer", line(v.listed()[3]), test.want)
			})
		})
	}
}

// What the customer says while the bot thinks is answered afterwards, in order.
func TestABotHearsWhatWasSaidWhileItThought(t *testing.T) {
	inWorld(t, func(w *world) {
		w.partner.bot, w.partner.thinks = echo, 2*time.Second
		v := w.begins(through(w.flow(botFlow()...), asking()))
		v.says("one", "two", "three")
		w.pass(7 * time.Second)
		equal(w, "asked", strings.Join(w.partner.asked(), " "), "one two three")
		wantLines(w, "listed", lines(v.listed()), "SYSTEM_MESSAGE: hello", "Ada joined",
			"Ada: one", "Ada: two", "BOT: you said one", "Ada: three", "BOT: you said two", "BOT: you said three")
	})
}

func TestABotThatFailsOrTakesTooLongIsAnError(t *testing.T) {
	for name, spoil := range map[string]func(*partner){
		"fails":          func(p *partner) { p.bot = nil },
		"takes too long": func(p *partner) { p.thinks = 11 * time.Second },
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.partner.bot = echo
				spoil(w.partner)
				v := w.begins(through(w.flow(botFlow()...), asking()))
				v.says("hi")
				w.pass(10 * time.Second)
				wantLines(w, "listed", lines(v.listed()), "SYSTEM_MESSAGE: hello", "Ada joined",
					"Ada: hi", "SYSTEM_MESSAGE: no bot", "ended")
			})
		})
	}
}

// A call whose answer does not come is made again under the same key, by whichever
// node is there; the answer that comes last is dropped.
func TestALateAnswerChangesNothing(t *testing.T) {
	inWorld(t, func(w *world) {
		w.partner.bot, w.partner.thinks, w.partner.stubborn = echo, 20*time.Second, true
		v := w.begins(through(w.flow(botFlow()...), asking()))
		v.says("hi")
		w.pass(time.Second)
		w.partner.thinksFor(0)
		w.pass(time.Minute)
		calls := w.partner.made()
		if len(calls) != 2 || calls[0].key != calls[1].key || calls[0].key == "" {
			t.Errorf("got calls %+v, want two under one key", calls)
		}
		wantLines(w, "listed", lines(v.listed()), "SYSTEM_MESSAGE: hello", "Ada joined", "Ada: hi", "BOT: you said hi")
	})
}

func TestADialogSurvivesARestart(t *testing.T) {
	inWorld(t, func(w *world) {
		w.partner.bot = echo
		v := w.begins(through(w.flow(botFlow()...), asking()))
		v.says("hi")
		w.pass(0)
		w.restart(time.Hour)
		v.says("agent")
		w.pass(0)
		all := v.listed()
		equal(w, "listed last but one", line(all[len(all)-2]), "SYSTEM_MESSAGE: to an agent: Agent")
		v.wantEnded(chat.DisconnectContactFlow)
	})
}

func TestAFunctionGetsTheContactAndAnswersTheFlow(t *testing.T) {
	inWorld(t, func(w *world) {
		w.partner.thinks = time.Second // or the chat may end before the customer joins
		w.partner.function = func([]byte) []byte { return []byte(`{"status":"shipped"}`) }
		v := w.begins(through(w.flow(
			sets("order", "42"),
			invokes("arn:aws:lambda:eu-west-1:123456789012:function:orders").failing(flow.ErrorNoMatchingError, "broken"),
			says("your order is $.External.status"), finishes(),
			says("no function").named("broken"), hangsUp(),
		), asking()))
		w.pass(time.Second)
		wantLines(w, "listed", lines(v.listed()), "Ada joined", "SYSTEM_MESSAGE: your order is shipped", "ended")
		event := w.partner.made()[0].event
		for _, part := range []string{`"Name":"ContactFlowEvent"`, `"Parameters":{"order":"42"}`, `"ContactId":"` + string(v.id) + `"`} {
			if !strings.Contains(event, part) {
				t.Errorf("got event %s, want it to hold %s", event, part)
			}
		}
	})
}

// A dialog without a time limit does not take over that of what was listened to
// before it.
func TestADialogHasNoLimitButItsOwn(t *testing.T) {
	inWorld(t, func(w *world) {
		w.partner.bot = echo
		opened := talksTo(botAlias, "hello")
		opened.params["LexInitializationData"] = map[string]string{"InitialMessage": "open"}
		limited := talksTo(botAlias, "quick").on("Agent", "next")
		limited.params["LexTimeoutSeconds"] = map[string]string{"Text": "60"}
		v := w.begins(through(w.flow(limited, opened.named("next").on("Agent", "end"), hangsUp().named("end")), asking()))
		v.says("agent")
		w.pass(time.Hour)
		v.wantActive()
		v.says("agent")
		w.pass(0)
		v.wantEnded(chat.DisconnectContactFlow)
	})
}
