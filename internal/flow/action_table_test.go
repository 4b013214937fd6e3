package flow_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/flowtest"
)

// rows are the PrimaryValues of an action.
func rows(name, value string) string { return `[{"` + name + `": "branch", "Value": "` + value + `"}]` }

// times joins n texts, in which %d is the number of each.
func times(n int, text string) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = strings.ReplaceAll(text, "%d", fmt.Sprint(i))
	}
	return strings.Join(parts, ",")
}

func TestEvaluateDataTableValues(t *testing.T) {
	query := `{"QueryName": "q%d", "Attributes": ["text"], "PrimaryValues": ` + rows("AttributeName", "city") + `}`
	one := `{"DataTableId": "opening", "Queries": [` + times(1, query) + `]}`
	asked := asksKeeper(flow.KeeperOfTables, "EvaluateDataTableValues", `{"DataTableId":"opening","Queries":[{"Attributes":["text"],"PrimaryValues":[{"AttributeName":"branch","Value":"city"}],"QueryName":"q0"}]}`)
	try(t, "EvaluateDataTableValues", []trial{
		{name: "it answers", parameters: one, wake: consulted(`{"DataTables": {"q0": {"text": "9 to 6"}}}`), command: asked, branch: "next"},
		{name: "it fails", parameters: one, wake: broken, command: asked, branch: onError},
		{name: "an error", parameters: one, wake: consulted(`{"Error": "NoneFoundError"}`), command: asked, branch: onError, note: "could not do it"},
		{name: "by reference", env: flow.Values{"$.Attributes.t": "opening", "$.Attributes.b": "city"},
			parameters: `{"DataTableId": "$.Attributes.t", "Queries": [{"QueryName": "q0", "Attributes": ["text"], "PrimaryValues": ` + rows("AttributeName", "$.Attributes.b") + `}]}`,
			wake:       consulted(`{"DataTables": {}}`), command: asked, branch: "next"},
		{name: "no answer", parameters: one, wake: consulted(`{}`), command: asked, branch: onError, note: "DataTables must be an object"},
		{name: "too much", parameters: one, wake: consulted(`{"DataTables": {"a": "` + strings.Repeat("a", flow.MaxValue) + `"}}`), command: asked, branch: onError, note: "more than 32768"},
		{name: "an answer of something else", parameters: one, wake: flow.BotAnswered{}, command: asked, branch: onError, note: "another answer"},
		{name: "no table", parameters: `{"Queries": [` + query + `]}`, branch: onError, note: "DataTableId is missing"},
		{name: "no query", parameters: `{"DataTableId": "t"}`, branch: onError, note: "Queries is missing"},
		{name: "an empty list", parameters: `{"DataTableId": "t", "Queries": []}`, branch: onError, note: "1 to 5"},
		{name: "six queries", parameters: `{"DataTableId": "t", "Queries": [` + times(6, query) + `]}`, branch: onError, note: "1 to 5"},
		{name: "one name twice", parameters: `{"DataTableId": "t", "Queries": [` + query + `,` + query + `]}`, branch: onError, note: "more than once"},
		{name: "a query that is no object", parameters: `{"DataTableId": "t", "Queries": ["q"]}`, branch: onError, note: "Queries[0] must be an object"},
		{name: "no attributes", parameters: `{"DataTableId": "t", "Queries": [{"QueryName": "q", "PrimaryValues": ` + rows("AttributeName", "a") + `}]}`, branch: onError, note: "Queries[0].Attributes is missing"},
		{name: "no value", parameters: `{"DataTableId": "t", "Queries": [{"QueryName": "q", "Attributes": ["a"], "PrimaryValues": ` + rows("AttributeName", "$.Attributes.gone") + `}]}`, branch: onError, note: "has no value"},
		{name: "no primary values", parameters: `{"DataTableId": "t", "Queries": [{"QueryName": "q", "Attributes": ["a"], "PrimaryValues": []}]}`, branch: onError, note: "PrimaryValues must have 1 to"},
		{name: "queries that are no list", parameters: `{"DataTableId": "t", "Queries": {}}`, branch: onError, note: "must be a list"},
	})
}

func TestListDataTableValues(t *testing.T) {
	group := `{"PrimaryKeyGroupName": "g%d", "PrimaryValues": ` + rows("Name", "city") + `}`
	try(t, "ListDataTableValues", []trial{
		{name: "some rows", parameters: `{"DataTableId": "opening", "PrimaryKeyGroups": [` + times(1, group) + `]}`,
			wake: consulted(`{"DataTableList": {"primaryKeyGroups": {"g0": []}}}`), branch: "next",
			command: asksKeeper(flow.KeeperOfTables, "ListDataTableValues", `{"DataTableId":"opening","PrimaryKeyGroups":[{"PrimaryKeyGroupName":"g0","PrimaryValues":[{"Name":"branch","Value":"city"}]}]}`)},
		{name: "the whole table", parameters: `{"DataTableId": "opening"}`, wake: consulted(`{"DataTableList": {}}`), branch: "next",
			command: asksKeeper(flow.KeeperOfTables, "ListDataTableValues", `{"DataTableId":"opening"}`)},
		{name: "too much", parameters: `{"DataTableId": "opening"}`, wake: consulted(`{"DataTableList": {"a": "` + strings.Repeat("a", flow.MaxValue) + `"}}`), branch: onError, note: "more than 32768",
			command: asksKeeper(flow.KeeperOfTables, "ListDataTableValues", `{"DataTableId":"opening"}`)},
		{name: "a list as the answer", parameters: `{"DataTableId": "opening"}`, wake: consulted(`{"DataTableList": []}`), branch: onError, note: "must be an object",
			command: asksKeeper(flow.KeeperOfTables, "ListDataTableValues", `{"DataTableId":"opening"}`)},
		{name: "six groups", parameters: `{"DataTableId": "t", "PrimaryKeyGroups": [` + times(6, group) + `]}`, branch: onError, note: "0 to 5"},
		{name: "one name twice", parameters: `{"DataTableId": "t", "PrimaryKeyGroups": [` + group + `,` + group + `]}`, branch: onError, note: "more than once"},
		{name: "no table", branch: onError, note: "DataTableId is missing"},
	})
}

func TestUpsertDataTableValues(t *testing.T) {
	group := func(attributes string) string {
		return `{"PrimaryKeyGroupName": "g%d", "PrimaryValues": ` + rows("Name", "city") + `, "Attributes": [` + attributes + `]}`
	}
	set := func(n int) string { return times(n, `{"Name": "a%d", "Value": "v"}`) }
	upsert := func(groups string) string {
		return `{"DataTableId": "t", "LockVersion": "LATEST", "DataTableUpsertAttributes": [` + groups + `]}`
	}
	asked := asksKeeper(flow.KeeperOfTables, "UpsertDataTableValues", `{"DataTableId":"t","DataTableUpsertAttributes":[{"Attributes":[{"Name":"text","Value":"v"},{"Name":"queue","UseDefaultValue":true}],"PrimaryKeyGroupName":"g0","PrimaryValues":[{"Name":"branch","Value":"city"}]}],"LockVersion":"LATEST"}`)
	written := upsert(times(1, group(`{"Name": "text", "Value": "v"}, {"Name": "queue", "UseDefaultValue": true}`)))
	try(t, "UpsertDataTableValues", []trial{
		{name: "it is written", parameters: written, wake: consulted(`{}`), command: asked, branch: "next"},
		{name: "it is not", parameters: written, wake: consulted(`{"Error": "NoMatchingError"}`), command: asked, branch: onError, note: "could not do it"},
		{name: "26 attributes", parameters: upsert(times(2, group(set(13)))), branch: onError, note: "writes 26 attributes, more than 25"},
		{name: "26 rows", parameters: upsert(times(26, group(""))), branch: onError, note: "1 to 25"},
		{name: "nothing", parameters: upsert(""), branch: onError, note: "1 to 25"},
		{name: "an attribute without a value", parameters: upsert(times(1, group(`{"Name": "a"}`))), branch: onError, note: "must have a Value"},
		{name: "a value that comes out empty", parameters: upsert(times(1, group(`{"Name": "a", "Value": "$.Attributes.gone"}`))), branch: onError, note: "must have a Value"},
		{name: "an attribute without a name", parameters: upsert(times(1, group(`{"Value": "v"}`))), branch: onError, note: "Attributes[0].Name is missing"},
		{name: "one name twice", parameters: upsert(group("") + "," + group("")), branch: onError, note: "more than once"},
	})
	r := flowtest.Start(t, flowtest.Host{}, parse(t, branching(t, "UpsertDataTableValues", upsert(times(1, group(set(25)))))), flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
	if _, ok := r.Last().(flow.Consult); !ok {
		t.Errorf("25 attributes: got %#v, want them written", r.Last())
	}
}

func TestWhatDataTablesLeaveForReferences(t *testing.T) {
	query := `{"DataTableId": "t", "Queries": [{"QueryName": "q", "Attributes": ["a"], "PrimaryValues": ` + rows("AttributeName", "x") + `}]}`
	for _, c := range []struct {
		action                   flow.ActionType
		parameters, answer, path string
		want                     string
	}{
		{"EvaluateDataTableValues", query, `{"DataTables": {"q": {"the text": "9 to 6"}}}`, "$.DataTables.q['the text']", "9 to 6"},
		{"EvaluateDataTableValues", query, `{"DataTables": {"q": {"n": 1.50}}}`, "$.DataTables.q.n", "1.50"},
		{"EvaluateDataTableValues", query, `{"DataTables": {}}`, "$.DataTables.q.a", ""},
		{"ListDataTableValues", `{"DataTableId": "t"}`, `{"DataTableList": {"dataTableId": "t1"}}`, "$.DataTableList.ResultData.dataTableId", "t1"},
		{"ListDataTableValues", `{"DataTableId": "t"}`, `{"DataTableList": {"primaryKeyGroups": {"default": [{"attributes": [{"attributeValue": "v"}]}]}}}`,
			"$.DataTableList.ResultData.primaryKeyGroups.default[0].attributes[0].attributeValue", "v"},
	} {
		got := afterAction(t, c.action, c.parameters, flow.Values{"$.DataTables.q.a": "the host's"}, []flow.Input{consulted(c.answer)}, []string{c.path})
		if got[0] != c.want {
			t.Errorf("%s of %s: got %q, want %q", c.path, c.answer, got[0], c.want)
		}
	}
}

// TestWhatWasReadOfTablesIsTheFlows reads, fails to read, and leaves for another
// flow: each time nothing of before may be found.
func TestWhatWasReadOfTablesIsTheFlows(t *testing.T) {
	const query = `{"DataTableId": "t", "Queries": [{"QueryName": "q", "Attributes": ["a"], "PrimaryValues": [{"AttributeName": "k", "Value": "v"}]}]}`
	const tell = `{"Identifier": "tell", "Type": "MessageParticipant", "Parameters": {"Text": "got $.DataTables.q.a"}, "Transitions": {"NextAction": "end"}}, {"Identifier": "end", "Type": "EndFlowExecution"}`
	second := map[string]string{
		"fails":  `{"Identifier": "two", "Type": "EvaluateDataTableValues", "Parameters": ` + query + `, "Transitions": {"NextAction": "tell", "Errors": [{"ErrorType": "NoMatchingError", "NextAction": "tell"}]}}`,
		"leaves": `{"Identifier": "two", "Type": "TransferToFlow", "Parameters": {"ContactFlowId": "other"}, "Transitions": {}}`,
	}
	other := parse(t, `{"Version": "2019-10-30", "StartAction": "tell", "Actions": [`+tell+`]}`)
	for name, two := range second {
		doc := parse(t, `{"Version": "2019-10-30", "StartAction": "one", "Actions": [
			{"Identifier": "one", "Type": "EvaluateDataTableValues", "Parameters": `+query+`, "Transitions": {"NextAction": "two"}}, `+two+`, `+tell+`]}`)
		host := flowtest.Host{Flows: map[flow.ID]flow.Loaded{"other": {FlowID: "other", Type: flow.TypeContactFlow, Document: other}}}
		r := flowtest.Start(t, host, doc, flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
		r.Resume(consulted(`{"DataTables": {"q": {"a": "old"}}}`))
		if name == "fails" {
			r.Resume(broken)
		}
		said, _ := r.Commands[len(r.Commands)-2].(flow.SendMessage)
		if said.Text != "got " {
			t.Errorf("%s: got commands %#v, want nothing of before told", name, r.Commands)
		}
	}
}

// What one action asks may refer to what another one was told, and whatever it asks,
// that is gone then.
func TestTablesAreReadOneAfterTheOther(t *testing.T) {
	value := `{"Name": "k", "AttributeName": "k", "Value": "$.DataTables.q.a"}`
	for action, parameters := range map[flow.ActionType]string{
		"EvaluateDataTableValues": `{"DataTableId": "t", "Queries": [{"QueryName": "r", "Attributes": ["a"], "PrimaryValues": [` + value + `]}]}`,
		"ListDataTableValues":     `{"DataTableId": "t", "PrimaryKeyGroups": [{"PrimaryKeyGroupName": "g", "PrimaryValues": [` + value + `]}]}`,
		"UpsertDataTableValues":   `{"DataTableId": "t", "DataTableUpsertAttributes": [{"PrimaryKeyGroupName": "g", "PrimaryValues": [` + value + `]}]}`,
	} {
		doc := parse(t, `{"Version": "2019-10-30", "StartAction": "one", "Actions": [
			{"Identifier": "one", "Type": "EvaluateDataTableValues", "Parameters": `+
			strings.NewReplacer("$.DataTables.q.a", "v", `"r"`, `"q"`).Replace(`{"DataTableId": "t", "Queries": [{"QueryName": "r", "Attributes": ["a"], "PrimaryValues": [`+value+`]}]}`)+`, "Transitions": {"NextAction": "two"}},
			{"Identifier": "two", "Type": "`+string(action)+`", "Parameters": `+parameters+`, "Transitions": {"NextAction": "tell"}},
			{"Identifier": "tell", "Type": "MessageParticipant", "Parameters": {"Text": "got $.DataTables.q.a"}, "Transitions": {"NextAction": "end"}},
			{"Identifier": "end", "Type": "EndFlowExecution"}]}`)
		r := flowtest.Start(t, flowtest.Host{}, doc, flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
		r.Resume(consulted(`{"DataTables": {"q": {"a": "first"}}}`))
		r.Resume(consulted(`{"DataTables": {}, "DataTableList": {}}`))
		asked, _ := r.Commands[1].(flow.Consult)
		if !strings.Contains(string(asked.Parameters), `"Value":"first"`) {
			t.Errorf("%s: asked %s, want what was read before in it", action, asked.Parameters)
		}
		if said, _ := r.Commands[len(r.Commands)-2].(flow.SendMessage); said.Text != "got " {
			t.Errorf("%s: got commands %#v, want nothing of before told", action, r.Commands)
		}
	}
}

func TestLintOfProfilesAndTables(t *testing.T) {
	for _, c := range []struct {
		action            flow.ActionType
		parameters, words string
	}{
		{"GetCustomerProfile", `{}`, "ProfileRequestData is required"},
		{"GetCustomerProfile", `{"ProfileRequestData": "x"}`, "ProfileRequestData must be an object"},
		{"GetCustomerProfile", `{"ProfileRequestData": {}}`, "either IdentifierName"},
		{"GetCustomerProfile", `{"ProfileRequestData": {"SearchCriteria": [{}], "LogicalOperator": "AND"}}`, "SearchCriteria[0].IdentifierName is required"},
		{"GetCustomerProfile", `{"ProfileRequestData": {"SearchCriteria": [], "LogicalOperator": "AND"}}`, "1 to 5 items"},
		{"GetCustomerProfile", `{"ProfileRequestData": {"IdentifierName": "a", "IdentifierValue": "b"}, "ProfileResponseData": [1]}`, "list of text"},
		{"GetCustomerProfileObject", `{"ProfileRequestData": {"ProfileId": "p", "ObjectType": "o"}}`, "either UseLatest"},
		{"CreateCustomerProfile", `{"ProfileRequestData": {"FirstName": "` + strings.Repeat("a", 256) + `"}}`, "0 to 255"},
		{"AssociateContactToCustomerProfile", `{"ProfileRequestData": {"ProfileId": "p"}}`, "ContactId is required"},
		{"EvaluateDataTableValues", `{"DataTableId": "t", "Queries": [{"QueryName": "$.Attributes.q", "Attributes": ["a"], "PrimaryValues": [{"AttributeName": "k", "Value": "v"}]}]}`, "QueryName must not hold a reference"},
		{"ListDataTableValues", `{"DataTableId": "t", "PrimaryKeyGroups": "all"}`, "PrimaryKeyGroups must be a list"},
		{"UpsertDataTableValues", `{"DataTableId": "t", "DataTableUpsertAttributes": [{"PrimaryKeyGroupName": "g", "PrimaryValues": [{"Name": "k", "Value": "v"}], "Attributes": [{"Name": "a"}]}]}`, "must have a Value"},
	} {
		_, problems := flow.Check(branching(t, c.action, c.parameters), flow.TypeContactFlow, nil)
		if !tells(problems, fault{action: "it", words: c.words}) {
			t.Errorf("%s %s: got %v, want one with %q", c.action, c.parameters, problems, c.words)
		}
	}
	for action, parameters := range map[flow.ActionType]string{
		"GetCustomerProfile":       `{"ProfileRequestData": {"IdentifierName": "_email", "IdentifierValue": "$.Attributes.mail"}, "ProfileResponseData": ["FirstName"]}`,
		"GetCustomerProfileObject": `{"ProfileRequestData": {"ProfileId": "$.Customer.ProfileId", "ObjectType": "_order", "UseLatest": true}}`,
		"UpdateCustomerProfile":    `{"ProfileRequestData": {"City": "$.Attributes.city"}}`,
		"ListDataTableValues":      `{"DataTableId": "t", "PrimaryKeyGroups": []}`,
	} {
		if _, problems := flow.Check(branching(t, action, parameters), flow.TypeContactFlow, nil); tells(problems, fault{action: "it", words: ""}) {
			t.Errorf("%s: got problems %v, want none", action, problems)
		}
	}
}
