package connectsvc_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
)

const (
	allStatuses = "/agent-status/" + instance
	availableID = "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000401"
	offlineID   = "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000402"
)

func statusBody(name, more string) string {
	return fmt.Sprintf(`{"Name":%q,"State":"ENABLED"%s}`, name, more)
}

type statusAnswer struct{ AgentStatusId, AgentStatusARN string }

func (s *site) createStatus(t testing.TB, name, more string) statusAnswer {
	t.Helper()
	return read[statusAnswer](t, s.call(t, "PUT", allStatuses, statusBody(name, more)))
}

func TestAgentStatusesAreCreatedDescribedAndChanged(t *testing.T) {
	s := newSite(t)
	a := s.createStatus(t, "Lunch", `,"Description":"Away","DisplayOrder":7,"Tags":{"a":"b"}`)
	if want := arn("/agent-state/" + a.AgentStatusId); a.AgentStatusARN != want {
		t.Errorf("got ARN %s, want %s", a.AgentStatusARN, want)
	}
	for _, reference := range []string{a.AgentStatusId, url.PathEscape(a.AgentStatusARN)} {
		wantParts(t, part(t, s.call(t, "GET", allStatuses+"/"+reference, "").Text, "AgentStatus"), map[string]string{
			"AgentStatusId": fmt.Sprintf("%q", a.AgentStatusId), "Name": `"Lunch"`, "Description": `"Away"`, "DisplayOrder": "7",
			"Type": `"CUSTOM"`, "State": `"ENABLED"`, "Tags": `{"a":"b"}`,
		})
	}
	path := allStatuses + "/" + a.AgentStatusId
	if got := s.call(t, "POST", path, `{"Name":"Dinner","Description":"","State":"DISABLED","ResetOrderNumber":true}`); got.Status != 200 || got.Text != "" {
		t.Errorf("got %d %q, want an empty body", got.Status, got.Text)
	}
	wantParts(t, part(t, s.call(t, "GET", path, "").Text, "AgentStatus"), map[string]string{
		"Name": `"Dinner"`, "Description": "", "DisplayOrder": "", "State": `"DISABLED"`, "Type": `"CUSTOM"`,
	})
	want(t, s.call(t, "POST", path, `{"DisplayOrder":3,"State":"ENABLED"}`), 200, "")
	wantParts(t, part(t, s.call(t, "GET", path, "").Text, "AgentStatus"), map[string]string{
		"Name": `"Dinner"`, "DisplayOrder": "3", "State": `"ENABLED"`,
	})
	want(t, s.call(t, "POST", allStatuses+"/"+availableID, `{"Name":"Ready","DisplayOrder":9}`), 200, "")
	wantParts(t, part(t, s.call(t, "GET", allStatuses+"/"+availableID, "").Text, "AgentStatus"), map[string]string{
		"Name": `"Ready"`, "Type": `"ROUTABLE"`, "DisplayOrder": "9",
	})
}

func TestAgentStatusesAreListedAndSearched(t *testing.T) {
	s := newSite(t)
	s.createStatus(t, "Lunch", `,"Tags":{"paid":"no"}`)
	s.createStatus(t, "Training", `,"DisplayOrder":5,"Tags":{"paid":"yes"}`)
	for path, list := range map[string]string{allStatuses: "AgentStatusSummaryList", "/search-agent-statuses": "AgentStatuses"} {
		if got := s.walk(t, path, list, "Name"); len(got) != 4 {
			t.Errorf("%s: got %q, want four", path, got)
		}
	}
	list := read[struct {
		AgentStatusSummaryList []struct{ Id, Arn, Name, Type string }
	}](t, s.call(t, "GET", allStatuses+"?AgentStatusTypes=ROUTABLE&AgentStatusTypes=OFFLINE", "")).AgentStatusSummaryList
	if len(list) != 2 || list[0].Id != availableID || list[0].Type != "ROUTABLE" || list[1].Id != offlineID || list[1].Arn != arn("/agent-state/"+offlineID) {
		t.Errorf("got %v, want those that every instance has", list)
	}
	for _, c := range [][3]string{{"name", "LUNCH", "Lunch"}, {"displayOrder", "5", "Training"}, {"type", "OFFLINE", "Offline"}} {
		if got := s.searchFor(t, "/search-agent-statuses", "AgentStatuses", "Name", c[0], "EXACT", c[1]); !slices.Equal(got, []string{c[2]}) {
			t.Errorf("%s %s: got %q, want %s", c[0], c[1], got, c[2])
		}
	}
	for filter, total := range map[string]string{
		`"TagCondition":{"TagKey":"paid"}`:                                                                                              "2",
		`"TagCondition":{"TagKey":"paid","TagValue":"yes"}`:                                                                             "1",
		`"AndCondition":{"TagConditions":[{"TagKey":"paid","TagValue":"yes"},{"TagKey":"no"}]}`:                                         "0",
		`"OrConditions":[{"TagConditions":[{"TagKey":"paid","TagValue":"yes"}]},{"TagConditions":[{"TagKey":"paid","TagValue":"no"}]}]`: "2",
		`"TagCondition":{"TagKey":"paid","TagValue":"no"},"OrConditions":[{"TagConditions":[{"TagKey":"paid","TagValue":"yes"}]}]`:      "0",
	} {
		a := s.call(t, "POST", "/search-agent-statuses", fmt.Sprintf(`{"InstanceId":%q,"SearchFilter":{"AttributeFilter":{%s}}}`, instance, filter))
		if got := part(t, a.Text, "ApproximateTotalCount"); got != total {
			t.Errorf("%s: got %s, want %s", filter, got, total)
		}
	}
}

func TestAnInstanceHasAtMost50AgentStatuses(t *testing.T) {
	s := newSite(t)
	for i := range 48 {
		s.createStatus(t, fmt.Sprint("s", i), "")
	}
	s.refuse(t, refusal{"one more", "PUT", allStatuses, statusBody("x", ""), 429, "LimitExceededException", "50"})
}

func TestAgentStatusRefusals(t *testing.T) {
	s := newSite(t)
	other := allStatuses + "/" + s.createStatus(t, "Lunch", "").AgentStatusId
	const ipe, ire, rnf, dup = "InvalidParameterException", "InvalidRequestException", "ResourceNotFoundException", "DuplicateResourceException"
	s.refuse(t,
		refusal{"no state", "PUT", allStatuses, `{"Name":"x"}`, 400, ipe, "State"},
		refusal{"blank name", "PUT", allStatuses, statusBody(" ", ""), 400, ipe, "Name"},
		refusal{"long name", "PUT", allStatuses, statusBody(strings.Repeat("x", 128), ""), 400, ipe, "Name"},
		refusal{"name taken", "PUT", allStatuses, statusBody("Lunch", ""), 409, dup, "name"},
		refusal{"rename to a name taken", "POST", other, `{"Name":"Available"}`, 409, dup, "name"},
		refusal{"rename to nothing", "POST", other, `{"Name":""}`, 400, ipe, "Name"},
		refusal{"order", "PUT", allStatuses, statusBody("x", `,"DisplayOrder":51`), 400, ipe, "DisplayOrder"},
		refusal{"order and none", "POST", other, `{"DisplayOrder":1,"ResetOrderNumber":true}`, 400, ire, "ResetOrderNumber"},
		refusal{"disable Available", "POST", allStatuses + "/" + availableID, `{"State":"DISABLED"}`, 400, ire, "ROUTABLE"},
		refusal{"disable Offline", "POST", allStatuses + "/" + offlineID, `{"State":"DISABLED"}`, 400, ire, "OFFLINE"},
		refusal{"unknown", "GET", allStatuses + "/x", "", 404, rnf, "agent status"},
		refusal{"change unknown", "POST", allStatuses + "/x", `{}`, 404, rnf, "agent status"},
		refusal{"unknown instance", "PUT", "/agent-status/x", statusBody("x", ""), 404, rnf, "instance"},
		refusal{"unknown type", "GET", allStatuses + "?AgentStatusTypes=BUSY", "", 400, ipe, "AgentStatusTypes"},
		refusal{"search field", "POST", "/search-agent-statuses", searchBody("colour", "EXACT", "x"), 400, ipe, "FieldName"},
	)
}
