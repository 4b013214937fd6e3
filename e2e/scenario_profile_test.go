package e2e

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// knownFlow looks the customer up, creates who is new, and tells when the branch is
// open.
const knownFlow = `{
  "Version": "2019-10-30", "StartAction": "wait",
  "Actions": [
    {"Identifier": "wait", "Type": "Wait", "Parameters": {"TimeoutSeconds": "3600", "Events": ["CustomerReturned"]},
     "Transitions": {
       "Conditions": [
         {"NextAction": "find", "Condition": {"Operator": "Equals", "Operands": ["CustomerReturned"]}},
         {"NextAction": "end", "Condition": {"Operator": "Equals", "Operands": ["WaitCompleted"]}}],
       "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "find", "Type": "GetCustomerProfile",
     "Parameters": {"ProfileRequestData": {"IdentifierName": "_phone", "IdentifierValue": "+4971"}, "ProfileResponseData": ["FirstName"]},
     "Transitions": {"NextAction": "hello", "Errors": [{"NextAction": "create", "ErrorType": "NoneFoundError"}, {"NextAction": "none", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "create", "Type": "CreateCustomerProfile",
     "Parameters": {"ProfileRequestData": {"PhoneNumber": "+4971", "FirstName": "Ann"}, "ProfileResponseData": ["FirstName"]},
     "Transitions": {"NextAction": "hello", "Errors": [{"NextAction": "none", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "hello", "Type": "MessageParticipant", "Parameters": {"Text": "Hello $.Customer.FirstName, you are $.Customer.ProfileId"},
     "Transitions": {"NextAction": "hours", "Errors": [{"NextAction": "hours", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "none", "Type": "MessageParticipant", "Parameters": {"Text": "Hello whoever you are"},
     "Transitions": {"NextAction": "hours", "Errors": [{"NextAction": "hours", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "hours", "Type": "EvaluateDataTableValues",
     "Parameters": {"DataTableId": "opening", "Queries": [{"QueryName": "Today", "Attributes": ["text"], "PrimaryValues": [{"AttributeName": "branch", "Value": "city"}]}]},
     "Transitions": {"NextAction": "tell", "Errors": [{"NextAction": "closed", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "tell", "Type": "MessageParticipant", "Parameters": {"Text": "We are open $.DataTables.Today.text"},
     "Transitions": {"NextAction": "list", "Errors": [{"NextAction": "list", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "list", "Type": "ListDataTableValues", "Parameters": {"DataTableId": "opening"},
     "Transitions": {"NextAction": "second", "Errors": [{"NextAction": "closed", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "second", "Type": "MessageParticipant",
     "Parameters": {"Text": "and at the $.DataTableList.ResultData.primaryKeyGroups.default[1].primaryKeys[0].attributeValue"},
     "Transitions": {"NextAction": "write", "Errors": [{"NextAction": "write", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "write", "Type": "UpsertDataTableValues",
     "Parameters": {"DataTableId": "opening", "DataTableUpsertAttributes": [{"PrimaryKeyGroupName": "g", "PrimaryValues": [{"Name": "branch", "Value": "city"}], "Attributes": [{"Name": "text", "Value": "never"}]}]},
     "Transitions": {"NextAction": "end", "Errors": [{"NextAction": "closed", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "closed", "Type": "MessageParticipant", "Parameters": {"Text": "That is all I know"},
     "Transitions": {"NextAction": "end", "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
  ]
}`

// crm knows nobody, fails at first when it is to create somebody, and keeps the keys
// of those calls.
type crm struct {
	sync.Mutex
	keys []string
}

func (c *crm) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.Lock()
	defer c.Unlock()
	var request struct {
		Action, ContactId string
		Parameters        struct{ ProfileRequestData map[string]string }
	}
	body, err := io.ReadAll(r.Body)
	if err != nil || json.Unmarshal(body, &request) != nil || request.ContactId == "" || r.Header.Get("Authorization") != "Bearer crm" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if request.Action != "CreateCustomerProfile" {
		_, _ = io.WriteString(w, `{"Error": "NoneFoundError"}`)
		return
	}
	c.keys = append(c.keys, r.Header.Get("Idempotency-Key"))
	if len(c.keys) == 1 {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"Customer": map[string]string{
		"ProfileId": "p-1", "FirstName": request.Parameters.ProfileRequestData["FirstName"],
	}})
}

// knowing is a server with a file of integrations and tables.
func knowing(t *testing.T, integrations string) *rejoin.Server {
	t.Helper()
	folder := t.TempDir()
	for name, content := range map[string]string{
		"token": "Bearer crm\n", "integrations.yaml": integrations,
		"tables.yaml": "opening:\n  key: branch\n  columns: [text]\n  rows:\n    - {branch: city, text: 9 to 6}\n    - {branch: airport, text: always}\n",
	} {
		must(t, os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600))
	}
	return rejoin.Start(t, rejoin.Options{Args: []string{"--integrations", filepath.Join(folder, "integrations.yaml")}})
}

// A flow finds nobody in the customer's system, creates them, and reads a table.
func TestFlowKnowsItsCustomerAndReadsTables(t *testing.T) {
	t.Parallel()
	customers := new(crm)
	service := httptest.NewServer(customers)
	t.Cleanup(service.Close)
	s := knowing(t, "profiles: {url: '"+service.URL+"', headers: {Authorization: {file: token}}}\ntables: {file: tables.yaml}\n")
	p := arrive(t, s, withFlow(flowID(t, s, "known", knownFlow)))
	p.Say("hi")
	awaitText(p, "Hello Ann, you are p-1")
	awaitText(p, "We are open 9 to 6")
	awaitText(p, "and at the airport")
	awaitText(p, "That is all I know") // files are not written to
	p.Await(0, "onEnded", nil)
	customers.Lock()
	defer customers.Unlock()
	if len(customers.keys) != 2 || customers.keys[0] == "" || customers.keys[0] != customers.keys[1] {
		t.Errorf("got calls with the keys %q, want two with one key", customers.keys)
	}
	if lines := s.Mentions("+4971", "\"Ann", "p-1\""); len(lines) > 0 {
		t.Errorf("got log %q, want nothing of the customer in it", lines)
	}
}

// Without anybody who keeps them, the same flow takes its error branches.
func TestFlowWithoutProfilesAndTables(t *testing.T) {
	t.Parallel()
	s := knowing(t, "bots: {}\n")
	p := arrive(t, s, withFlow(flowID(t, s, "unknown", knownFlow)))
	p.Say("hi")
	awaitText(p, "Hello whoever you are")
	awaitText(p, "That is all I know")
	p.Await(0, "onEnded", nil)
}
