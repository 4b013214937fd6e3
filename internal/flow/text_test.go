package flow_test

import (
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

const notText = "holds U+0000 or bytes that are no UTF-8"

func TestNoCommandCarriesWhatCannotBeStored(t *testing.T) {
	try(t, "MessageParticipant", []trial{
		{name: "in the document", parameters: `{"Text": "a\u0000b"}`, command: flow.SendMessage{Text: "a\uFFFDb"}, branch: "next"},
		{name: "an escape that is escaped", parameters: `{"Text": "a\\u0000b"}`, command: flow.SendMessage{Text: `a\u0000b`}, branch: "next"},
		{name: "in a reference's value", parameters: `{"Text": "$.Attributes.a"}`, env: flow.Values{"$.Attributes.a": "a\x00b\xff"},
			command: flow.SendMessage{Text: "a\uFFFDb\uFFFD"}, branch: "next"},
	})
	try(t, "UpdateContactAttributes", []trial{
		{name: "in a name", parameters: `{"Attributes": {"a\u0000": "b", "$.Attributes.n": "\u0000"}}`, env: flow.Values{"$.Attributes.n": "n\x00"},
			command: flow.UpdateAttributes{Target: flow.TargetCurrent, Attributes: map[string]string{"a\uFFFD": "b", "n\uFFFD": "\uFFFD"}}, branch: "next"},
	})
	function := flow.InvokeFunction{ARN: "l", Seconds: 8, Parameters: []byte("{}")}
	try(t, "InvokeLambdaFunction", []trial{
		{name: "a function's answer", parameters: `{"LambdaFunctionARN": "l"}`, wake: answered(`{"a": "\u0000"}`),
			command: function, branch: onError, note: "the function's answer " + notText},
		{name: "an answer of any form", parameters: `{"LambdaFunctionARN": "l", "ResponseValidation": {"ResponseType": "JSON"}}`, wake: answered(`{"a": {"b\u0000": 1}}`),
			command: function, branch: onError, note: notText},
		{name: "an answer in another encoding", parameters: `{"LambdaFunctionARN": "l"}`, wake: answered("{\"a\": \"\xe4\"}"),
			command: function, branch: onError, note: notText},
		{name: "an answer that speaks of it", parameters: `{"LambdaFunctionARN": "l"}`, wake: answered(`{"a": "\\u0000"}`), command: function, branch: "next"},
	})
	const asks = `{"PromptId": "p", "LexV2Bot": {"AliasArn": "b"}}`
	for name, a := range map[string]flow.BotAnswer{
		"a bot's message":      {Messages: []flow.BotMessage{{Content: "\x00"}}},
		"a bot's intent":       {Intent: "\x00"},
		"a slot":               {Slots: map[string]string{"a": "\x00"}},
		"an attribute":         {SessionAttributes: map[string]string{"\xff": "a"}},
		"another meaning":      {Interpretations: []flow.Interpretation{{Intent: "\x00"}}},
		"another meaning slot": {Interpretations: []flow.Interpretation{{Slots: map[string]string{"\x00": ""}}}},
	} {
		asked := []flow.Command{flow.Listen{}, flow.AskBot{Bot: "b", Text: "a\uFFFD"}}
		try(t, "ConnectParticipantWithLexBot", []trial{
			{name: name, parameters: asks, wakes: []flow.Input{said("a\x00"), flow.BotAnswered{Answer: a}},
				commands: asked, branch: onError, note: "the bot's answer " + notText},
		})
	}
	try(t, "ShowView", []trial{
		{name: "a view's answer", parameters: `{"ViewResource": {"Id": "v"}, "ViewData": {"a": "$.Attributes.a"}}`, env: flow.Values{"$.Attributes.a": "\x00"},
			conditions: []string{"Equals go\uFFFD"}, wake: submitted(`{"templateType":"ViewResource","action":"go\u0000","data":"{\"a\": \"\\u0000\"}"}`),
			commands: []flow.Command{flow.ShowView{ViewID: "v", Data: []byte("{\"a\":\"\uFFFD\"}")}, flow.Listen{Seconds: 400}}, branch: "if Equals go\uFFFD"},
	})
}

func TestLintTellsWhatCannotBeStored(t *testing.T) {
	for content, want := range map[string]string{
		branching(t, "MessageParticipant", `{"Text": "a\u0000"}`):                                                                                      `action "it": parameter Text holds the character U+0000, which cannot be stored`,
		branching(t, "UpdateContactAttributes", `{"Attributes": {"a": "\u0000"}}`):                                                                     `action "it": parameter Attributes.a holds the character U+0000, which cannot be stored`,
		branching(t, "UpdateContactAttributes", `{"Attributes": {"\u0000": "a"}}`):                                                                     `action "it": a name in parameter Attributes holds the character U+0000, which cannot be stored`,
		branching(t, "UntagContact", `{"TagKeys": ["a\u0000"]}`):                                                                                       `action "it": parameter TagKeys holds the character U+0000, which cannot be stored`,
		branching(t, "Compare", `{"ComparisonValue": "$.Attributes.a"}`, "Equals a\x00"):                                                               `action "it": the operand of a condition holds the character U+0000, which cannot be stored`,
		branching(t, "MessageParticipant", "{\"Text\": \"a\"}")[:1] + "\"x\": \"\xff\"," + branching(t, "MessageParticipant", "{\"Text\": \"a\"}")[1:]: "the content is not valid UTF-8",
	} {
		_, problems := flow.Check(content, flow.TypeContactFlow, nil)
		found := false
		for _, p := range problems {
			found = found || p.String() == want
		}
		if !found {
			t.Errorf("got problems %v, want %s", problems, want)
		}
	}
}
