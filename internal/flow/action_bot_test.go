package flow_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/flowtest"
)

const (
	interactive = "application/vnd.amazonaws.connect.message.interactive"
	response    = interactive + ".response"
)

func said(text string) flow.Heard { return flow.Heard{ContentType: "text/plain", Text: text} }

func fulfilled(intent string, messages ...flow.BotMessage) flow.BotAnswered {
	return flow.BotAnswered{Answer: flow.BotAnswer{
		Intent: intent, IntentState: "Fulfilled", DialogAction: "Close", Messages: messages,
	}}
}

func TestConnectParticipantWithLexBot(t *testing.T) {
	const asks = `{"Text": "What is it?", "LexV2Bot": {"AliasArn": "arn:bot"}}`
	prompt := flow.SendMessage{Text: "What is it?"}
	first := flow.AskBot{Bot: "arn:bot", Text: "a bill"}
	sales := []string{"Equals Sales"}
	says := func(text string) flow.SendMessage {
		return flow.SendMessage{Text: text, ContentType: "text/plain", Bot: true}
	}
	elicits := flow.BotAnswered{Answer: flow.BotAnswer{
		Intent: "Sales", IntentState: "InProgress", DialogAction: "ElicitSlot", State: []byte("s"),
		SessionAttributes: map[string]string{"a": "2"},
		Messages:          []flow.BotMessage{{ContentType: "PlainText", Content: "Which?"}, {ContentType: "SSML", Content: "<speak>One</speak>"}},
	}}
	const template = `{"templateType": "ListPicker", "version": "1.0", "data": {}}`
	try(t, "ConnectParticipantWithLexBot", []trial{
		{name: "an intent at once", parameters: asks, conditions: sales, wakes: []flow.Input{said(" a bill "), fulfilled("Sales")},
			commands: []flow.Command{prompt, flow.Listen{}, first}, branch: "if Equals Sales"},
		{name: "another intent", parameters: asks, conditions: sales, wakes: []flow.Input{said("a bill"), fulfilled("Care")},
			commands: []flow.Command{prompt, flow.Listen{}, first}, branch: "on NoMatchingCondition"},
		{name: "the bot asks back", conditions: sales, wakes: []flow.Input{said("a bill"), elicits, said("one"), fulfilled("Sales")},
			parameters: `{"Text": "What is it?", "LexV2Bot": {"AliasArn": "arn:bot"}, "LexSessionAttributes": {"a": "$.Attributes.a"}, "LexTimeoutSeconds": {"Text": "90"}}`,
			env:        flow.Values{"$.Attributes.a": "1", "$.LanguageCode": "de-DE"},
			commands: []flow.Command{prompt, flow.Listen{Seconds: 90},
				flow.AskBot{Bot: "arn:bot", Locale: "de_DE", Text: "a bill", SessionAttributes: map[string]string{"a": "1"}},
				says("Which?"), says("<speak>One</speak>"), flow.Listen{Seconds: 90, Again: true},
				flow.AskBot{Bot: "arn:bot", Locale: "de_DE", Text: "one", SessionAttributes: map[string]string{"a": "2"}, State: []byte("s")}},
			branch: "if Equals Sales"},
		{name: "the bot says all before it is over", parameters: asks, conditions: sales, wakes: []flow.Input{said("a bill"), fulfilled("Sales",
			flow.BotMessage{ContentType: "CustomPayload", Content: template}, flow.BotMessage{ContentType: "CustomPayload", Content: "{}"},
			flow.BotMessage{ContentType: "PlainText", Content: " "}, flow.BotMessage{ContentType: "PlainText", Content: template})},
			commands: []flow.Command{prompt, flow.Listen{}, first,
				flow.SendMessage{Text: template, ContentType: interactive, Bot: true}, says("{}"), says(template)}, branch: "if Equals Sales"},
		{name: "a long answer", parameters: asks, conditions: sales, wakes: []flow.Input{said("a bill"),
			fulfilled("Sales", flow.BotMessage{ContentType: "PlainText", Content: strings.Repeat("ü", flow.MaxMessageLength+1)})},
			commands: []flow.Command{prompt, flow.Listen{}, first, says(strings.Repeat("ü", flow.MaxMessageLength)), says("ü")}, branch: "if Equals Sales"},
		{name: "the customer says nothing", parameters: asks, wakes: []flow.Input{flow.Timeout{}},
			commands: []flow.Command{prompt, flow.Listen{}}, branch: "on InputTimeLimitExceeded"},
		{name: "blank is not told the bot", parameters: asks, wakes: []flow.Input{said(" "), flow.Timeout{}},
			commands: []flow.Command{prompt, flow.Listen{}, flow.Listen{Again: true}}, branch: "on InputTimeLimitExceeded"},
		{name: "the bot fails", parameters: asks, wakes: []flow.Input{said("a bill"), broken},
			commands: []flow.Command{prompt, flow.Listen{}, first}, branch: onError},
		{name: "an answer of something else", parameters: asks, wakes: []flow.Input{said("a bill"), flow.FunctionAnswered{}},
			commands: []flow.Command{prompt, flow.Listen{}, first}, branch: onError},
		{name: "slots that are too long", parameters: asks, wakes: []flow.Input{said("a bill"),
			flow.BotAnswered{Answer: flow.BotAnswer{Slots: map[string]string{"a": strings.Repeat("a", 8*flow.MaxBotAnswer)}}}},
			commands: []flow.Command{prompt, flow.Listen{}, first}, branch: onError},
		{name: "an answer that is too long", parameters: asks, wakes: []flow.Input{said("a bill"),
			fulfilled("Sales", flow.BotMessage{ContentType: "PlainText", Content: strings.Repeat("a", 101*flow.MaxMessageLength)})},
			commands: []flow.Command{prompt, flow.Listen{}, first}, branch: onError},
		{name: "the prompt cannot be sent", parameters: asks, answer: broken, command: prompt, branch: onError},
		{name: "the bot begins", conditions: sales, wakes: []flow.Input{fulfilled("Sales")},
			parameters: `{"LexV2Bot": {"AliasArn": "arn:bot"}, "LexInitializationData": {"InitialMessage": "$.Media.InitialMessage"}}`,
			env:        flow.Values{"$.Media.InitialMessage": "a bill"},
			command:    flow.AskBot{Bot: "arn:bot", Text: "a bill", Opens: true}, branch: "if Equals Sales"},
		{name: "a prompt, then the bot", conditions: sales, wakes: []flow.Input{elicits, flow.Timeout{}},
			parameters: `{"SSML": "<speak>Hi</speak>", "LexV2Bot": {"AliasArn": "arn:bot"}, "LexInitilizationData": {"InitialMessage": "go"}}`,
			commands: []flow.Command{flow.SendMessage{Text: "<speak>Hi</speak>"}, flow.AskBot{Bot: "arn:bot", Text: "go", Opens: true},
				says("Which?"), says("<speak>One</speak>"), flow.Listen{Again: true}}, branch: "on InputTimeLimitExceeded"},
		{name: "nothing to begin with", parameters: `{"LexV2Bot": {"AliasArn": "arn:bot"}, "LexInitializationData": {"InitialMessage": "$.Media.InitialMessage"}}`,
			wakes: []flow.Input{flow.Timeout{}}, command: flow.Listen{}, branch: "on InputTimeLimitExceeded"},
		{name: "audio has no effect", parameters: `{"PromptId": "p", "LexBot": {"Name": "old", "Region": "us-east-1", "Alias": "live"}}`,
			conditions: sales, wakes: []flow.Input{said("a bill"), fulfilled("Sales")},
			commands: []flow.Command{flow.Listen{}, flow.AskBot{Bot: "old", Text: "a bill"}}, branch: "if Equals Sales"},
		{name: "no prompt", parameters: `{"LexV2Bot": {"AliasArn": "arn:bot"}}`, branch: onError, note: "one of Text"},
		{name: "two prompts", parameters: `{"Text": "a", "SSML": "b", "LexV2Bot": {"AliasArn": "arn:bot"}}`, branch: onError, note: "at most one"},
		{name: "two beginnings", parameters: `{"LexV2Bot": {"AliasArn": "b"}, "LexInitializationData": {}, "LexInitilizationData": {}}`, branch: onError, note: "at most one"},
		{name: "an empty prompt", parameters: `{"Text": "$.Attributes.a", "LexV2Bot": {"AliasArn": "b"}}`, branch: onError, note: "Text must have 1"},
		{name: "a blank prompt", parameters: `{"Text": " ", "LexV2Bot": {"AliasArn": "b"}}`, branch: onError, note: "empty"},
		{name: "no bot", parameters: `{"Text": "a"}`, branch: onError, note: "exactly one of LexV2Bot or LexBot"},
		{name: "two bots", parameters: `{"Text": "a", "LexV2Bot": {"AliasArn": "b"}, "LexBot": {"Name": "c"}}`, branch: onError, note: "exactly one of"},
		{name: "no alias", parameters: `{"Text": "a", "LexV2Bot": {}}`, branch: onError, note: "LexV2Bot.AliasArn is missing"},
		{name: "a bot that is no object", parameters: `{"Text": "a", "LexV2Bot": "b"}`, branch: onError, note: "LexV2Bot.AliasArn is missing"},
		{name: "a bot by a reference without a value", parameters: `{"Text": "a", "LexV2Bot": {"AliasArn": "$.Attributes.b"}}`, branch: onError, note: "no value"},
		{name: "seconds that are none", parameters: `{"Text": "a", "LexV2Bot": {"AliasArn": "b"}, "LexTimeoutSeconds": {"Text": "soon"}}`, branch: onError, note: "whole number"},
		{name: "attributes of another type", parameters: `{"Text": "a", "LexV2Bot": {"AliasArn": "b"}, "LexSessionAttributes": []}`, branch: onError, note: "object"},
		{name: "a whisper may not", kind: flow.TypeAgentWhisper, parameters: asks, branch: onError, note: "not allowed"},
	})
	try(t, "GetParticipantInput", []trial{
		{name: "a bot of old exports", parameters: asks, conditions: sales, wakes: []flow.Input{said("a bill"), fulfilled("Sales")},
			commands: []flow.Command{prompt, flow.Listen{}, first}, branch: "if Equals Sales"},
		{name: "digits", parameters: `{"Text": "Press 1", "InputTimeLimitSeconds": "5"}`, conditions: []string{"Equals 1"}, branch: onError, note: "digits"},
		{name: "two bots", parameters: `{"Text": "a", "LexV2Bot": {"AliasArn": "b"}, "LexBot": {"Name": "c"}}`, branch: onError, note: "exactly one of"},
		{name: "a whisper may not", kind: flow.TypeAgentWhisper, parameters: asks, branch: onError, note: "not allowed"},
	})
}

// TestABotIsOverWhenItSaysSo holds each dialog state to what follows.
func TestABotIsOverWhenItSaysSo(t *testing.T) {
	doc := parse(t, branching(t, "ConnectParticipantWithLexBot", `{"Text": "?", "LexV2Bot": {"AliasArn": "b"}}`, "Equals I"))
	for _, c := range []struct {
		state, action string
		over          bool
		dialogState   string
	}{
		{"Fulfilled", "Close", true, "Fulfilled"},
		{"Failed", "Close", true, "Failed"},
		{"ReadyForFulfillment", "", true, "ReadyForFulfillment"},
		{"Fulfilled", "", true, "Fulfilled"},
		{"", "Close", true, "Close"},
		{"Fulfilled", "ElicitIntent", false, "ElicitIntent"},
		{"InProgress", "ElicitSlot", false, "ElicitSlot"},
		{"InProgress", "ConfirmIntent", false, "ConfirmIntent"},
		{"InProgress", "", false, ""},
	} {
		r := flowtest.Start(t, flowtest.Host{}, doc, flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
		r.Resume(said("x"))
		r.Resume(flow.BotAnswered{Answer: flow.BotAnswer{Intent: "I", IntentState: c.state, DialogAction: c.action}})
		if end, over := r.Last().(flow.End); over != c.over || over && end.Action != "if Equals I" {
			t.Errorf("%s, %s: got %#v, want over %v", c.state, c.action, r.Last(), c.over)
		}
		if got := string(r.Step.State.Values["Lex"]); !strings.Contains(got, fmt.Sprintf("%q:%q", "DialogState", c.dialogState)) {
			t.Errorf("%s, %s: got %s, want DialogState %q", c.state, c.action, got, c.dialogState)
		}
	}
}

func TestResponsesToInteractiveMessagesReachTheBotAsText(t *testing.T) {
	const paging = `{"version":"1.0","data":{"actionName":"SHOW_MORE","preIndex":-1,"nextIndex":5,"listId":"l"},"action":"SHOW_MORE"}`
	for text, want := range map[string]string{
		`{"templateType":"ListPicker","data":{"content":{"title":"Bills"}},"action":"x"}`: "Bills",
		`{"title":"Bills","action":"x"}`:                                   "Bills",
		`{"templateIdentifier":"t","listTitle":"l","selectionText":"One"}`: "One",
		`{"data":"{\"title\":\"Two\"}"}`:                                   "Two",
		`{"action":"GO","data":{"actionName":"GO"}}`:                       "GO",
		`{"action":"GO"}`:                                                  "GO",
		paging:                                                             paging,
		`no JSON`:                                                          `no JSON`,
	} {
		doc := parse(t, branching(t, "ConnectParticipantWithLexBot", `{"Text": "?", "LexV2Bot": {"AliasArn": "b"}}`))
		r := flowtest.Start(t, flowtest.Host{}, doc, flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
		r.Resume(flow.Heard{ContentType: response, Text: text})
		if want := (flow.AskBot{Bot: "b", Text: want}); !reflect.DeepEqual(r.Last(), flow.Command(want)) {
			t.Errorf("%s: got %#v, want %#v", text, r.Last(), want)
		}
	}
}

// TestWhatABotLeavesForReferences reads $.Lex in all its forms.
func TestWhatABotLeavesForReferences(t *testing.T) {
	answer := fulfilled("Order")
	answer.Answer.Slots = map[string]string{"size": "L"}
	answer.Answer.SessionAttributes = map[string]string{"two words": "x"}
	answer.Answer.Interpretations = []flow.Interpretation{
		{Intent: "Order", Score: 0.82, Sentiment: "POSITIVE"},
		{Intent: "Fraud", Score: 0.7, Slots: map[string]string{"card": "1"}},
		{Intent: ""},
	}
	got := afterAction(t, "ConnectParticipantWithLexBot", `{"Text": "?", "LexV2Bot": {"AliasArn": "b"}}`, nil,
		[]flow.Input{said("x"), answer}, []string{
			"$.Lex.IntentName", "$.Lex.Slots.size", "$.Lex.SessionAttributes['two words']", "$.Lex.DialogState",
			"$.Lex.IntentConfidence.Score", "$.Lex.SentimentResponse.Label", "$.Lex.AlternativeIntents.Fraud.IntentConfidence.Score",
			"$.Lex.AlternativeIntents.1.IntentName", "$['Lex']['AlternativeIntents']['Fraud']['Slots']['card']", "$.Lex.Slots.none",
		})
	want := []string{"Order", "L", "x", "Fulfilled", "0.82", "POSITIVE", "0.7", "Fraud", "1", ""}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
