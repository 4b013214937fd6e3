package connectsvc_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/directory"
)

const (
	allSecurity  = "/security-profiles/" + instance
	securityList = "/security-profiles-summary/" + instance
	permissions  = "/security-profiles-permissions/" + instance
)

func securityBody(name, more string) string {
	return fmt.Sprintf(`{"SecurityProfileName":%q%s}`, name, more)
}

type securityAnswer struct{ SecurityProfileId, SecurityProfileArn string }

func (s *site) createSecurity(t testing.TB, name, more string) securityAnswer {
	t.Helper()
	return read[securityAnswer](t, s.call(t, "PUT", allSecurity, securityBody(name, more)))
}

func TestSecurityProfilesAreCreatedDescribedChangedAndDeleted(t *testing.T) {
	s := newSite(t)
	module := s.createModule(t, "m", returning, "")
	p := s.createSecurity(t, "Leads", `,"Description":"d","Permissions":["Users.View","BasicAgentAccess","Users.View"],"Tags":{"a":"b"},
		"AllowedAccessControlTags":{"team":"a"},"TagRestrictedResources":["User"],"HierarchyRestrictedResources":["User"],
		"Applications":[{"Namespace":"z","ApplicationPermissions":["ACCESS"]},{"Namespace":"a","ApplicationPermissions":["ACCESS"],"Type":"MCP"}],
		"AllowedFlowModules":[{"Type":"MCP","FlowModuleId":"`+module.Id+`"}]`)
	if want := arn("/security-profile/" + p.SecurityProfileId); p.SecurityProfileArn != want {
		t.Errorf("got ARN %s, want %s", p.SecurityProfileArn, want)
	}
	for _, reference := range []string{p.SecurityProfileId, url.PathEscape(p.SecurityProfileArn)} {
		wantParts(t, part(t, s.call(t, "GET", allSecurity+"/"+reference, "").Text, "SecurityProfile"), map[string]string{
			"Id": fmt.Sprintf("%q", p.SecurityProfileId), "SecurityProfileName": `"Leads"`, "Description": `"d"`, "Tags": `{"a":"b"}`,
			"AllowedAccessControlTags": `{"team":"a"}`, "TagRestrictedResources": `["User"]`, "HierarchyRestrictedResources": `["User"]`,
			"OrganizationResourceId": fmt.Sprintf("%q", instance), "Permissions": "",
		})
	}
	of := func(path, list string) string {
		a := s.call(t, "GET", path+"/"+instance+"/"+p.SecurityProfileId, "")
		want(t, a, 200, "")
		return part(t, a.Text, list)
	}
	if got := of("/security-profiles-permissions", "Permissions"); got != `["BasicAgentAccess","Users.View"]` {
		t.Errorf("got permissions %s, want both, each once", got)
	}
	if got := of("/security-profiles-applications", "Applications"); !sameJSON(t, got, `[{"Namespace":"a","ApplicationPermissions":["ACCESS"],"Type":"MCP"},{"Namespace":"z","ApplicationPermissions":["ACCESS"]}]`) {
		t.Errorf("got applications %s, want both", got)
	}
	if got := of("/security-profiles-flow-modules", "AllowedFlowModules"); !sameJSON(t, got, fmt.Sprintf(`[{"Type":"MCP","FlowModuleId":%q}]`, module.Id)) {
		t.Errorf("got modules %s, want the one", got)
	}
	path := allSecurity + "/" + p.SecurityProfileId
	if a := s.call(t, "POST", path, `{"Permissions":["Queues.View"],"Applications":[]}`); a.Status != 200 || a.Text != "" {
		t.Errorf("got %d %q, want an empty body", a.Status, a.Text)
	}
	if got := of("/security-profiles-permissions", "Permissions"); got != `["Queues.View"]` {
		t.Errorf("got permissions %s, want those of the change", got)
	}
	if got := of("/security-profiles-applications", "Applications"); got != "[]" {
		t.Errorf("got applications %s, want none", got)
	}
	want(t, s.call(t, "POST", path, `{"Permissions":[],"Description":"e","AllowedFlowModules":[],"TagRestrictedResources":[],"AllowedAccessControlTags":{"x":"y"}}`), 200, "")
	if got := of("/security-profiles-permissions", "Permissions"); got != "[]" {
		t.Errorf("got permissions %s, want none", got)
	}
	wantParts(t, part(t, s.call(t, "GET", path, "").Text, "SecurityProfile"), map[string]string{
		"Description": `"e"`, "HierarchyRestrictedResources": `["User"]`, "TagRestrictedResources": "", "AllowedAccessControlTags": `{"x":"y"}`,
	})
	want(t, s.call(t, "DELETE", path, ""), 200, "")
	want(t, s.call(t, "GET", path, ""), 404, "ResourceNotFoundException")
}

// Those of a new instance permit what their names promise, until somebody says
// otherwise.
func TestSecurityProfilesOfANewInstancePermit(t *testing.T) {
	s := newSite(t)
	of := map[string][]string{}
	for _, id := range []string{directory.AdminProfileID, directory.AgentProfileID, directory.ManagerProfileID, directory.QualityAnalystProfileID} {
		of[id] = s.walkBy(t, permissions+"/"+id, "Permissions", 100)
		if !slices.IsSorted(of[id]) || len(slices.Compact(slices.Clone(of[id]))) != len(of[id]) {
			t.Errorf("%s: got %q, want them in order, each once", id, of[id])
		}
		for _, p := range of[id] {
			if !slices.Contains(of[directory.AdminProfileID], p) {
				t.Errorf("got no %s for administrators", p)
			}
		}
	}
	for permission, who := range map[string][4]bool{ // administrators, agents, managers, analysts
		"BasicAgentAccess": {true, true, false, false}, "Users.Create": {true, false, true, false}, "Queues.Edit": {true, false, true, false},
		"AccessMetrics": {true, false, true, true}, "SecurityProfiles.Edit": {true, false, false, false},
		"RestrictTaskCreation.Access": {false, false, false, false},
	} {
		for i, id := range []string{directory.AdminProfileID, directory.AgentProfileID, directory.ManagerProfileID, directory.QualityAnalystProfileID} {
			if got := slices.Contains(of[id], permission); got != who[i] {
				t.Errorf("%s of %s: got %v, want %v", permission, id, got, who[i])
			}
		}
	}
	if n := len(of[directory.AdminProfileID]); n > 500 || n < 200 {
		t.Errorf("administrators have %d permissions, want what the service publishes, within the bound of 500", n)
	}
	want(t, s.call(t, "POST", allSecurity+"/"+directory.AgentProfileID, `{"Description":"ours"}`), 200, "")
	if got := s.walkBy(t, permissions+"/"+directory.AgentProfileID, "Permissions", 100); !slices.Equal(got, of[directory.AgentProfileID]) {
		t.Errorf("after a change of the description: got %q, want %q", got, of[directory.AgentProfileID])
	}
	want(t, s.call(t, "POST", allSecurity+"/"+directory.AgentProfileID, `{"Permissions":[]}`), 200, "")
	if got := s.walkBy(t, permissions+"/"+directory.AgentProfileID, "Permissions", 100); len(got) != 0 {
		t.Errorf("after all were taken away: got %q", got)
	}
}

func TestSecurityProfilesAreListedAndSearched(t *testing.T) {
	s := newSite(t)
	s.createSecurity(t, "Leads", `,"Tags":{"a":"b"}`)
	for path, of := range map[string][2]string{securityList: {"SecurityProfileSummaryList", "Name"}, "/search-security-profiles": {"SecurityProfiles", "SecurityProfileName"}} {
		if got := s.walk(t, path, of[0], of[1]); len(got) != 5 {
			t.Errorf("%s: got %q, want five", path, got)
		}
	}
	if got := s.searchFor(t, "/search-security-profiles", "SecurityProfiles", "SecurityProfileName", "name", "CONTAINS", "lead"); !slices.Equal(got, []string{"Leads"}) {
		t.Errorf("got %q, want Leads", got)
	}
	a := s.call(t, "POST", "/search-security-profiles", fmt.Sprintf(`{"InstanceId":%q,"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"a"}}}}`, instance))
	if got := part(t, a.Text, "ApproximateTotalCount"); got != "1" {
		t.Errorf("got %s with the tag, want 1", got)
	}
}

func TestSecurityProfileRefusals(t *testing.T) {
	s := newSite(t)
	s.createSecurity(t, "Leads", "")
	other := allSecurity + "/" + s.createSecurity(t, "Other", "").SecurityProfileId
	u := s.createUser(t, "ann", "")
	const ipe, ire, rnf, dup = "InvalidParameterException", "InvalidRequestException", "ResourceNotFoundException", "DuplicateResourceException"
	many, _ := json.Marshal(slices.Repeat([]string{"x"}, 501))
	s.refuse(t,
		refusal{"no name", "PUT", allSecurity, `{}`, 400, ipe, "SecurityProfileName"},
		refusal{"blank name", "PUT", allSecurity, securityBody(" ", ""), 400, ipe, "SecurityProfileName"},
		refusal{"name with other characters", "PUT", allSecurity, securityBody("a/b", ""), 400, ipe, "SecurityProfileName"},
		refusal{"name taken", "PUT", allSecurity, securityBody("Leads", ""), 409, dup, "SecurityProfileName"},
		refusal{"too many permissions", "PUT", allSecurity, securityBody("x", `,"Permissions":`+string(many)), 400, ipe, "Permissions"},
		refusal{"long description", "POST", other, `{"Description":"` + strings.Repeat("x", 251) + `"}`, 400, ipe, "Description"},
		refusal{"hierarchy group", "PUT", allSecurity, securityBody("x", `,"AllowedAccessControlHierarchyGroupId":"x"`), 404, rnf, "HierarchyGroup"},
		refusal{"data tables", "POST", other, `{"GranularAccessControlConfiguration":{"DataTableAccessControlConfiguration":{}}}`, 400, ire, "data tables"},
		refusal{"unknown module", "POST", other, `{"AllowedFlowModules":[{"Type":"MCP","FlowModuleId":"x"}]}`, 404, rnf, "AllowedFlowModules"},
		refusal{"an application twice", "POST", other, `{"Applications":[{"Namespace":"x"},{"Namespace":"x"}]}`, 400, ipe, "twice"},
		refusal{"unknown instance", "PUT", "/security-profiles/x", securityBody("x", ""), 404, rnf, "instance"},
		refusal{"change unknown", "POST", allSecurity + "/x", `{}`, 404, rnf, "security profile"},
		refusal{"permissions of unknown", "GET", permissions + "/x", "", 404, rnf, "security profile"},
		refusal{"delete unknown", "DELETE", allSecurity + "/x", "", 404, rnf, "security profile"},
		refusal{"delete what a user has", "DELETE", allSecurity + "/" + directory.AgentProfileID, "", 409, "ResourceInUseException", u.UserId},
		refusal{"token", "GET", permissions + "/" + directory.AdminProfileID + "?nextToken=x", "", 400, ipe, "NextToken"},
		refusal{"search field", "POST", "/search-security-profiles", searchBody("colour", "EXACT", "x"), 400, ipe, "FieldName"},
	)
}
