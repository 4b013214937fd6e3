package main

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
)

// listens is a flow that sets an attribute, waits for the customer and ends.
const listens = `{"Version":"2019-10-30","StartAction":"set","Metadata":{"name":"Listens"},"Actions":[
	{"Identifier":"set","Type":"UpdateContactAttributes","Parameters":{"Attributes":{"said":"a line\nand more"}},"Transitions":{"NextAction":"wait","Errors":[{"NextAction":"bye","ErrorType":"NoMatchingError"}]}},
	{"Identifier":"wait","Type":"Wait","Parameters":{"TimeoutSeconds":"3600","Events":["CustomerReturned"]},"Transitions":{"Conditions":[
		{"NextAction":"bye","Condition":{"Operator":"Equals","Operands":["CustomerReturned"]}},{"NextAction":"bye","Condition":{"Operator":"Equals","Operands":["WaitCompleted"]}}],
		"Errors":[{"NextAction":"bye","ErrorType":"NoMatchingError"}]}},
	{"Identifier":"bye","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`

func TestFlowTraceTellsWhatAFlowDid(t *testing.T) {
	i := install(t)
	id := imported(t, i.flow(t, "import", written(t, "listens.json", listens)), `created the flow "Listens", published`)
	c := program(t, "chat", "--flow", id, "--endpoint", "http://"+i.where(t))
	c.Stdin = strings.NewReader("here I am\n")
	said := run(t, c)
	contact := regexp.MustCompile(`contact ([0-9a-f-]{36})`).FindStringSubmatch(said.stdout + said.stderr)
	if said.code != 0 || contact == nil {
		t.Fatalf("the chat: got code %d, %s%s", said.code, said.stdout, said.stderr)
	}
	// It has ended, so that following it ends too.
	for _, options := range [][]string{nil, {"--follow"}} {
		got := i.flow(t, append([]string{"trace", contact[1]}, options...)...)
		if got.code != 0 || got.stderr != "" {
			t.Fatalf("got code %d, %q", got.code, got.stderr)
		}
		table := regexp.MustCompile(`\A` +
			`flow Listens: ` + id + `\n` +
			`TIME +OFFSET +FLOW +ACTION +TYPE +INPUTS +RESULT +NEXT +NOTE\n` +
			`\S+Z +\S+s +Listens +set +UpdateContactAttributes +Attributes.said="a line\\nand more" +wait\n` +
			`\S+Z +\S+s +Listens +wait +Wait +Events=CustomerReturned TimeoutSeconds=3600 +CustomerReturned +bye\n` +
			`\S+Z +\S+s +Listens +bye +DisconnectParticipant +\(end\)\n\z`)
		if !table.MatchString(got.stdout) {
			t.Errorf("got\n%s\nwant %s", got.stdout, table)
		}
	}
	got := i.flow(t, "trace", "--json", contact[1])
	lines := strings.Split(strings.TrimSuffix(got.stdout, "\n"), "\n")
	var set struct {
		Flow, FlowName, Action, Type, Next string
		Inputs                             map[string]string
	}
	if len(lines) != 3 || json.Unmarshal([]byte(lines[0]), &set) != nil || set.Flow != id || set.FlowName != "Listens" ||
		set.Action != "set" || set.Type != "UpdateContactAttributes" || set.Next != "wait" || set.Inputs["Attributes.said"] != "a line\nand more" {
		t.Errorf("got %s, want three objects, the first of the attribute", got.stdout)
	}

	stranger := i.flow(t, "trace", "7d1a4c26-8f0b-4a43-b6a5-3b5f9d1c2e08")
	if stranger.code != 1 || stranger.stderr != "rejoin: flow trace: ResourceNotFoundException: ContactId: the contact does not exist\n" {
		t.Errorf("an unknown contact: got code %d, %q, %q", stranger.code, stranger.stdout, stranger.stderr)
	}
}
