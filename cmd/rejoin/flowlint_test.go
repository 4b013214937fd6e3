package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// paying is the file of a module that ends with a result.
func paying(name, result string) string {
	return fmt.Sprintf(`{"Version":"2019-10-30","StartAction":"a","Metadata":{"name":%q},"Settings":{"InputParameters":[],"OutputParameters":[],"Transitions":[]},
		"Actions":[{"Identifier":"a","Type":"EndFlowModuleExecution","Parameters":{"Result":%q},"Transitions":{}}]}`, name, result)
}

// invokes is the file of a flow, or with settings of a module, that invokes a module
// of a name and branches on a result.
func invokes(name, module, result, settings, end string) string {
	return fmt.Sprintf(`{"Version":"2019-10-30","StartAction":"a",%s"Metadata":{"name":%q,"ActionMetadata":{"a":{"contactFlowModuleName":%q}}},"Actions":[
		{"Identifier":"a","Type":"InvokeFlowModule","Parameters":{"FlowModuleId":"arn:aws:connect:us-east-1:123456789012:instance/i/flow-module/m"},"Transitions":{"NextAction":"z",
			"Conditions":[{"NextAction":"z","Condition":{"Operator":"Equals","Operands":[%q]}}],
			"Errors":[{"NextAction":"z","ErrorType":"NoMatchingCondition"},{"NextAction":"z","ErrorType":"NoMatchingError"}]}},
		{"Identifier":"z","Type":%q,"Parameters":{},"Transitions":{}}]}`, settings, name, module, result, end)
}

func flowThatInvokes(module, result string) string {
	return invokes("Caller", module, result, "", "DisconnectParticipant")
}

func moduleThatInvokes(name, module string) string {
	return invokes(name, module, "x", `"Settings":{"Transitions":[{"ReferenceName":"x"}]},`, "EndFlowModuleExecution")
}

// Files are held against the modules among them, whichever comes first.
func TestFlowLintKnowsTheModulesAmongTheFiles(t *testing.T) {
	caller := written(t, "caller.json", flowThatInvokes("Pay", "owes"))
	payer, ower := written(t, "payer.json", paying("Pay", "paid")), written(t, "ower.json", paying("Pay", "owes"))
	ping, pong := written(t, "ping.json", moduleThatInvokes("Ping", "Pong")), written(t, "pong.json", moduleThatInvokes("Pong", "Ping"))
	for _, test := range []struct {
		name  string
		files []string
		code  int
		want  string
	}{
		{"without the module", []string{caller}, 0, ""},
		{"a result that it does not return", []string{caller, payer}, 1, caller + `: a: operand "owes" is no result of the module Pay` + "\n"},
		{"the module first", []string{payer, caller}, 1, caller + `: a: operand "owes" is no result of the module Pay` + "\n"},
		{"a result that it returns", []string{caller, ower}, 0, ""},
		{
			"a circle", []string{ping, pong}, 1,
			ping + ": a: a module cannot run within itself: Ping > Pong > Ping\n" + pong + ": a: a module cannot run within itself: Pong > Ping > Pong\n",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := run(t, program(t, append([]string{"flow", "lint"}, test.files...)...))
			if got != (result{test.code, test.want, ""}) {
				t.Errorf("got %+v, want code %d and %q", got, test.code, test.want)
			}
		})
	}
}

// With a server, its modules count too, but for those that the files replace.
func TestFlowLintKnowsTheModulesOfAServer(t *testing.T) {
	i := install(t)
	if got := i.flow(t, "import", written(t, "pay.json", paying("Pay", "paid"))); got.code != 0 {
		t.Fatalf("got %+v", got)
	}
	caller := written(t, "caller.json", flowThatInvokes("Pay", "owes"))
	if got, want := i.flow(t, "lint", caller), caller+`: a: operand "owes" is no result of the module Pay`+"\n"; got != (result{1, want, ""}) {
		t.Errorf("got %+v, want %q", got, want)
	}
	replaced := written(t, "replaced.json", paying("Pay", "owes"))
	if got := i.flow(t, "lint", caller, replaced); got != (result{}) {
		t.Errorf("with the module's new content: got %+v, want no finding", got)
	}
	if got := run(t, program(t, "flow", "lint", "--data", "nowhere", caller)); got.code != 2 || !strings.Contains(got.stderr, "no server has its data in nowhere") {
		t.Errorf("without a server: got %+v, want code 2", got)
	}
}

// A module is published before those that count on its new content, in whichever
// order the files come.
func TestModulesAreImportedBeforeThoseThatInvokeThem(t *testing.T) {
	i := install(t)
	module, outer := written(t, "pay.json", paying("Pay", "paid")), written(t, "outer.json", moduleThatInvokes("Outer", "Inner"))
	files := []string{written(t, "caller.json", flowThatInvokes("Pay", "paid")), outer, module, written(t, "inner.json", paying("Inner", "x"))}
	if got := i.flow(t, append([]string{"import"}, files...)...); got.code != 0 || got.stderr != "" {
		t.Fatalf("new ones: got %+v", got)
	}
	changed := []string{written(t, "caller.json", flowThatInvokes("Pay", "owes")), written(t, "pay.json", paying("Pay", "owes"))}
	if got := i.flow(t, append([]string{"import"}, changed...)...); got.code != 0 || strings.Count(got.stdout, "published") != 2 {
		t.Errorf("new contents: got %+v", got)
	}
	lost := written(t, "caller.json", flowThatInvokes("Pay", "paid"))
	got := i.flow(t, "import", "--dry-run", lost)
	if got.code != 1 || !strings.Contains(got.stderr, `"paid" is no result of the module Pay`) || !strings.Contains(got.stdout, "saved") {
		t.Errorf("a result of before: got %+v, want it told and only saved", got)
	}
}

// A flow and a module that lead to each other are imported too.
func TestAModuleThatLeadsBackIsImported(t *testing.T) {
	i := install(t)
	module := strings.NewReplacer(`"DisconnectParticipant"`, `"EndFlowModuleExecution"`, `"Metadata":`, `"Settings":{"Transitions":[]},"Metadata":`, `"contactFlow"`, `"contactFlowModule"`)
	back := written(t, "back.json", module.Replace(sends("Back", "Caller")))
	caller := written(t, "caller.json", flowThatInvokes("Back", ""))
	for _, files := range [][]string{{back, caller}, {caller, back}} {
		if got := i.flow(t, append([]string{"import"}, files...)...); got.code != 0 || got.stderr != "" {
			t.Errorf("got %+v", got)
		}
	}
}

// A module's contract, which stands beside its content, goes where the module goes.
func TestAModuleTakesItsContractAlong(t *testing.T) {
	from, to := install(t), install(t)
	contract := `{"input":{"schema":{"type":"object","properties":{"account":{"type":"string"}},"required":["account"]}},"transitions":{"results":[{"name":"paid"}]}}`
	quoted, err := json.Marshal(contract)
	if err != nil {
		t.Fatal(err)
	}
	file := written(t, "pay.json", strings.Replace(paying("Pay", "paid"), `"name":"Pay"`, `"name":"Pay","settings":`+string(quoted), 1))
	caller := written(t, "caller.json", flowThatInvokes("Pay", "paid"))
	for _, i := range []installation{from, to} {
		if got := i.flow(t, "import", file); got.code != 0 {
			t.Fatalf("got %+v", got)
		}
		if got := i.flow(t, "lint", caller); got.code != 1 || !strings.Contains(got.stdout, `require the input "account"`) {
			t.Errorf("got %+v, want the contract to hold", got)
		}
		file = filepath.Join(t.TempDir(), "left.json")
		if got := i.flow(t, "export", "Pay", "-o", file); got.code != 0 {
			t.Fatalf("got %+v", got)
		}
	}
	if got := run(t, program(t, "flow", "lint", file, caller)); got.code != 1 || !strings.Contains(got.stdout, `require the input "account"`) {
		t.Errorf("among the files: got %+v, want the contract to hold", got)
	}
}
