package directory_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

const contract = `{"input":{"schema":{"type":"object","properties":{"account":{"type":"string"}},"required":["account"]}},
	"transitions":{"results":[{"name":"paid"}]}}`

// paying is a module that ends with a result.
func paying(result string) string {
	return strings.Replace(returning, `"Parameters":{}`, fmt.Sprintf(`"Parameters":{"Result":%q}`, result), 1)
}

// calling is a content that invokes a module and branches on a result, "" for none.
func calling(module, input, result, end string) string {
	conditions := ""
	if result != "" {
		conditions = fmt.Sprintf(`{"NextAction":"z","Condition":{"Operator":"Equals","Operands":[%q]}}`, result)
	}
	return fmt.Sprintf(`{"Version":"2019-10-30","StartAction":"a","Settings":{},"Actions":[
		{"Identifier":"a","Type":"InvokeFlowModule","Parameters":{"FlowModuleId":%q,"Input":%s},"Transitions":{"NextAction":"z","Conditions":[%s],
			"Errors":[{"NextAction":"z","ErrorType":"NoMatchingCondition"},{"NextAction":"z","ErrorType":"NoMatchingError"}]}},
		{"Identifier":"z","Type":%q,"Parameters":{},"Transitions":{}}]}`, module, input, conditions, end)
}

// problemsOf are the problems of what could not be published.
func problemsOf(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	var told *chat.Error
	if !errors.As(err, &told) || told.Kind != chat.KindInvalidFlow {
		t.Fatalf("got %v, want KindInvalidFlow", err)
	}
	return strings.Join(told.Problems, "; ")
}

// Callers are held to the contract of the very content that they name: a version
// keeps its own, and an alias is the version that it stands for.
func TestAFlowIsHeldToTheContractsOfItsModules(t *testing.T) {
	d, _ := newDirectory(t)
	m, err := d.CreateModule(t.Context(), instance, directory.ModuleDraft{Name: "pay", Content: paying("paid"), Settings: contract})
	if err != nil {
		t.Fatal(err)
	}
	addModuleVersion(t, d, m)
	if _, _, err := d.CreateAlias(t.Context(), instance, m.ID, directory.ModuleAliasDraft{Name: "live", Version: 1}); err != nil {
		t.Fatal(err)
	}
	if err := d.SetModuleContent(t.Context(), instance, m.ID, directory.ModuleEdit{
		Content: new(paying("owes")), Settings: new(`{"transitions":{"results":[{"name":"owes"}]}}`),
	}); err != nil {
		t.Fatal(err)
	}
	const account = `{"account":"1"}`
	for i, tc := range []struct{ module, input, result, want string }{
		{m.ID, `{}`, "owes", ""},
		{m.ID + ":$LATEST", `{}`, "owes", ""},
		{d.Names.Resource(instance, directory.KindModule, m.ID), `{}`, "paid", `"paid" is no result of the module pay`},
		{m.ID, account, "owes", `no input "account"`},
		{m.ID + ":1", account, "paid", ""},
		{m.ID + ":1", account, "owes", `"owes" is no result of the module pay`},
		{m.ID + ":live", `{}`, "paid", `require the input "account"`},
		{m.ID + ":live", account, "", ""},
		{"$.Attributes.module", `{"x":"1"}`, "anything", ""},
		{m.ID + ":gone", `{"x":"1"}`, "anything", "does not exist"},
	} {
		_, err := d.CreateFlow(t.Context(), instance, draft(fmt.Sprint("flow ", i), calling(tc.module, tc.input, tc.result, "DisconnectParticipant")))
		if got := problemsOf(t, err); !strings.Contains(got, tc.want) || (tc.want == "") != (got == "") {
			t.Errorf("%s, %s, %q: got %q, want %q", tc.module, tc.input, tc.result, got, tc.want)
		}
	}
}

// The Settings that come with a content, or later, are those that the content is
// held to; what is only saved is held to none.
func TestAModuleIsHeldToTheSettingsBesideIt(t *testing.T) {
	d, _ := newDirectory(t)
	_, err := d.CreateModule(t.Context(), instance, directory.ModuleDraft{Name: "pay", Content: paying("owes"), Settings: contract})
	if got := problemsOf(t, err); !strings.Contains(got, `no result "owes"`) {
		t.Errorf("at its creation: got %q", got)
	}
	m := addModule(t, d, "pay", strings.Replace(paying("owes"), "Done", "owes", 1))
	err = d.SetModuleContent(t.Context(), instance, m.ID, directory.ModuleEdit{Settings: new(contract)})
	if got := problemsOf(t, err); !strings.Contains(got, `no result "owes"`) {
		t.Errorf("other Settings: got %q", got)
	}
	if err := d.SetModuleContent(t.Context(), instance, m.ID+":$SAVED", directory.ModuleEdit{Settings: new(contract)}); err != nil {
		t.Errorf("only saved: got %v", err)
	}
	if err := d.SetModuleContent(t.Context(), instance, m.ID, directory.ModuleEdit{Content: new(paying("paid")), Settings: new(contract)}); err != nil {
		t.Errorf("both at once: got %v", err)
	}
	err = d.SetModuleContent(t.Context(), instance, m.ID, directory.ModuleEdit{Content: new(paying("owes"))})
	if got := problemsOf(t, err); !strings.Contains(got, `no result "owes"`) {
		t.Errorf("other content: got %q", got)
	}
}

// Circles close when the last of the modules is published, and depth counts from
// the module itself.
func TestModulesWithinModulesAreFoundAtPublishing(t *testing.T) {
	d, _ := newDirectory(t)
	const end = "EndFlowModuleExecution"
	chain := []directory.Module{addModule(t, d, "m5", returning)}
	for i := flow.MaxModuleDepth - 1; i > 0; i-- {
		next := addModule(t, d, fmt.Sprint("m", i), calling(chain[0].ID, `{}`, "", end))
		chain = slices.Insert(chain, 0, next)
	}
	_, err := d.CreateModule(t.Context(), instance, directory.ModuleDraft{Name: "m0", Content: calling(chain[0].ID, `{}`, "", end)})
	if got := problemsOf(t, err); !strings.Contains(got, "more than 5 deep: m0 > m1 > m2 > m3 > m4 > m5") {
		t.Errorf("too deep: got %q", got)
	}
	if _, err := d.CreateFlow(t.Context(), instance, draft("deep", calling(chain[0].ID, `{}`, "", "DisconnectParticipant"))); err != nil {
		t.Errorf("as deep as may be: got %v", err)
	}
	last := chain[len(chain)-1]
	addModuleVersion(t, d, last)
	for _, reference := range []string{last.ID, last.ID + ":1", chain[0].ID} {
		err := d.SetModuleContent(t.Context(), instance, last.ID, directory.ModuleEdit{Content: new(calling(reference, `{}`, "", end))})
		if got := problemsOf(t, err); !strings.Contains(got, "a module cannot run within itself: m5 > ") {
			t.Errorf("%s within itself: got %q", reference, got)
		}
	}
	// Archived modules do not run, and are not looked into.
	if err := d.ChangeModule(t.Context(), instance, chain[0].ID, directory.FlowChange{Archived: new(true)}); err != nil {
		t.Fatal(err)
	}
	_, err = d.CreateModule(t.Context(), instance, directory.ModuleDraft{Name: "m0", Content: calling(chain[0].ID, `{}`, "", end)})
	if got := problemsOf(t, err); !strings.Contains(got, "is archived") || strings.Contains(got, "deep") {
		t.Errorf("archived: got %q", got)
	}
}
