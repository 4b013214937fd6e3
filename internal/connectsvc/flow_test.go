package connectsvc_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// The contents of flows: two that can be published, one that has two problems.
const (
	ending = `{"Version":"2019-10-30","StartAction":"a","Actions":[{"Identifier":"a","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`
	lost   = `{"Version":"2019-10-30","StartAction":"nowhere","Actions":[{"Identifier":"a","Type":"Dance","Parameters":{},"Transitions":{}}]}`
)

// jumping is a flow that goes on with another one.
func jumping(to string) string {
	return fmt.Sprintf(`{"Version":"2019-10-30","StartAction":"a","Actions":[`+
		`{"Identifier":"a","Type":"TransferToFlow","Parameters":{"ContactFlowId":%q},"Transitions":{"NextAction":"b","Errors":[{"NextAction":"b","ErrorType":"NoMatchingError"}]}},`+
		`{"Identifier":"b","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`, to)
}

type flowAnswer struct {
	ContactFlowId, ContactFlowArn, FlowContentSha256 string
}

type flowDescription struct {
	ContactFlow struct {
		Arn, Id, Name, Type, State, Status, Description, Content, FlowContentSha256 string
		Tags                                                                        map[string]string
		Version                                                                     int64
		VersionDescription                                                          string
	}
}

func flowBody(name, content, more string) string {
	return fmt.Sprintf(`{"Name":%q,"Type":"CONTACT_FLOW","Content":%q%s}`, name, content, more)
}

func (s *site) createFlow(t testing.TB, name, content, more string) flowAnswer {
	t.Helper()
	return read[flowAnswer](t, s.call(t, "PUT", "/contact-flows/"+instance, flowBody(name, content, more)))
}

func (s *site) describeFlow(t testing.TB, reference string) flowDescription {
	t.Helper()
	return read[flowDescription](t, s.call(t, "GET", "/contact-flows/"+instance+"/"+url.PathEscape(reference), ""))
}

func TestFlowIsPublishedUnlessItIsSaved(t *testing.T) {
	s := newSite(t)
	out := s.createFlow(t, "bye", ending, `,"Description":"ends","Tags":{"team":"a"}`)
	sum := sha256.Sum256([]byte(ending))
	if got, want := out.FlowContentSha256, hex.EncodeToString(sum[:]); got != want {
		t.Errorf("got hash %s, want %s", got, want)
	}
	for _, reference := range []string{out.ContactFlowId, out.ContactFlowArn} {
		f := s.describeFlow(t, reference).ContactFlow
		if got := fmt.Sprint(f.Arn, f.Id, f.Name, f.Type, f.State, f.Status, f.Description, f.Content, f.Tags); got !=
			fmt.Sprint(out.ContactFlowArn, out.ContactFlowId, "bye", "CONTACT_FLOW", "ACTIVE", "PUBLISHED", "ends", ending, map[string]string{"team": "a"}) {
			t.Errorf("got %s, want what was created", got)
		}
	}
	body := strings.Replace(startBody(""), inbound, out.ContactFlowId, 1)
	want(t, s.call(t, "PUT", "/contact/chat", body), 200, "")
}

func TestSavedFlowIsUncheckedHiddenAndPublishedByAnUpdate(t *testing.T) {
	s := newSite(t)
	out := s.createFlow(t, "draft", "no flow at all", `,"Status":"SAVED"`)
	path := "/contact-flows/" + instance + "/" + out.ContactFlowId
	s.refuse(t,
		refusal{"describe", "GET", path, "", 404, "ContactFlowNotPublishedException", "$SAVED"},
		refusal{"start", "PUT", "/contact/chat", strings.Replace(startBody(""), inbound, out.ContactFlowId, 1), 404, "ResourceNotFoundException", "flow"},
		refusal{"publish as it is", "POST", path + "/content", `{"Content":"no flow at all"}`, 400, "InvalidContactFlowException", "problems"},
	)
	f := s.describeFlow(t, out.ContactFlowId+":$SAVED").ContactFlow
	if f.Content != "no flow at all" || f.Status != "SAVED" {
		t.Errorf("got %s %q, want the saved content", f.Status, f.Content)
	}
	want(t, s.call(t, "POST", path+"/content", fmt.Sprintf(`{"Content":%q}`, ending)), 200, "")
	if f := s.describeFlow(t, out.ContactFlowId).ContactFlow; f.Content != ending || f.Status != "PUBLISHED" {
		t.Errorf("got %s %q, want the published content", f.Status, f.Content)
	}
}

func TestSavingLeavesThePublishedContentAlone(t *testing.T) {
	s := newSite(t)
	out := s.createFlow(t, "bye", ending, "")
	saved := "/contact-flows/" + instance + "/" + url.PathEscape(out.ContactFlowArn+":$SAVED")
	want(t, s.call(t, "POST", saved+"/content", `{"Content":"half done"}`), 200, "")
	if f := s.describeFlow(t, out.ContactFlowId).ContactFlow; f.Content != ending {
		t.Errorf("got %q, want the published content", f.Content)
	}
	if f := s.describeFlow(t, out.ContactFlowId+":$SAVED").ContactFlow; f.Content != "half done" {
		t.Errorf("got %q, want the saved content", f.Content)
	}
}

func TestPublishingTellsEveryProblemAtOnce(t *testing.T) {
	s := newSite(t)
	a := s.call(t, "PUT", "/contact-flows/"+instance, flowBody("lost", lost, ""))
	want(t, a, 400, "InvalidContactFlowException")
	var body struct {
		Problems []map[string]string `json:"problems"`
	}
	a.Read(t, &body)
	if len(body.Problems) != 2 || body.Problems[0]["message"] == "" || body.Problems[1]["message"] == "" {
		t.Errorf("got %s, want two problems with a message each", a.Text)
	}
}

func TestFlowsAreLintedAgainstTheInstance(t *testing.T) {
	s := newSite(t)
	bye := s.createFlow(t, "bye", ending, "")
	draft := s.createFlow(t, "draft", ending, `,"Status":"SAVED"`)
	s.createFlow(t, "by id", jumping(bye.ContactFlowId), "")
	s.createFlow(t, "by ARN", jumping(bye.ContactFlowArn), "")
	for name, to := range map[string]string{
		"unknown": "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000599", "not published": draft.ContactFlowId, "a queue": arn("/queue/x"),
	} {
		s.refuse(t, refusal{name, "PUT", "/contact-flows/" + instance, flowBody(name, jumping(to), ""), 400, "InvalidContactFlowException", "problem"})
	}
}

func TestFlowRefusals(t *testing.T) {
	s := newSite(t)
	bye := s.createFlow(t, "bye", ending, "")
	s.createFlow(t, "other", ending, "")
	const ipe, rnf, dup = "InvalidParameterException", "ResourceNotFoundException", "DuplicateResourceException"
	list, one := "/contact-flows/"+instance, "/contact-flows/"+instance+"/"+bye.ContactFlowId
	s.refuse(t,
		refusal{"no name", "PUT", list, `{"Type":"CONTACT_FLOW","Content":"x"}`, 400, ipe, "Name is required"},
		refusal{"blank name", "PUT", list, flowBody(" ", ending, ""), 400, ipe, "Name"},
		refusal{"long name", "PUT", list, flowBody(strings.Repeat("n", 128), ending, ""), 400, ipe, "Name"},
		refusal{"unknown type", "PUT", list, strings.Replace(flowBody("x", ending, ""), "CONTACT_FLOW", "RIVER", 1), 400, ipe, "Type must be one of"},
		refusal{"unknown status", "PUT", list, flowBody("x", ending, `,"Status":"ODD"`), 400, ipe, "Status must be one of"},
		refusal{"no content", "PUT", list, `{"Name":"x","Type":"CONTACT_FLOW"}`, 400, ipe, "Content is required"},
		refusal{"empty content", "PUT", list, flowBody("x", "", ""), 400, ipe, "Content"},
		refusal{"long content", "PUT", list, flowBody("x", strings.Repeat("x", 256_001), `,"Status":"SAVED"`), 400, ipe, "256000"},
		refusal{"name taken", "PUT", list, flowBody("bye", ending, ""), 409, dup, "name"},
		refusal{"unknown instance", "PUT", "/contact-flows/x", flowBody("x", ending, ""), 404, rnf, "instance"},
		refusal{"describe unknown", "GET", list + "/x", "", 404, rnf, "flow"},
		refusal{"update unknown", "POST", list + "/x/content", fmt.Sprintf(`{"Content":%q}`, ending), 404, rnf, "flow"},
		refusal{"rename to a name taken", "POST", one + "/name", `{"Name":"other"}`, 409, dup, "name"},
		refusal{"rename to nothing", "POST", one + "/name", `{"Name":""}`, 400, ipe, "Name"},
		refusal{"unknown state", "POST", one + "/metadata", `{"ContactFlowState":"LOST"}`, 400, ipe, "ContactFlowState"},
		refusal{"delete unknown", "DELETE", list + "/x", "", 404, rnf, "flow"},
	)
}

func TestMetadataRenamesAndArchives(t *testing.T) {
	s := newSite(t)
	bye := s.createFlow(t, "bye", ending, "")
	path := "/contact-flows/" + instance + "/" + bye.ContactFlowId
	want(t, s.call(t, "POST", path+"/name", `{"Name":"farewell","Description":"d1"}`), 200, "")
	want(t, s.call(t, "POST", path+"/metadata", `{"ContactFlowState":"ARCHIVED"}`), 200, "")
	f := s.describeFlow(t, bye.ContactFlowId).ContactFlow
	if f.Name != "farewell" || f.Description != "d1" || f.State != "ARCHIVED" || f.Content != ending {
		t.Errorf("got %+v, want it renamed and archived", f)
	}
	body := strings.Replace(startBody(""), inbound, bye.ContactFlowId, 1)
	s.refuse(t, refusal{"start with an archived flow", "PUT", "/contact/chat", body, 404, "ResourceNotFoundException", "flow"})
	want(t, s.call(t, "POST", path+"/metadata", `{"ContactFlowState":"ACTIVE","Name":"back","Description":""}`), 200, "")
	if f := s.describeFlow(t, bye.ContactFlowId).ContactFlow; f.Name != "back" || f.Description != "" || f.State != "ACTIVE" {
		t.Errorf("got %+v, want it restored", f)
	}
	want(t, s.call(t, "PUT", "/contact/chat", body), 200, "")
}

func TestFlowInUseCannotBeDeleted(t *testing.T) {
	s := newSite(t)
	bye := s.createFlow(t, "bye", ending, "")
	user := s.createFlow(t, "user", jumping(bye.ContactFlowArn), "")
	path := "/contact-flows/" + instance + "/"
	s.refuse(t,
		refusal{"used by a flow", "DELETE", path + bye.ContactFlowId, "", 400, "InvalidRequestException", "user"},
		refusal{"a default of the instance", "DELETE", path + "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000515", "", 400, "InvalidRequestException", "CustomerQueue"},
	)
	want(t, s.call(t, "DELETE", path+user.ContactFlowId, ""), 200, "")
	want(t, s.call(t, "DELETE", path+bye.ContactFlowId, ""), 200, "")
	s.refuse(t, refusal{"deleted", "GET", path + bye.ContactFlowId, "", 404, "ResourceNotFoundException", "flow"})
}

type flowList struct {
	ContactFlowSummaryList []struct{ Id, Arn, Name, ContactFlowType, ContactFlowState, ContactFlowStatus string }
	NextToken              string
}

func TestListOfFlowsIsPagedAndFiltered(t *testing.T) {
	s := newSite(t)
	s.createFlow(t, "draft", "x", `,"Status":"SAVED"`)
	path := "/contact-flows-summary/" + instance
	all := read[flowList](t, s.call(t, "GET", path, ""))
	if got := len(all.ContactFlowSummaryList); got != 12 || all.NextToken != "" {
		t.Errorf("got %d flows and token %q, want 12 and none", got, all.NextToken)
	}
	seen, query := map[string]string{}, "?maxResults=5"
	for range 5 {
		page := read[flowList](t, s.call(t, "GET", path+query, ""))
		for _, f := range page.ContactFlowSummaryList {
			seen[f.Name] = f.ContactFlowStatus
		}
		if page.NextToken == "" {
			break
		}
		query = "?maxResults=5&nextToken=" + url.QueryEscape(page.NextToken)
	}
	if len(seen) != 12 || seen["draft"] != "SAVED" || seen["Default customer queue"] != "PUBLISHED" {
		t.Errorf("got %v over all pages, want 12 flows with their status", seen)
	}
	some := read[flowList](t, s.call(t, "GET", path+"?contactFlowTypes=CUSTOMER_QUEUE&contactFlowTypes=AGENT_HOLD", ""))
	if got := len(some.ContactFlowSummaryList); got != 2 {
		t.Errorf("got %d flows of two types, want 2", got)
	}
	foreign := read[flowList](t, s.call(t, "GET", path+"?maxResults=1", "")).NextToken
	s.refuse(t,
		refusal{"token", "GET", path + "?nextToken=stale", "", 400, "InvalidParameterException", "NextToken"},
		refusal{"token of another list", "GET", "/queues-summary/" + instance + "?nextToken=" + url.QueryEscape(foreign), "", 400, "InvalidParameterException", "NextToken"},
		refusal{"too many", "GET", path + "?maxResults=1001", "", 400, "InvalidParameterException", "MaxResults"},
		refusal{"unknown type", "GET", path + "?contactFlowTypes=RIVER", "", 400, "InvalidParameterException", "ContactFlowTypes"},
		refusal{"unknown instance", "GET", "/contact-flows-summary/x", "", 404, "ResourceNotFoundException", "instance"},
	)
}

type flowSearch struct {
	ContactFlows          []struct{ Name string }
	NextToken             string
	ApproximateTotalCount int
}

func (f flowSearch) names() string {
	var names []string
	for _, one := range f.ContactFlows {
		names = append(names, one.Name)
	}
	return strings.Join(names, ", ")
}

func TestSearchOfFlows(t *testing.T) {
	s := newSite(t)
	s.createFlow(t, "Alpha", ending, `,"Description":"first letter","Tags":{"team":"a","lang":"el"}`)
	s.createFlow(t, "Alphabet", "x", `,"Status":"SAVED","Tags":{"team":"b"}`)
	for criteria, want := range map[string]string{
		`{"StringCondition":{"FieldName":"name","Value":"alpha","ComparisonType":"EXACT"}}`:            "Alpha",
		`{"StringCondition":{"FieldName":"name","Value":"alpha","ComparisonType":"STARTS_WITH"}}`:      "Alpha, Alphabet",
		`{"StringCondition":{"FieldName":"name","Value":"bet","ComparisonType":"CONTAINS"}}`:           "Alphabet",
		`{"StringCondition":{"FieldName":"description","Value":"LETTER","ComparisonType":"CONTAINS"}}`: "Alpha",
		`{"StatusCondition":"SAVED"}`:        "Alphabet",
		`{"StateCondition":"ARCHIVED"}`:      "",
		`{"TypeCondition":"CUSTOMER_QUEUE"}`: "Default customer queue",
		`{"AndConditions":[{"StatusCondition":"PUBLISHED"},{"StringCondition":{"FieldName":"name","Value":"alpha","ComparisonType":"CONTAINS"}}]}`: "Alpha",
		`{"OrConditions":[{"StatusCondition":"SAVED"},{"TypeCondition":"CUSTOMER_QUEUE"}]}`:                                                        "Default customer queue, Alphabet",
	} {
		body := fmt.Sprintf(`{"InstanceId":%q,"SearchCriteria":%s}`, instance, criteria)
		if got := read[flowSearch](t, s.call(t, "POST", "/search-contact-flows", body)).names(); got != want {
			t.Errorf("%s: got %q, want %q", criteria, got, want)
		}
	}
	for filter, want := range map[string]string{
		`{"TagCondition":{"TagKey":"team"}}`:                                        "Alpha, Alphabet",
		`{"TagCondition":{"TagKey":"team","TagValue":"b"}}`:                         "Alphabet",
		`{"AndConditions":[{"TagKey":"team"},{"TagKey":"lang","TagValue":"el"}]}`:   "Alpha",
		`{"OrConditions":[[{"TagKey":"lang"}],[{"TagKey":"team","TagValue":"b"}]]}`: "Alpha, Alphabet",
		`{"OrConditions":[[{"TagKey":"lang"},{"TagKey":"team","TagValue":"b"}]]}`:   "",
	} {
		body := fmt.Sprintf(`{"InstanceId":%q,"SearchFilter":{"TagFilter":%s}}`, instance, filter)
		if got := read[flowSearch](t, s.call(t, "POST", "/search-contact-flows", body)).names(); got != want {
			t.Errorf("%s: got %q, want %q", filter, got, want)
		}
	}
}

func TestSearchIsPaged(t *testing.T) {
	s := newSite(t)
	names, token := map[string]bool{}, ""
	for range 5 {
		page := read[flowSearch](t, s.call(t, "POST", "/search-contact-flows", fmt.Sprintf(`{"InstanceId":%q,"MaxResults":4%s}`, instance, token)))
		if page.ApproximateTotalCount != 11 {
			t.Errorf("got a count of %d, want 11", page.ApproximateTotalCount)
		}
		for _, f := range page.ContactFlows {
			names[f.Name] = true
		}
		if page.NextToken == "" {
			break
		}
		token = fmt.Sprintf(`,"NextToken":%q`, page.NextToken)
	}
	if len(names) != 11 {
		t.Errorf("got %d flows over all pages, want 11", len(names))
	}
	s.refuse(t,
		refusal{"unknown field", "POST", "/search-contact-flows", fmt.Sprintf(`{"InstanceId":%q,"SearchCriteria":{"AndConditions":[{"StringCondition":{"FieldName":"colour","Value":"x","ComparisonType":"EXACT"}}]}}`, instance), 400, "InvalidParameterException", "FieldName"},
		refusal{"unknown instance", "POST", "/search-contact-flows", `{"InstanceId":"x"}`, 404, "ResourceNotFoundException", "instance"},
	)
}
