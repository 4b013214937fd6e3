package flowadmin

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// describedAs is an instance with one module of a content and Settings.
func describedAs(t *testing.T, content, settings string) service {
	t.Helper()
	s := empty()
	s["GET /contact-flow-modules-summary/i"] = `{"ContactFlowModulesSummaryList":[{"Id":"m","Arn":"arn:m","Name":"Pay"}]}`
	answer, err := json.Marshal(map[string]any{"ContactFlowModule": map[string]string{"Id": "m", "Name": "Pay", "Content": content, "Settings": settings}})
	if err != nil {
		t.Fatal(err)
	}
	for _, reference := range []string{"m", "m:1", "m:$LATEST", "arn:m"} {
		s["GET /contact-flow-modules/i/"+reference] = string(answer)
	}
	return s
}

const (
	inContent = `{"Transitions":[{"ReferenceName":"Success"},{"ReferenceName":"Error"}]}`
	payModule = `{"Version":"2019-10-30","StartAction":"a","Metadata":{"name":"Pay"},"Settings":` + inContent + `,"Actions":[
		{"Identifier":"a","Type":"EndFlowModuleExecution","Parameters":{},"Transitions":{}}]}`
	besidePay = `{"input":{"schema":{"type":"object","properties":{"account":{"type":"string"}},"required":["account"]}}}`
)

func invoking(module, input string) File {
	return File{"caller.json", fmt.Sprintf(`{"Version":"2019-10-30","StartAction":"a","Actions":[
		{"Identifier":"a","Type":"InvokeFlowModule","Parameters":{"FlowModuleId":%q,"Input":%s},"Transitions":{"NextAction":"z","Errors":[{"NextAction":"z","ErrorType":"NoMatchingError"}]}},
		{"Identifier":"z","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`, module, input)}
}

// The contract of an instance's module stands beside its content, also when a file
// brings another content; what is told where none stands there is the content's own.
func TestInvocationsAreHeldAgainstTheContractsOfTheInstance(t *testing.T) {
	const missing = `require the input "account"`
	for _, test := range []struct {
		name, settings, module, input, want string
		files                               []File
	}{
		{name: "by id", settings: besidePay, module: "m", input: `{}`, want: missing},
		{name: "by ARN", settings: besidePay, module: "arn:m", input: `{}`, want: missing},
		{name: "by name", settings: besidePay, module: "Pay", input: `{}`, want: missing},
		{name: "the newest", settings: besidePay, module: "m:$LATEST", input: `{}`, want: missing},
		{name: "a version", settings: besidePay, module: "m:1", input: `{}`, want: missing},
		{name: "what it requires", settings: besidePay, module: "m", input: `{"account":"1"}`},
		{name: "beside a file's content", settings: besidePay, module: "m", input: `{}`, want: missing, files: []File{{"pay.json", payModule}}},
		{name: "no contract", settings: inContent, module: "m", input: `{"x":"1"}`},
		{name: "a module that is not there", settings: besidePay, module: "n", input: `{"x":"1"}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := client(t, describedAs(t, payModule, test.settings))
			found, err := Lint(t.Context(), append(test.files, invoking(test.module, test.input)), "", c)
			if err != nil {
				t.Fatal(err)
			}
			if test.want == "" && len(found) > 0 || test.want != "" && (len(found) != 1 || !strings.Contains(found[0].Message, test.want)) {
				t.Errorf("got %v, want %q", found, test.want)
			}
		})
	}
}

// A check that could not look is none.
func TestALintThatCannotLookFails(t *testing.T) {
	unread := describedAs(t, payModule, "")
	delete(unread, "GET /contact-flow-modules/i/m")
	if _, err := Lint(t.Context(), []File{invoking("m", `{}`)}, "", client(t, unread)); err == nil || !strings.Contains(err.Error(), "read the module m") {
		t.Errorf("a module that cannot be read: got %v", err)
	}
	unlisted := empty()
	delete(unlisted, "GET /queues-summary/i")
	if _, err := Lint(t.Context(), []File{invoking("m", `{}`)}, "", client(t, unlisted)); err == nil {
		t.Error("no lists: got no error")
	}
}
