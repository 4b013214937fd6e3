package flow

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestSettingsOfAModule(t *testing.T) {
	for _, tc := range []struct {
		name, settings string
		want           Settings
		faults         []string
	}{
		{"none", ``, Settings{}, nil},
		{"null", `null`, Settings{}, nil},
		{"empty", `{}`, Settings{}, nil},
		{"all", `{
			"InputParameters":[{"ReferenceName":"account","DisplayName":"Account","Type":"String"}],
			"OutputParameters":[{"ReferenceName":"balance","Description":"in cents"}],
			"Transitions":[{"ReferenceName":"Success","DisplayName":"Success","Description":""},{"ReferenceName":"Error"}],
			"Later":1}`,
			Settings{
				Inputs:  []ModuleParameter{{Name: "account", DisplayName: "Account"}},
				Outputs: []ModuleParameter{{Name: "balance", Description: "in cents"}},
				Results: []ModuleResult{{Name: "Success", DisplayName: "Success"}, {Name: "Error"}},
			}, nil},
		{"no object", `[]`, Settings{}, []string{"Settings must be an object"}},
		{"no list", `{"Transitions":{}}`, Settings{}, []string{"Settings: Transitions must be a list"}},
		{"no objects in it", `{"InputParameters":["a"]}`, Settings{}, []string{"Settings: InputParameters: entry 1 must be an object"}},
		{"nameless", `{"Transitions":[{"DisplayName":"Done"},{"ReferenceName":7}]}`,
			Settings{Results: []ModuleResult{{DisplayName: "Done"}, {}}},
			[]string{"Settings: Transitions: entry 1 must have a ReferenceName, a text", "Settings: Transitions: entry 2 must have a ReferenceName, a text"}},
		{"twice", `{"Transitions":[{"ReferenceName":"a"},{"ReferenceName":"a"}]}`,
			Settings{Results: []ModuleResult{{Name: "a"}, {Name: "a"}}},
			[]string{`Settings: Transitions: ReferenceName "a" is used more than once`}},
	} {
		got, faults := ParseSettings(json.RawMessage(tc.settings))
		if tc.settings == "" {
			got, faults = ParseSettings(nil)
		}
		if !reflect.DeepEqual(got, tc.want) || !slices.Equal(faults, tc.faults) {
			t.Errorf("%s: got %+v, faults %q, want %+v, %q", tc.name, got, faults, tc.want, tc.faults)
		}
	}
}

func TestLintOfModules(t *testing.T) {
	returning := `{"Identifier":"back","Type":"EndFlowModuleExecution","Parameters":{},"Transitions":{}}`
	transfer := `{"Identifier":"go","Type":"TransferToFlow","Parameters":{"ContactFlowId":"f"},` +
		`"Transitions":{"Errors":[{"ErrorType":"NoMatchingError","NextAction":"go"}]}}`
	document := func(settings string, actions ...string) string {
		first, _, _ := strings.Cut(strings.TrimPrefix(actions[0], `{"Identifier":"`), `"`)
		return `{"Version":"2019-10-30","StartAction":"` + first + `","Settings":` + settings + `,"Actions":[` + strings.Join(actions, ",") + `]}`
	}
	for _, tc := range []struct {
		name, content string
		in            Type
		want          string // "" for none
	}{
		{"a module that returns", document(`{}`, returning), TypeModule, ""},
		{"what inbound flows may do", document(`{}`, transfer), TypeModule, ""},
		{"bad settings", document(`7`, returning), TypeModule, "Settings must be an object"},
		{"settings of a flow are not its business", document(`7`, transfer), TypeContactFlow, ""},
		{"a flow that returns", document(`{}`, returning), TypeContactFlow, "EndFlowModuleExecution is allowed in a module only"},
		{"a queue flow that transfers", document(`{}`, transfer), TypeCustomerQueue, "not allowed in a flow of type CUSTOMER_QUEUE"},
	} {
		_, problems := Check(tc.content, tc.in, nil)
		switch {
		case tc.want == "" && len(problems) > 0:
			t.Errorf("%s: got %v, want no problem", tc.name, problems)
		case tc.want != "" && (len(problems) != 1 || !strings.Contains(problems[0].Message, tc.want)):
			t.Errorf("%s: got %v, want one that says %q", tc.name, problems, tc.want)
		}
	}
}
