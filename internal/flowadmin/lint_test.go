package flowadmin

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

func named(name string, kind flow.Type) string {
	designer := map[flow.Type]string{flow.TypeContactFlow: "contactFlow", flow.TypeAgentWhisper: "agentWhisper"}[kind]
	return fmt.Sprintf(`{"Version":"2019-10-30","StartAction":"z","Metadata":{"name":%q,"type":%q},"Actions":[
		{"Identifier":"z","Type":"EndFlowExecution","Parameters":{},"Transitions":{}}]}`, name, designer)
}

func tying(hook flow.Hook, reference string) File {
	return File{"caller.json", fmt.Sprintf(`{"Version":"2019-10-30","StartAction":"a","Actions":[
		{"Identifier":"a","Type":"UpdateContactEventHooks","Parameters":{"EventHooks":{%q:%q}},"Transitions":{"NextAction":"z","Errors":[{"NextAction":"z","ErrorType":"NoMatchingError"}]}},
		{"Identifier":"z","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`, hook, reference)}
}

// A flow is held against where it is named, be it among the files or in the instance.
func TestLintHoldsTheTypesOfFlows(t *testing.T) {
	there := empty()
	there["GET /contact-flows-summary/i"] = `{"ContactFlowSummaryList":[
		{"Id":"f","Arn":"arn:f","Name":"There","ContactFlowType":"AGENT_WHISPER","ContactFlowState":"ACTIVE","ContactFlowStatus":"PUBLISHED"},
		{"Id":"o","Arn":"arn:o","Name":"Old","ContactFlowType":"AGENT_WHISPER","ContactFlowState":"ARCHIVED","ContactFlowStatus":"PUBLISHED"}]}`
	wrong := func(name string) string {
		return `caller.json: a: parameter EventHooks: CustomerRemaining takes a flow of type CONTACT_FLOW, and "` + name + `" is of type AGENT_WHISPER`
	}
	beside := []File{{"whisper.json", named("Whisper", flow.TypeAgentWhisper)}}
	for _, c := range []struct {
		name, reference, want string
		hook                  flow.Hook
		files                 []File
		client                *Client
	}{
		{name: "among the files", files: beside, hook: flow.HookCustomerRemaining, reference: "Whisper", want: wrong("Whisper")},
		{name: "in its place", files: beside, hook: flow.HookAgentWhisper, reference: "Whisper"},
		{name: "of no told type", files: []File{{"whisper.json", strings.Replace(named("Whisper", ""), `"type":""`, `"x":""`, 1)}}, hook: flow.HookAgentWhisper, reference: "Whisper"},
		{name: "nobody knows", hook: flow.HookCustomerRemaining, reference: "Whisper"},
		{name: "in the instance", client: client(t, there), hook: flow.HookCustomerRemaining, reference: "arn:f", want: wrong("There")},
		{name: "in the instance, in its place", client: client(t, there), hook: flow.HookAgentWhisper, reference: "There"},
		{name: "archived", client: client(t, there), hook: flow.HookAgentWhisper, reference: "o", want: `caller.json: a: parameter EventHooks names flow "o", which is archived`},
	} {
		t.Run(c.name, func(t *testing.T) {
			found, err := Lint(t.Context(), append(c.files, tying(c.hook, c.reference)), "", c.client)
			if err != nil {
				t.Fatal(err)
			}
			var got string
			for _, f := range found {
				got += f.String()
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// Advice is a warning, in a check and in an import, and keeps nothing from running.
func TestAdviceIsAWarning(t *testing.T) {
	file := File{"whisper.json", `{"Version":"2019-10-30","StartAction":"a","Metadata":{"name":"W","type":"agentWhisper"},"Actions":[
		{"Identifier":"a","Type":"Wait","Parameters":{"TimeoutSeconds":"5"},"Transitions":{"Conditions":[{"NextAction":"b","Condition":{"Operator":"Equals","Operands":["WaitCompleted"]}}],"Errors":[{"NextAction":"b","ErrorType":"NoMatchingError"}]}},
		{"Identifier":"b","Type":"MessageParticipant","Parameters":{"Text":"$.Attributes.naïve"},"Transitions":{"NextAction":"z"}},
		{"Identifier":"z","Type":"EndFlowExecution","Parameters":{},"Transitions":{}}]}`}
	want := []string{
		"whisper.json: a: warning: the designer has no Wait in a flow of type AGENT_WHISPER: those who join wait as long",
		"whisper.json: b: warning: the reference ends after $.Attributes.na: write $.Attributes['naïve'] if more belongs to it",
	}
	for name, look := range map[string]func() ([]Finding, error){
		"lint": func() ([]Finding, error) { return Lint(t.Context(), []File{file}, "", nil) },
		"import": func() ([]Finding, error) {
			return client(t, empty()).Import(t.Context(), io.Discard, []File{file}, ImportOptions{DryRun: true})
		},
	} {
		found, err := look()
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range found {
			got = append(got, f.String())
		}
		if !slices.Equal(got, want) || Failed(found) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
