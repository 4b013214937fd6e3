package flow_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// Of what is wrong only the cause is told, and not what follows from it.
func TestLintTellsTheCauseAlone(t *testing.T) {
	const end = `{"Identifier": "end", "Type": "EndFlowExecution", "Parameters": {}, "Transitions": {}}`
	around := func(action string) string {
		return `{"Version": "2019-10-30", "StartAction": "end", "Actions": [` + action + `, ` + end + `]}`
	}
	wait := func(transitions string) string {
		return around(`{"Identifier": "it", "Type": "Wait", "Parameters": {"TimeoutSeconds": "5"}, "Transitions": ` + transitions + `}`)
	}
	const completed = `{"NextAction": "end", "Condition": {"Operator": "Equals", "Operands": ["WaitCompleted"]}}`
	const onError = `{"NextAction": "end", "ErrorType": "NoMatchingError"}`
	for name, c := range map[string]struct{ content, want string }{
		"an unknown event": {around(`{"Identifier": "it", "Type": "Wait", "Parameters": {"TimeoutSeconds": "5", "Events": ["Foo"]},
			"Transitions": {"Conditions": [` + completed + `], "Errors": [` + onError + `]}}`),
			`action "it": parameter Events must be CustomerReturned or BotParticipantDisconnected`},
		"no object":                      {around(`"str"`), `action "#1": an action must be an object`},
		"null":                           {around(`null`), `action "#1": an action must be an object`},
		"an identifier of another type":  {around(strings.Replace(end, `"end"`, `5`, 1)), `action "#1": Identifier must be a string`},
		"a type of another type":         {around(`{"Identifier": "it", "Type": 5}`), `action "it": Type must be a string`},
		"no type":                        {around(`{"Identifier": "it"}`), `action "it": Type is required`},
		"parameters of another type":     {strings.Replace(wait(`{"Conditions": [`+completed+`], "Errors": [`+onError+`]}`), `{"TimeoutSeconds": "5"}`, `[]`, 1), `action "it": Parameters must be an object`},
		"transitions of another type":    {wait(`[]`), `action "it": Transitions must be an object`},
		"conditions of another type":     {wait(`{"Conditions": {}, "Errors": [` + onError + `]}`), `action "it": Conditions must be a list`},
		"a condition of another type":    {wait(`{"Conditions": ["a"], "Errors": [` + onError + `]}`), `action "it": each of Conditions must be an object`},
		"a condition that compares with": {wait(`{"Conditions": [{"NextAction": "end", "Condition": "a"}], "Errors": [` + onError + `]}`), `action "it": Condition must be an object`},
		"a condition without an operand": {wait(`{"Conditions": [{"NextAction": "end", "Condition": {"Operator": "Equals"}}], "Errors": [` + onError + `]}`), `action "it": a condition must have exactly one operand, a string`},
		"errors of another type":         {wait(`{"Conditions": [` + completed + `], "Errors": {}}`), `action "it": Errors must be a list`},
		"an error of another type":       {wait(`{"Conditions": [` + completed + `], "Errors": [{"NextAction": "end", "ErrorType": 5}]}`), `action "it": ErrorType must be a string`},
		"a branch to another type":       {wait(`{"Conditions": [` + completed + `], "Errors": [{"NextAction": 5, "ErrorType": "NoMatchingError"}]}`), `action "it": NextAction must be a string`},
		"a version of another type":      {strings.Replace(around(strings.Replace(end, `"end"`, `"it"`, 1)), `"2019-10-30"`, `2019`, 1), `Version must be a string`},
		"a start of another type":        {strings.Replace(around(`{"Identifier": "it", "Type": "EndFlowExecution"}`), `"StartAction": "end"`, `"StartAction": 5`, 1), `StartAction must be a string`},
		"actions of another type":        {`{"Version": "2019-10-30", "StartAction": "end", "Actions": {}}`, `Actions must be a list`},
	} {
		_, problems := flow.Check(c.content, flow.TypeContactFlow, nil)
		var got []string
		for _, p := range problems {
			got = append(got, p.String())
		}
		if !reflect.DeepEqual(got, []string{c.want}) {
			t.Errorf("%s: got %q, want only %q", name, got, c.want)
		}
	}
}
