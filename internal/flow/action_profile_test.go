package flow_test

import (
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/flowtest"
)

func consulted(answer string) flow.Consulted { return flow.Consulted{Answer: []byte(answer)} }

// asksKeeper is the command by which an action on profiles or tables leaves.
func asksKeeper(keeper flow.Keeper, action flow.ActionType, parameters string) flow.Consult {
	return flow.Consult{Keeper: keeper, Action: action, Parameters: []byte(parameters)}
}

const (
	onMultiple = "on MultipleFoundError"
	onNone     = "on NoneFoundError"
)

func TestGetCustomerProfile(t *testing.T) {
	const byPhone = `{"ProfileRequestData": {"IdentifierName": "_phone", "IdentifierValue": "+49"}, "ProfileResponseData": ["FirstName"]}`
	asked := asksKeeper(flow.KeeperOfProfiles, "GetCustomerProfile", `{"ProfileRequestData":{"IdentifierName":"_phone","IdentifierValue":"+49"},"ProfileResponseData":["FirstName"]}`)
	criteria := func(n int) string {
		return strings.TrimSuffix(strings.Repeat(`{"IdentifierName": "a", "IdentifierValue": "b"},`, n), ",")
	}
	try(t, "GetCustomerProfile", []trial{
		{name: "one is found", parameters: byPhone, wake: consulted(`{"Customer": {"ProfileId": "p1", "FirstName": "Ann"}}`), command: asked, branch: "next"},
		{name: "as exports of earlier years have it", parameters: `{"ProfileRequestData": {"PhoneNumber": "+49"}, "ProfileResponseData": ["FirstName"]}`,
			wake: consulted(`{"Customer": {"ProfileId": "p1", "FirstName": "Ann"}}`), command: asked, branch: "next"},
		{name: "that and more", parameters: `{"ProfileRequestData": {"PhoneNumber": "+49", "EmailAddress": "a@b.c"}}`, branch: onError, note: "must have"},
		{name: "several are found", parameters: byPhone, wake: consulted(`{"Error": "MultipleFoundError"}`), command: asked, branch: onMultiple, note: "the keeper says so"},
		{name: "none is found", parameters: byPhone, wake: consulted(`{"Error": "NoneFoundError"}`), command: asked, branch: onNone},
		{name: "an error of another action", parameters: byPhone, wake: consulted(`{"Error": "QueueAtCapacity"}`), command: asked, branch: onError, note: "could not do it"},
		{name: "it fails", parameters: byPhone, wake: broken, command: asked, branch: onError},
		{name: "by several, of references", env: flow.Values{"$.Attributes.mail": "a@b.c"},
			parameters: `{"ProfileRequestData": {"SearchCriteria": [{"IdentifierName": "_email", "IdentifierValue": "$.Attributes.mail"}, {"IdentifierName": "_account", "IdentifierValue": 7}], "LogicalOperator": "OR"}, "ProfileResponseData": {"City": true, "Attributes.x": true}}`,
			wake:       consulted(`{}`), branch: "next", command: asksKeeper(flow.KeeperOfProfiles, "GetCustomerProfile",
				`{"ProfileRequestData":{"LogicalOperator":"OR","SearchCriteria":[{"IdentifierName":"_email","IdentifierValue":"a@b.c"},{"IdentifierName":"_account","IdentifierValue":"7"}]},"ProfileResponseData":["Attributes.x","City"]}`)},
		{name: "no JSON", parameters: byPhone, wake: consulted(`{`), command: asked, branch: onError, note: "JSON object"},
		{name: "nothing", parameters: byPhone, wake: consulted(``), command: asked, branch: onError, note: "JSON object"},
		{name: "a list", parameters: byPhone, wake: consulted(`{"Customer": []}`), command: asked, branch: onError, note: "Customer must be an object"},
		{name: "a field that is no text", parameters: byPhone, wake: consulted(`{"Customer": {"FirstName": ["Ann"]}}`), command: asked, branch: onError, note: "FirstName must be a text"},
		{name: "too much", parameters: byPhone, wake: consulted(`{"Customer": {"FirstName": "` + strings.Repeat("ü", flow.MaxCustomer+1) + `"}}`), command: asked, branch: onError, note: "14001 characters, more than 14000"},
		{name: "just not too much", parameters: byPhone, wake: consulted(`{"Customer": {"FirstName": "` + strings.Repeat("ü", flow.MaxCustomer) + `"}}`), command: asked, branch: "next"},
		{name: "an answer of something else", parameters: byPhone, wake: answered(`{}`), command: asked, branch: onError, note: "another answer"},
		{name: "U+0000", parameters: byPhone, wake: consulted(`{"Customer": {"FirstName": "\u0000"}}`), command: asked, branch: onError, note: "U+0000"},
		{name: "no request", branch: onError, note: "ProfileRequestData must be an object"},
		{name: "nothing to look for", parameters: `{"ProfileRequestData": {}}`, branch: onError, note: "either IdentifierName"},
		{name: "half of it", parameters: `{"ProfileRequestData": {"IdentifierName": "_phone"}}`, branch: onError, note: "either IdentifierName"},
		{name: "both ways", parameters: `{"ProfileRequestData": {"IdentifierName": "a", "IdentifierValue": "b", "SearchCriteria": [` + criteria(1) + `], "LogicalOperator": "AND"}}`, branch: onError, note: "either IdentifierName"},
		{name: "no operator", parameters: `{"ProfileRequestData": {"SearchCriteria": [` + criteria(1) + `]}}`, branch: onError, note: "LogicalOperator"},
		{name: "another operator", parameters: `{"ProfileRequestData": {"SearchCriteria": [` + criteria(1) + `], "LogicalOperator": "XOR"}}`, branch: onError, note: "AND or OR"},
		{name: "six criteria", parameters: `{"ProfileRequestData": {"SearchCriteria": [` + criteria(6) + `], "LogicalOperator": "AND"}}`, branch: onError, note: "1 to 5 items"},
		{name: "a criterion without a value", parameters: `{"ProfileRequestData": {"SearchCriteria": [{"IdentifierName": "a"}], "LogicalOperator": "AND"}}`, branch: onError, note: "SearchCriteria[0].IdentifierValue is missing"},
		{name: "a reference without a value", parameters: `{"ProfileRequestData": {"IdentifierName": "_phone", "IdentifierValue": "$.Attributes.gone"}}`, branch: onError, note: "has no value"},
		{name: "too long a value", parameters: `{"ProfileRequestData": {"IdentifierName": "_phone", "IdentifierValue": "` + strings.Repeat("1", 256) + `"}}`, branch: onError, note: "1 to 255"},
		{name: "fields that are no list", parameters: `{"ProfileRequestData": {"IdentifierName": "a", "IdentifierValue": "b"}, "ProfileResponseData": "FirstName"}`, branch: onError, note: "must be a list"},
	})
}

func TestWritingCustomerProfiles(t *testing.T) {
	try(t, "CreateCustomerProfile", []trial{
		{name: "a new one", env: flow.Values{"$.Attributes.name": "Ann"}, parameters: `{"ProfileRequestData": {"FirstName": "$.Attributes.name", "Attributes.tier": "gold $.Attributes.gone"}}`,
			wake: consulted(`{"Customer": {"ProfileId": "p1"}}`), branch: "next",
			command: asksKeeper(flow.KeeperOfProfiles, "CreateCustomerProfile", `{"ProfileRequestData":{"Attributes.tier":"gold ","FirstName":"Ann"},"ProfileResponseData":[]}`)},
		{name: "an error that only others have", parameters: `{"ProfileRequestData": {}}`, wake: consulted(`{"Error": "NoneFoundError"}`), branch: onError,
			command: asksKeeper(flow.KeeperOfProfiles, "CreateCustomerProfile", `{"ProfileRequestData":{},"ProfileResponseData":[]}`)},
		{name: "no request", branch: onError, note: "must be an object"},
		{name: "too long a value", parameters: `{"ProfileRequestData": {"FirstName": "` + strings.Repeat("a", 256) + `"}}`, branch: onError, note: "0 to 255"},
		{name: "a value that is no text", parameters: `{"ProfileRequestData": {"FirstName": []}}`, branch: onError, note: "must be text"},
	})
	try(t, "UpdateCustomerProfile", []trial{
		{name: "a profile that is named", parameters: `{"ProfileRequestData": {"ProfileId": "p1", "City": ""}}`, wake: consulted(`{}`), branch: "next",
			command: asksKeeper(flow.KeeperOfProfiles, "UpdateCustomerProfile", `{"ProfileRequestData":{"City":"","ProfileId":"p1"},"ProfileResponseData":[]}`)},
		{name: "a profile that nobody has found", parameters: `{"ProfileRequestData": {"City": "Ulm"}}`, branch: onError, note: "no profile was found before"},
	})
	try(t, "AssociateContactToCustomerProfile", []trial{
		{name: "it is", env: flow.Values{"$.ContactId": "c1"}, parameters: `{"ProfileRequestData": {"ProfileId": "p1", "ContactId": "$.ContactId"}}`, wake: consulted(`{}`), branch: "next",
			command: asksKeeper(flow.KeeperOfProfiles, "AssociateContactToCustomerProfile", `{"ProfileRequestData":{"ContactId":"c1","ProfileId":"p1"},"ProfileResponseData":[]}`)},
		{name: "no contact", parameters: `{"ProfileRequestData": {"ProfileId": "p1"}}`, branch: onError, note: "ContactId is missing"},
	})
}

func TestReadingMoreOfACustomerProfile(t *testing.T) {
	try(t, "GetCustomerProfileObject", []trial{
		{name: "the latest", parameters: `{"ProfileRequestData": {"ProfileId": "p1", "ObjectType": "_order", "UseLatest": true}, "ProfileResponseData": ["OrderStatus"]}`,
			wake: consulted(`{"Customer": {"Order": {"Status": "sent"}}}`), branch: "next",
			command: asksKeeper(flow.KeeperOfProfiles, "GetCustomerProfileObject", `{"ProfileRequestData":{"ObjectType":"_order","ProfileId":"p1","UseLatest":true},"ProfileResponseData":["OrderStatus"]}`)},
		{name: "none is found", parameters: `{"ProfileRequestData": {"ProfileId": "p1", "ObjectType": "_order", "UseLatest": "false", "IdentifierName": "a", "IdentifierValue": "b"}}`,
			wake: consulted(`{"Error": "NoneFoundError"}`), branch: onNone,
			command: asksKeeper(flow.KeeperOfProfiles, "GetCustomerProfileObject", `{"ProfileRequestData":{"IdentifierName":"a","IdentifierValue":"b","ObjectType":"_order","ProfileId":"p1","UseLatest":false},"ProfileResponseData":[]}`)},
		{name: "several are no error of it", parameters: `{"ProfileRequestData": {"ProfileId": "p1", "ObjectType": "_order", "UseLatest": "true"}}`,
			wake: consulted(`{"Error": "MultipleFoundError"}`), branch: onError,
			command: asksKeeper(flow.KeeperOfProfiles, "GetCustomerProfileObject", `{"ProfileRequestData":{"ObjectType":"_order","ProfileId":"p1","UseLatest":true},"ProfileResponseData":[]}`)},
		{name: "neither latest nor named", parameters: `{"ProfileRequestData": {"ProfileId": "p1", "ObjectType": "_order"}}`, branch: onError, note: "either UseLatest"},
		{name: "both", parameters: `{"ProfileRequestData": {"ProfileId": "p1", "ObjectType": "_order", "UseLatest": true, "IdentifierName": "a", "IdentifierValue": "b"}}`, branch: onError, note: "either UseLatest"},
		{name: "no type", parameters: `{"ProfileRequestData": {"ProfileId": "p1", "UseLatest": true}}`, branch: onError, note: "ObjectType is missing"},
		{name: "UseLatest of another kind", parameters: `{"ProfileRequestData": {"ProfileId": "p1", "ObjectType": "_order", "UseLatest": "perhaps"}}`, branch: onError, note: "True or False"},
	})
	try(t, "GetCalculatedAttributesForCustomerProfile", []trial{
		{name: "they are told", parameters: `{"ProfileRequestData": {"ProfileId": "p1"}, "ProfileResponseData": ["CalculatedAttributes._frequent_caller"]}`,
			wake: consulted(`{"Customer": {"CalculatedAttributes": {"_frequent_caller": true}}}`), branch: "next",
			command: asksKeeper(flow.KeeperOfProfiles, "GetCalculatedAttributesForCustomerProfile", `{"ProfileRequestData":{"ProfileId":"p1"},"ProfileResponseData":["CalculatedAttributes._frequent_caller"]}`)},
		{name: "no profile", parameters: `{"ProfileRequestData": {}}`, branch: onError, note: "ProfileId is missing"},
	})
}

func TestWhatIsKnownOfACustomer(t *testing.T) {
	get := func(fields string) string {
		return `{"ProfileRequestData": {"ProfileId": "p1", "ObjectType": "_asset", "IdentifierName": "a", "IdentifierValue": "b"}, "ProfileResponseData": [` + fields + `]}`
	}
	for _, c := range []struct {
		action               flow.ActionType
		fields, answer, path string
		want                 string
	}{
		{"GetCustomerProfile", `"FirstName"`, `{"FirstName": "Ann"}`, "$.Customer.FirstName", "Ann"},
		{"GetCustomerProfile", ``, `{"FirstName": "Ann"}`, "$.Customer.FirstName", ""},
		{"GetCustomerProfile", ``, `{"ProfileId": "p1"}`, "$.Customer.ProfileId", "p1"},
		{"GetCustomerProfile", `"Attributes.loyal.tier"`, `{"Attributes": {"loyal.tier": 1.50}}`, "$.Customer.Attributes['loyal.tier']", "1.50"},
		{"GetCustomerProfile", `"OrderCount"`, `{"OrderCount": "3"}`, "$.Customer.OrderCount", "3"},
		{"GetCustomerProfile", `"FirstName"`, `{"FirstName": null}`, "$.Customer.FirstName", ""},
		{"GetCustomerProfileObject", `"AssetStatus"`, `{"Asset": {"Status": "new"}}`, "$.Customer.Asset.Status", "new"},
		{"GetCustomerProfileObject", ``, `{"Asset": {"AssetId": "a1"}}`, "$.Customer.Asset.AssetId", "a1"},
		{"GetCustomerProfileObject", `"AssetAttributes.x"`, `{"Asset": {"Attributes": {"x": "y"}}}`, "$.Customer.Asset.Attributes.x", "y"},
		{"GetCustomerProfileObject", `"ObjectAttributes.x"`, `{"ObjectAttributes": {"x": "y"}}`, "$.Customer.ObjectAttributes.x", "y"},
		{"GetCalculatedAttributesForCustomerProfile", `"CalculatedAttributes._n"`, `{"CalculatedAttributes": {"_n": 7}}`, "$.Customer.CalculatedAttributes._n", "7"},
	} {
		got := afterAction(t, c.action, get(c.fields), flow.Values{"$.Customer.FirstName": "the host's"},
			[]flow.Input{consulted(`{"Customer": ` + c.answer + `}`)}, []string{c.path})
		if got[0] != c.want {
			t.Errorf("%s: %s of %s: got %q, want %q", c.action, c.path, c.answer, got[0], c.want)
		}
	}
}

// TestFieldsOfACustomerStay reads twice: the fields of one customer come together,
// those of another do not mix with them, and an error takes nothing away.
func TestFieldsOfACustomerStay(t *testing.T) {
	for second, want := range map[string]string{
		`{"Customer": {"ProfileId": "p1", "City": "Ulm"}}`: "p1 Ann Ulm",
		`{"Customer": {"City": "Ulm"}}`:                    "p1 Ann Ulm",
		`{"Customer": {"ProfileId": "p2"}}`:                "p2  ",
		`{"Error": "NoneFoundError"}`:                      "p1 Ann ",
	} {
		doc := parse(t, `{"Version": "2019-10-30", "StartAction": "one", "Actions": [
			{"Identifier": "one", "Type": "GetCustomerProfile", "Parameters": {"ProfileRequestData": {"IdentifierName": "a", "IdentifierValue": "b"}, "ProfileResponseData": ["FirstName"]}, "Transitions": {"NextAction": "two"}},
			{"Identifier": "two", "Type": "GetCustomerProfile", "Parameters": {"ProfileRequestData": {"IdentifierName": "a", "IdentifierValue": "c"}, "ProfileResponseData": ["City"]},
			 "Transitions": {"NextAction": "tell", "Errors": [{"ErrorType": "NoMatchingError", "NextAction": "tell"}]}},
			{"Identifier": "tell", "Type": "MessageParticipant", "Parameters": {"Text": "$.Customer.ProfileId $.Customer.FirstName $.Customer.City"}, "Transitions": {"NextAction": "set"}},
			{"Identifier": "set", "Type": "UpdateCustomerProfile", "Parameters": {"ProfileRequestData": {"City": "Bonn"}}}]}`)
		r := flowtest.Start(t, flowtest.Host{}, doc, flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
		r.Resume(consulted(`{"Customer": {"ProfileId": "p1", "FirstName": "Ann"}}`))
		r.Resume(consulted(second))
		if got, _ := r.Commands[2].(flow.SendMessage); got.Text != want {
			t.Errorf("after %s: got %q, want %q", second, got.Text, want)
		}
		update, _ := r.Last().(flow.Consult)
		if id, _, _ := strings.Cut(want, " "); !strings.Contains(string(update.Parameters), `"ProfileId":"`+id+`"`) {
			t.Errorf("after %s: got update %s, want one of %s", second, update.Parameters, id)
		}
	}
}
