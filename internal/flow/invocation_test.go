package flow_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// shelf is an instance with these modules and nothing else.
type shelf map[string]flow.Module

func (s shelf) Find(kind flow.Resource, ref string) (found flow.Found) {
	if _, ok := s[ref]; ok && kind == flow.ResourceModule {
		found.Standing = flow.Usable
	}
	return found
}

func (s shelf) Module(ref string) (flow.Module, bool) {
	m, ok := s[ref]
	return m, ok
}

// put adds a module, whose Settings stand beside it unless they are "".
func (s shelf) put(t *testing.T, id, settings string, actions ...object) {
	t.Helper()
	s.add(t, id, settings, object{}, actions...)
}

// add adds a module with Settings of its own.
func (s shelf) add(t *testing.T, id, beside string, within object, actions ...object) {
	t.Helper()
	content := marshal(t, object{"Version": flow.Version, "StartAction": actions[0]["Identifier"], "Settings": within, "Actions": actions})
	m := flow.Module{ID: flow.ID(id), Name: strings.ToUpper(id)}
	if beside != "" {
		m.Settings = json.RawMessage(beside)
	}
	m.Document = parse(t, content)
	s[id] = m
}

// invoking is an action that invokes a module and branches on results.
func invoking(module string, input any, results ...string) object {
	parameters, conditions := object{"FlowModuleId": module}, []any{}
	if input != nil {
		parameters["Input"] = input
	}
	for _, r := range results {
		conditions = append(conditions, object{"NextAction": "end", "Condition": object{"Operator": "Equals", "Operands": []any{r}}})
	}
	return action("invoke", "InvokeFlowModule", parameters, object{
		"NextAction": "end", "Conditions": conditions,
		"Errors": []any{object{"NextAction": "end", "ErrorType": "NoMatchingError"}, object{"NextAction": "end", "ErrorType": "NoMatchingCondition"}},
	})
}

// lintOf lints a flow of one invocation.
func lintOf(t *testing.T, r flow.Resolver, invocation object) []string {
	t.Helper()
	content := marshal(t, object{"Version": flow.Version, "StartAction": "invoke", "Actions": []any{
		invocation, action("end", "DisconnectParticipant", object{}, object{}),
	}})
	_, problems := flow.Check(content, flow.TypeContactFlow, r)
	return textsOf(problems)
}

func textsOf(problems []flow.Problem) []string {
	var texts []string
	for _, p := range problems {
		texts = append(texts, p.String())
	}
	return texts
}

// full is a contract as the service keeps it beside a content.
const full = `{
	"input": {"schema": {"type": "object", "required": ["account"], "properties": {
		"account": {"type": "string"}, "tries": {"type": "integer"}, "rate": {"type": "number"}, "vip": {"type": "boolean"},
		"tags": {"type": "array", "items": {"type": "string"}}, "any": {}, "maybe": {"type": ["string", "null"]},
		"home": {"type": "object", "required": ["city"], "properties": {"city": {"type": "string"}, "floor": {"type": "integer"}}}}}},
	"resultData": {"schema": {"type": "object", "required": ["balance"], "properties": {"balance": {"type": "number"}, "note": {}}}},
	"transitions": {"results": [{"name": "paid", "description": "all of it"}, {"name": "owes"}]}}`

func TestWhatGoesIntoAModuleIsHeldAgainstItsContract(t *testing.T) {
	modules := shelf{}
	modules.put(t, "pay", full, returns("paid", ""))
	modules.put(t, "closed", `{}`, returns("", ""))
	modules.add(t, "loose", "", object{"InputParameters": []any{object{"ReferenceName": "a"}}}, returns("", ""))
	for _, tc := range []struct {
		name, module string
		input        any
		want         []string // parts of the problems
	}{
		{"what it requires", "pay", object{"account": "1"}, nil},
		{"references to text", "pay", object{"account": "$.Attributes.a", "maybe": "$.Attributes.b", "any": "$.Attributes.c"}, nil},
		{"every type", "pay", object{"account": "1", "tries": 2, "rate": 0.5, "vip": true, "tags": []any{"a"}, "maybe": nil, "home": object{"city": "Ulm", "street": 1}}, nil},
		{"no input", "pay", nil, []string{`require the input "account"`}},
		{"not what it requires", "pay", object{"vip": true}, []string{`require the input "account"`}},
		{"what it does not know", "pay", object{"account": "1", "acount": "1"}, []string{`have no input "acount"`}},
		{"text for a number", "pay", object{"account": "1", "rate": "2"}, []string{`"rate" must be a number`}},
		{"a number for text", "pay", object{"account": 1}, []string{`"account" must be a string`}},
		{"a fraction", "pay", object{"account": "1", "tries": 1.5}, []string{`"tries" must be an integer`}},
		{"a reference to no text", "pay", object{"account": "1", "vip": "$.Attributes.v"}, []string{`"vip" must be a boolean, which a reference is not`}},
		{"a number that may be null", "pay", object{"account": "1", "maybe": 1}, []string{`"maybe" must be a string or null`}},
		{"an item of a list", "pay", object{"account": "1", "tags": []any{"a", 1}}, []string{`"tags" has an item that must be a string`}},
		{"within an object", "pay", object{"account": "1", "home": object{"floor": "1"}}, []string{`"home" must have city`}},
		{"further within", "pay", object{"account": "1", "home": object{"city": "Ulm", "floor": "1"}}, []string{`"home" .floor must be an integer`}},
		{"all at once", "pay", object{"rate": "2", "x": 1}, []string{`"rate" must be`, `no input "x"`, `require the input "account"`}},
		{"decided when it runs", "pay", "$.Attributes.input", nil},
		{"a name decided when it runs", "pay", object{"$.Attributes.name": "1"}, nil},
		{"a module that takes nothing", "closed", object{"a": "1"}, []string{`have no input "a"`}},
		{"a module without a contract", "loose", object{"b": "1"}, nil},
		{"a module decided when it runs", "$.Attributes.m", object{"b": "1"}, nil},
	} {
		got := lintOf(t, modules, invoking(tc.module, tc.input))
		if !matches(got, tc.want) {
			t.Errorf("%s: got %q, want %q", tc.name, got, tc.want)
		}
	}
}

// matches reports whether there is one text for each part, in order.
func matches(texts, parts []string) bool {
	return slices.EqualFunc(texts, parts, strings.Contains)
}

func TestConditionsNameResultsThatAModuleCanReturn(t *testing.T) {
	modules := shelf{}
	boilerplate := object{"Transitions": []any{object{"ReferenceName": "Success"}, object{"ReferenceName": "Error"}}}
	open := action("back", "EndFlowModuleExecution", object{"Result": "$.Attributes.r"}, object{})
	modules.put(t, "pay", full, returns("paid", ""))
	modules.put(t, "closed", `{}`, returns("", ""))
	modules.add(t, "told", "", object{"Transitions": []any{object{"ReferenceName": "Done"}, object{"ReferenceName": "Failed"}}}, returns("Done", ""))
	modules.add(t, "service", "", boilerplate, returns("", ""))
	modules.put(t, "plain", "", returns("good", ""))
	modules.add(t, "open", "", boilerplate, open)
	modules.put(t, "unknown", "", open)
	modules.put(t, "ends", "", action("end", "DisconnectParticipant", object{}, object{}))
	const no = "is no result of the module "
	for _, tc := range []struct {
		module  string
		results []string
		want    []string
	}{
		{"pay", []string{"paid", "owes"}, nil},
		{"pay", []string{"paid", "Success"}, []string{`"Success" ` + no + "PAY"}},
		{"pay", []string{"$.Attributes.r"}, nil},
		{"closed", nil, nil},
		{"closed", []string{"good"}, []string{`"good" ` + no}},
		{"told", []string{"Done", "Failed"}, nil},
		{"told", []string{"done"}, []string{`"done" ` + no}},
		{"service", []string{"Success", "Error"}, nil},
		{"service", []string{"paid"}, []string{`"paid" ` + no}},
		{"plain", []string{"good"}, nil},
		{"plain", []string{"bad", "worse"}, []string{`"bad" ` + no, `"worse" ` + no}},
		{"open", []string{"whatever"}, nil},
		{"unknown", []string{"whatever"}, nil},
		{"ends", []string{"good"}, []string{`"good" ` + no}},
	} {
		input := any(nil)
		if tc.module == "pay" {
			input = object{"account": "1"}
		}
		if got := lintOf(t, modules, invoking(tc.module, input, tc.results...)); !matches(got, tc.want) {
			t.Errorf("%s, %v: got %q, want %q", tc.module, tc.results, got, tc.want)
		}
	}
}

// A module is held to the contract that stands beside it, or else to its own.
func TestAModuleReturnsWhatItsContractSays(t *testing.T) {
	back := func(result string, data object) object {
		p := object{}
		if result != "" {
			p["Result"] = result
		}
		if data != nil {
			p["ResultData"] = data
		}
		return action("back", "EndFlowModuleExecution", p, object{})
	}
	for _, tc := range []struct {
		name, beside string
		action       object
		want         []string
	}{
		{"a result", full, back("paid", nil), nil},
		{"no result", full, back("", object{"balance": 1, "note": "x"}), nil},
		{"not the data that it requires", full, back("paid", object{"note": "x"}), []string{`require the output "balance"`}},
		{"data", full, back("owes", object{"balance": 7}), nil},
		{"another result", full, back("Success", nil), []string{`no result "Success"`}},
		{"other data", full, back("paid", object{"balance": 1, "sum": 7}), []string{`no output "sum"`}},
		{"data of another type", full, back("paid", object{"balance": "7"}), []string{`"balance" must be a number`}},
		{"a result and nothing is promised", `{}`, back("Success", nil), []string{`no result "Success"`}},
		{"data and nothing is promised", `{}`, back("", object{"sum": 7}), []string{`no output "sum"`}},
		{"without a contract", "", back("Success", object{"sum": 7}), nil},
		{"a contract that is none", `{"transitions":{"results":[{}]}}`, back("", nil), []string{"entry 1 must have a name"}},
	} {
		m := flow.Module{}
		if tc.beside != "" {
			m.Settings = json.RawMessage(tc.beside)
		}
		content := marshal(t, object{"Version": flow.Version, "StartAction": "back", "Settings": object{}, "Actions": []any{tc.action}})
		_, problems := flow.CheckModule(content, m, nil)
		if got := textsOf(problems); !matches(got, tc.want) {
			t.Errorf("%s: got %q, want %q", tc.name, got, tc.want)
		}
	}
}

// chainOf puts modules on a shelf each of which invokes the next.
func chainOf(t *testing.T, n int) shelf {
	t.Helper()
	modules := shelf{}
	for i := 1; i < n; i++ {
		modules.put(t, fmt.Sprint("m", i), "", invoking(fmt.Sprint("m", i+1), nil), action("end", "EndFlowModuleExecution", object{}, object{}))
	}
	modules.put(t, fmt.Sprint("m", n), "", returns("", ""))
	return modules
}

func TestModulesAreNotTooDeepWithinEachOther(t *testing.T) {
	if got := lintOf(t, chainOf(t, flow.MaxModuleDepth), invoking("m1", nil)); len(got) > 0 {
		t.Errorf("as deep as may be: got %q", got)
	}
	deeper := chainOf(t, flow.MaxModuleDepth+1)
	if got := lintOf(t, deeper, invoking("m1", nil)); !matches(got, []string{`action "invoke": modules would be within each other more than 5 deep: M1 > M2 > M3 > M4 > M5 > M6`}) {
		t.Errorf("deeper: got %q", got)
	}
	// A module counts itself.
	content := marshal(t, object{"Version": flow.Version, "StartAction": "invoke", "Settings": object{}, "Actions": []any{
		invoking("m2", nil), action("end", "EndFlowModuleExecution", object{}, object{}),
	}})
	for _, tc := range []struct {
		modules shelf
		want    []string
	}{
		{chainOf(t, flow.MaxModuleDepth), nil},
		{deeper, []string{"more than 5 deep: NEW > M2 > M3 > M4 > M5 > M6"}},
	} {
		_, problems := flow.CheckModule(content, flow.Module{Name: "NEW"}, tc.modules)
		if got := textsOf(problems); !matches(got, tc.want) {
			t.Errorf("a module of %d: got %q, want %q", len(tc.modules), got, tc.want)
		}
	}
}

func TestModulesDoNotRunWithinThemselves(t *testing.T) {
	end := action("end", "EndFlowModuleExecution", object{}, object{})
	modules := shelf{}
	modules.put(t, "a", "", invoking("b", nil), end)
	modules.put(t, "b", "", invoking("a:1", nil), end)
	modules.put(t, "a:1", "", returns("", ""))
	version := modules["a:1"]
	version.ID = "a" // of whichever version it is
	modules["a:1"] = version
	if got := lintOf(t, modules, invoking("a", nil)); !matches(got, []string{"a module cannot run within itself: A > B > A"}) {
		t.Errorf("in a circle: got %q", got)
	}
	if got := lintOf(t, modules, invoking("b", nil)); len(got) > 0 {
		t.Errorf("a version that invokes nothing: got %q", got)
	}
	content := marshal(t, object{"Version": flow.Version, "StartAction": "invoke", "Settings": object{}, "Actions": []any{invoking("b", nil), end}})
	for id, want := range map[flow.ID][]string{"a": {"cannot run within itself: a > B > A"}, "c": nil, "": nil} {
		_, problems := flow.CheckModule(content, flow.Module{ID: id}, modules)
		if got := textsOf(problems); !matches(got, want) {
			t.Errorf("published as %q: got %q, want %q", id, got, want)
		}
	}
}

// Many modules that all invoke each other further down are looked through at once.
func TestManyModulesAreLookedThroughQuickly(t *testing.T) {
	modules := shelf{}
	const wide = 40
	for depth := 1; depth <= flow.MaxModuleDepth; depth++ {
		for i := range wide {
			actions := []object{action("end", "EndFlowModuleExecution", object{}, object{})}
			for j := range wide {
				if depth < flow.MaxModuleDepth {
					next := invoking(fmt.Sprintf("d%d-%d", depth+1, j), nil)
					next["Identifier"] = fmt.Sprint("i", j)
					actions = append(actions, next)
				}
			}
			modules.put(t, fmt.Sprintf("d%d-%d", depth, i), "", actions...)
		}
	}
	if got := lintOf(t, modules, invoking("d1-0", nil)); len(got) > 0 {
		t.Errorf("got %q, want no problem", got)
	}
}
