package connectsvc_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"testing"
)

const (
	returning = `{"Version":"2019-10-30","StartAction":"a","Settings":{"Transitions":[{"ReferenceName":"Done"}]},` +
		`"Actions":[{"Identifier":"a","Type":"EndFlowModuleExecution","Parameters":{},"Transitions":{}}]}`
	modulesPath = "/contact-flow-modules/" + instance
)

type moduleAnswer struct{ Id, Arn string }

type moduleDescription struct {
	ContactFlowModule struct {
		Arn, Id, Name, State, Status, Description, Content, FlowModuleContentSha256, Settings, VersionDescription string
		Tags                                                                                                      map[string]string
		Version                                                                                                   int64
		ExternalInvocationConfiguration                                                                           struct{ Enabled bool }
	}
}

func modulePath(reference string) string { return modulesPath + "/" + url.PathEscape(reference) }

func moduleBody(name, content, more string) string {
	return fmt.Sprintf(`{"Name":%q,"Content":%q%s}`, name, content, more)
}

func (s *site) createModule(t testing.TB, name, content, more string) moduleAnswer {
	t.Helper()
	return read[moduleAnswer](t, s.call(t, "PUT", modulesPath, moduleBody(name, content, more)))
}

func (s *site) describeModule(t testing.TB, reference string) moduleDescription {
	t.Helper()
	return read[moduleDescription](t, s.call(t, "GET", modulePath(reference), ""))
}

func TestModuleIsPublishedAndDescribed(t *testing.T) {
	s := newSite(t)
	const more = `,"Description":"greets","Tags":{"team":"a"},"ExternalInvocationConfiguration":{"Enabled":true},"ClientToken":"t"`
	m := s.createModule(t, "greet", returning, more)
	if again := s.createModule(t, "greet", returning, more); again != m {
		t.Errorf("the request again: got %+v, want %+v", again, m)
	}
	sum := sha256.Sum256([]byte(returning))
	for _, reference := range []string{m.Id, m.Arn, m.Id + ":$LATEST", m.Arn + ":$SAVED"} {
		got := s.describeModule(t, reference).ContactFlowModule
		want := "PUBLISHED"
		if strings.HasSuffix(reference, "$SAVED") {
			want = "SAVED"
		}
		if got.Id != m.Id || got.Arn != m.Arn || got.Name != "greet" || got.State != "ACTIVE" || got.Status != want ||
			got.Description != "greets" || got.Content != returning || got.FlowModuleContentSha256 != hex.EncodeToString(sum[:]) ||
			got.Tags["team"] != "a" || !got.ExternalInvocationConfiguration.Enabled ||
			got.Settings != `{"Transitions":[{"ReferenceName":"Done"}]}` {
			t.Errorf("%s: got %+v, want the module", reference, got)
		}
	}
}

func TestModuleVersionsAndAliases(t *testing.T) {
	s := newSite(t)
	m := s.createModule(t, "greet", returning, "")
	want(t, s.call(t, "PUT", modulePath(m.Id)+"/version", `{"Description":"first"}`), 200, "")
	alias := read[moduleAnswer](t, s.call(t, "PUT", modulePath(m.Id)+"/alias", `{"AliasName":"live","ContactFlowModuleVersion":1,"Description":"in use"}`))
	changed := strings.Replace(returning, "Done", "Other", 1)
	want(t, s.call(t, "POST", modulePath(m.Id)+"/content", fmt.Sprintf(`{"Content":%q}`, changed)), 200, "")
	want(t, s.call(t, "PUT", modulePath(m.Arn)+"/version", `{}`), 200, "")
	for suffix, number := range map[string]int64{"": 0, ":1": 1, ":2": 2, ":live": 1, ":" + alias.Id: 1} {
		content := changed
		if number == 1 {
			content = returning
		}
		if got := s.describeModule(t, m.Arn+suffix).ContactFlowModule; got.Version != number || got.Content != content || got.Id != m.Id {
			t.Errorf("%q: got version %d, %s, want %d", suffix, got.Version, got.Content, number)
		}
	}
	if got := s.call(t, "GET", modulePath(m.Id)+"/versions", "").Text; got != fmt.Sprintf(
		`{"ContactFlowModuleVersionSummaryList":[{"Arn":"%[1]s:1","Version":1,"VersionDescription":"first"},{"Arn":"%[1]s:2","Version":2}]}`, m.Arn) {
		t.Errorf("got %s, want both versions", got)
	}
	want(t, s.call(t, "POST", modulePath(m.Id)+"/alias/live", `{"Name":"main","ContactFlowModuleVersion":2}`), 200, "")
	for _, id := range []string{alias.Id, "main"} {
		got := read[struct {
			ContactFlowModuleAlias struct {
				ContactFlowModuleId, ContactFlowModuleArn, AliasId, Name, Description string
				Version                                                               int64
			}
		}](t, s.call(t, "GET", modulePath(m.Id)+"/alias/"+id, "")).ContactFlowModuleAlias
		if got.ContactFlowModuleId != m.Id || got.ContactFlowModuleArn != m.Arn || got.AliasId != alias.Id ||
			got.Name != "main" || got.Description != "in use" || got.Version != 2 {
			t.Errorf("%s: got %+v, want the alias of version 2", id, got)
		}
	}
	if got := s.call(t, "GET", modulePath(m.Id)+"/aliases", "").Text; !strings.Contains(got, `"AliasName":"main"`) || !strings.Contains(got, m.Arn+":"+alias.Id) {
		t.Errorf("got %s, want the alias", got)
	}
	want(t, s.call(t, "DELETE", modulePath(m.Id)+"/alias/main", ""), 200, "")
	want(t, s.call(t, "DELETE", modulePath(m.Id)+"/version/1", ""), 200, "")
	want(t, s.call(t, "GET", modulePath(m.Id+":1"), ""), 404, "ResourceNotFoundException")
	want(t, s.call(t, "DELETE", modulePath(m.Id), ""), 200, "")
}

func TestModuleRefusals(t *testing.T) {
	s := newSite(t)
	m := s.createModule(t, "greet", returning, `,"ClientToken":"t"`)
	want(t, s.call(t, "PUT", modulePath(m.Id)+"/version", `{}`), 200, "")
	want(t, s.call(t, "PUT", modulePath(m.Id)+"/alias", `{"AliasName":"live","ContactFlowModuleVersion":1}`), 200, "")
	s.createFlow(t, "user", m.Arn+":live", `,"Status":"SAVED"`)
	const ipe, ire, rnf, icm = "InvalidParameterException", "InvalidRequestException", "ResourceNotFoundException", "InvalidContactFlowModuleException"
	content := func(c string) string { return fmt.Sprintf(`{"Content":%q}`, c) }
	s.refuse(t,
		refusal{"the token for another request", "PUT", modulesPath, moduleBody("other", returning, `,"ClientToken":"t"`), 409, "IdempotencyException", "ClientToken"},
		refusal{"a name that is taken", "PUT", modulesPath, moduleBody("greet", returning, ""), 409, "DuplicateResourceException", "name"},
		refusal{"a blank name", "PUT", modulesPath, moduleBody(" ", returning, ""), 400, ipe, "Name"},
		refusal{"faulty content", "PUT", modulesPath, moduleBody("x", lost, ""), 400, icm, `"Problems":[{"message":`},
		refusal{"faulty settings", "PUT", modulesPath, moduleBody("x", returning, `,"Settings":"[]"`), 400, icm, "Settings must be an object"},
		refusal{"in no instance", "PUT", "/contact-flow-modules/x", moduleBody("x", returning, ""), 404, rnf, "instance"},
		refusal{"content with problems", "POST", modulePath(m.Id) + "/content", content(lost), 400, icm, "nowhere"},
		refusal{"nothing to change", "POST", modulePath(m.Id) + "/content", `{}`, 400, ire, "Settings"},
		refusal{"content of a version", "POST", modulePath(m.Id+":1") + "/content", content(returning), 400, ire, "version"},
		refusal{"content of an unknown module", "POST", modulePath("x") + "/content", content(returning), 404, rnf, "module"},
		refusal{"describe what is unknown", "GET", modulePath("x"), "", 404, rnf, "module"},
		refusal{"describe a flow", "GET", modulePath(inbound), "", 404, rnf, "module"},
		refusal{"describe no version", "GET", modulePath(m.Id + ":2"), "", 404, rnf, "version"},
		refusal{"describe no alias", "GET", modulePath(m.Id + ":none"), "", 404, rnf, "alias"},
		refusal{"a version of other content", "PUT", modulePath(m.Id) + "/version", fmt.Sprintf(`{"FlowModuleContentSha256":%q}`, strings.Repeat("0", 64)), 400, ire, "FlowModuleContentSha256"},
		refusal{"an alias of no version", "PUT", modulePath(m.Id) + "/alias", `{"AliasName":"x","ContactFlowModuleVersion":9}`, 404, rnf, "version"},
		refusal{"an alias that is taken", "PUT", modulePath(m.Id) + "/alias", `{"AliasName":"live","ContactFlowModuleVersion":1}`, 409, "DuplicateResourceException", "name"},
		refusal{"an alias that is a number", "PUT", modulePath(m.Id) + "/alias", `{"AliasName":"1","ContactFlowModuleVersion":1}`, 400, ipe, "AliasName"},
		refusal{"an unknown alias", "POST", modulePath(m.Id) + "/alias/x", `{"Name":"y"}`, 404, rnf, "alias"},
		refusal{"delete an aliased version", "DELETE", modulePath(m.Id) + "/version/1", "", 400, ire, "live"},
		refusal{"delete no version", "DELETE", modulePath(m.Id) + "/version/9", "", 404, rnf, "version"},
		refusal{"delete version 0", "DELETE", modulePath(m.Id) + "/version/0", "", 400, ipe, "ContactFlowModuleVersion"},
		refusal{"delete version x", "DELETE", modulePath(m.Id) + "/version/x", "", 400, "SerializationException", "ContactFlowModuleVersion must be an integer"},
		refusal{"delete a module in use", "DELETE", modulePath(m.Id), "", 400, ire, "user"},
		refusal{"list with a stranger's token", "GET", "/contact-flow-modules-summary/" + instance + "?nextToken=x", "", 400, ipe, "NextToken"},
		refusal{"search by a strange field", "POST", "/search-contact-flow-modules", fmt.Sprintf(`{"InstanceId":%q,"SearchCriteria":{"OrConditions":[{"StringCondition":{"FieldName":"x","Value":"y"}}]}}`, instance), 400, ipe, "FieldName"},
	)
}

func TestModulesAreListedAndFound(t *testing.T) {
	s := newSite(t)
	red := s.createModule(t, "red one", returning, `,"Tags":{"colour":"red"}`)
	blue := s.createModule(t, "blue one", returning, "")
	want(t, s.call(t, "POST", modulePath(blue.Id)+"/metadata", `{"State":"ARCHIVED","Name":"blue two"}`), 200, "")
	want(t, s.call(t, "POST", modulePath(red.Id+":$SAVED")+"/content", `{"Content":"half done"}`), 200, "")
	list := func(query string) string {
		return s.call(t, "GET", "/contact-flow-modules-summary/"+instance+query, "").Text
	}
	if got := list("?state=ARCHIVED"); got != fmt.Sprintf(
		`{"ContactFlowModulesSummaryList":[{"Arn":%q,"Id":%q,"Name":"blue two","State":"ARCHIVED"}]}`, blue.Arn, blue.Id) {
		t.Errorf("got %s, want the archived one", got)
	}
	page := read[struct {
		ContactFlowModulesSummaryList []moduleAnswer
		NextToken                     string
	}](t, s.call(t, "GET", "/contact-flow-modules-summary/"+instance+"?maxResults=1", ""))
	rest := list("?maxResults=1&nextToken=" + url.QueryEscape(page.NextToken))
	if len(page.ContactFlowModulesSummaryList) != 1 || strings.Contains(rest, page.ContactFlowModulesSummaryList[0].Id) || strings.Contains(rest, "NextToken") {
		t.Errorf("got %+v and then %s, want one module each", page, rest)
	}
	for criteria, id := range map[string]string{
		`"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"BLUE","ComparisonType":"CONTAINS"}}`: blue.Id,
		`"SearchCriteria":{"StateCondition":"ACTIVE"}`:                                                         red.Id,
		`"SearchCriteria":{"StatusCondition":"SAVED"}`:                                                         red.Id,
		`"SearchCriteria":{"AndConditions":[{"StatusCondition":"PUBLISHED"},{"StateCondition":"ARCHIVED"}]}`:   blue.Id,
		`"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"colour","TagValue":"red"}}}`:                   red.Id,
	} {
		got := read[struct {
			ContactFlowModules    []moduleAnswer
			ApproximateTotalCount int64
		}](t, s.call(t, "POST", "/search-contact-flow-modules", fmt.Sprintf(`{"InstanceId":%q,%s}`, instance, criteria)))
		if got.ApproximateTotalCount != 1 || len(got.ContactFlowModules) != 1 || got.ContactFlowModules[0].Id != id {
			t.Errorf("%s: got %+v, want %s alone", criteria, got, id)
		}
	}
	if got := s.call(t, "POST", "/search-contact-flow-modules", fmt.Sprintf(`{"InstanceId":%q,"MaxResults":1}`, instance)).Text; !strings.Contains(got, "NextToken") {
		t.Errorf("got %s, want a token to the second", got)
	}
}
