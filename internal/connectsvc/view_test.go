package connectsvc_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

const viewsPath = "/views/" + instance

// page is the template of a view that takes a heading.
func page(heading string) string {
	return fmt.Sprintf(`{"Body":[{"Type":"Card","Props":{"Heading":%q,"Action":"Go"}}]}`, heading)
}

type viewAnswer struct {
	View struct {
		Id, Arn, Name, Status, Type, Description, VersionDescription, ViewContentSha256 string
		Version                                                                         int
		Content                                                                         struct {
			Template, InputSchema string
			Actions               []string
		}
		Tags map[string]string
	}
}

func viewPath(reference string) string { return viewsPath + "/" + url.PathEscape(reference) }

func viewContent(status, template string) string {
	return fmt.Sprintf(`"Status":%q,"Content":{"Template":%q,"Actions":["Go"]}`, status, template)
}

func viewBody(name, status, template, more string) string {
	return fmt.Sprintf(`{"Name":%q,%s%s}`, name, viewContent(status, template), more)
}

func (s *site) createView(t testing.TB, name, status, template, more string) viewAnswer {
	t.Helper()
	return read[viewAnswer](t, s.call(t, "PUT", viewsPath, viewBody(name, status, template, more)))
}

func (s *site) describeView(t testing.TB, reference string) viewAnswer {
	t.Helper()
	return read[viewAnswer](t, s.call(t, "GET", viewPath(reference), ""))
}

func TestViewIsSavedThenPublished(t *testing.T) {
	s := newSite(t)
	const more = `,"Description":"asks","Tags":{"team":"a"},"ClientToken":"t"`
	made := s.createView(t, "ask", "SAVED", page("$.Title"), more).View
	if again := s.createView(t, "ask", "SAVED", page("$.Title"), more).View; again.Id != made.Id || again.Status != "SAVED" {
		t.Errorf("the request again: got %+v, want the same view", again)
	}
	want(t, s.call(t, "GET", viewPath(made.Id), ""), 404, "ResourceNotFoundException")
	got := s.describeView(t, made.Arn+":$SAVED").View
	if got.Status != "SAVED" || got.Type != "CUSTOMER_MANAGED" || got.Description != "asks" || got.Tags["team"] != "a" ||
		!strings.Contains(got.Content.InputSchema, `"required":["Title"]`) || got.Content.Actions[0] != "Go" {
		t.Errorf("got %+v, want what was saved", got)
	}
	update := func(status, template string) viewAnswer {
		return read[viewAnswer](t, s.call(t, "POST", viewPath(made.Id), "{"+viewContent(status, template)+"}"))
	}
	if got := update("PUBLISHED", page("one")).View; got.Status != "PUBLISHED" || got.Id != made.Id {
		t.Errorf("got %+v, want it published", got)
	}
	update("SAVED", page("two"))
	for suffix, template := range map[string]string{"": page("one"), ":$LATEST": page("one"), ":$SAVED": page("two")} {
		for _, reference := range []string{made.Id, made.Arn} {
			if got := s.describeView(t, reference+suffix).View; got.Content.Template != template || got.Arn != made.Arn {
				t.Errorf("%s: got %s, want %s", reference+suffix, got.Content.Template, template)
			}
		}
	}
	want(t, s.call(t, "POST", viewPath(made.Id)+"/metadata", `{"Name":"asks","Description":"more"}`), 200, "")
	if got := s.describeView(t, made.Id).View; got.Name != "asks" || got.Description != "more" {
		t.Errorf("got %+v, want it renamed", got)
	}
	want(t, s.call(t, "POST", "/tags/"+url.PathEscape(made.Arn), `{"tags":{"more":"b"}}`), 200, "")
	if got := s.describeView(t, made.Id).View; got.Tags["more"] != "b" {
		t.Errorf("got tags %v, want the new one too", got.Tags)
	}
}

func TestViewVersions(t *testing.T) {
	s := newSite(t)
	v := s.createView(t, "ask", "PUBLISHED", page("one"), "").View
	version := func(body string) int {
		return read[viewAnswer](t, s.call(t, "PUT", viewPath(v.Id)+"/versions", body)).View.Version
	}
	if got := version(fmt.Sprintf(`{"VersionDescription":"first","ViewContentSha256":%q}`, v.ViewContentSha256)); got != 1 {
		t.Errorf("got version %d, want 1", got)
	}
	if got := version(`{"VersionDescription":"again"}`); got != 1 {
		t.Errorf("of the same content: got version %d, want 1", got)
	}
	want(t, s.call(t, "POST", viewPath(v.Id), "{"+viewContent("PUBLISHED", page("two"))+"}"), 200, "")
	if got := version(`{}`); got != 2 {
		t.Errorf("got version %d, want 2", got)
	}
	if got := s.describeView(t, v.Id+":1").View; got.Version != 1 || got.VersionDescription != "first" || got.Content.Template != page("one") || got.Id != v.Id {
		t.Errorf("got %+v, want the first version", got)
	}
	first := read[struct {
		ViewVersionSummaryList []struct {
			Id, Arn string
			Version int
		}
		NextToken string
	}](t, s.call(t, "GET", viewPath(v.Id)+"/versions?maxResults=1", ""))
	if l := first.ViewVersionSummaryList; len(l) != 1 || l[0].Version != 2 || l[0].Arn != v.Arn+":2" || l[0].Id != v.Id+":2" {
		t.Errorf("got %+v, want the newest version first", l)
	}
	rest := s.call(t, "GET", viewPath(v.Id)+"/versions?maxResults=1&nextToken="+url.QueryEscape(first.NextToken), "").Text
	if !strings.Contains(rest, `"Version":1`) || strings.Contains(rest, "NextToken") {
		t.Errorf("got %s, want the first version last", rest)
	}
	want(t, s.call(t, "DELETE", viewPath(v.Id)+"/versions/2", ""), 200, "")
	want(t, s.call(t, "GET", viewPath(v.Id+":2"), ""), 404, "ResourceNotFoundException")
	if got := version(`{}`); got != 3 {
		t.Errorf("after a deletion: got version %d, want 3", got)
	}
	want(t, s.call(t, "DELETE", viewPath(v.Id), ""), 200, "")
	want(t, s.call(t, "GET", viewPath(v.Id+":1"), ""), 404, "ResourceNotFoundException")
}

func TestStandardViewsAreListedFirst(t *testing.T) {
	s := newSite(t)
	s.createView(t, "beta", "SAVED", page("a"), "")
	s.createView(t, "alpha", "PUBLISHED", page("a"), "")
	var got []string
	query := "?maxResults=3"
	for query != "" {
		list := read[struct {
			ViewsSummaryList []struct{ Name, Type, Status, Arn string }
			NextToken        string
		}](t, s.call(t, "GET", viewsPath+query, ""))
		for _, v := range list.ViewsSummaryList {
			got = append(got, v.Name+" "+v.Type+" "+v.Status)
		}
		query = ""
		if list.NextToken != "" {
			query = "?maxResults=3&nextToken=" + url.QueryEscape(list.NextToken)
		}
	}
	const managed = " AWS_MANAGED PUBLISHED"
	if all := strings.Join(got, ","); all != "Cards"+managed+",Confirmation"+managed+",Detail"+managed+",Form"+managed+",List"+managed+
		",alpha CUSTOMER_MANAGED PUBLISHED,beta CUSTOMER_MANAGED SAVED" {
		t.Errorf("got %s", all)
	}
	if got := s.call(t, "GET", viewsPath+"?type=CUSTOMER_MANAGED", "").Text; strings.Contains(got, "AWS_MANAGED") || !strings.Contains(got, "beta") {
		t.Errorf("got %s, want those of the instance alone", got)
	}
	const form = "arn:aws:connect:us-west-2:aws:view/form"
	for _, reference := range []string{"form", "form:1", "form:$LATEST", form, form + ":1"} {
		if v := s.describeView(t, reference).View; v.Id != "form" || v.Type != "AWS_MANAGED" || v.Version != 1 || v.Arn != "arn:aws:connect:local-1:aws:view/form" {
			t.Errorf("%s: got %+v, want the form", reference, v)
		}
	}
}

func TestViewRefusals(t *testing.T) {
	s := newSite(t)
	v := s.createView(t, "ask", "PUBLISHED", page("one"), `,"ClientToken":"t"`).View
	draft := s.createView(t, "draft", "SAVED", `{}`, "").View
	s.createFlow(t, "user", v.Arn+":1", `,"Status":"SAVED"`)
	want(t, s.call(t, "PUT", viewPath(v.Id)+"/versions", `{}`), 200, "")
	const ipe, ire, rnf, riu = "InvalidParameterException", "InvalidRequestException", "ResourceNotFoundException", "ResourceInUseException"
	s.refuse(t,
		refusal{"the token for another request", "PUT", viewsPath, viewBody("x", "SAVED", page("a"), `,"ClientToken":"t"`), 400, ire, "ClientToken"},
		refusal{"a name that is taken", "PUT", viewsPath, viewBody("ask", "SAVED", page("a"), ""), 409, "DuplicateResourceException", "name"},
		refusal{"no JSON", "PUT", viewsPath, viewBody("x", "SAVED", "{", ""), 400, ipe, "JSON object"},
		refusal{"no view", "PUT", viewsPath, viewBody("x", "PUBLISHED", "{}", ""), 400, ipe, "Body"},
		refusal{"in no instance", "PUT", "/views/x", viewBody("x", "SAVED", page("a"), ""), 404, rnf, "instance"},
		refusal{"publish what is none", "POST", viewPath(v.Id), "{" + viewContent("PUBLISHED", `{"Body":[1]}`) + "}", 400, ipe, "Body[0]"},
		refusal{"change a version", "POST", viewPath(v.Id + ":1"), "{" + viewContent("SAVED", page("a")) + "}", 400, ire, "version"},
		refusal{"change a standard view", "POST", viewPath("form"), "{" + viewContent("SAVED", page("a")) + "}", 400, ire, "standard"},
		refusal{"change nothing", "POST", viewPath(v.Id) + "/metadata", `{}`, 400, ire, "Description"},
		refusal{"take a name", "POST", viewPath(draft.Id) + "/metadata", `{"Name":"ask"}`, 409, "DuplicateResourceException", "name"},
		refusal{"rename a standard view", "POST", viewPath("form") + "/metadata", `{"Name":"x"}`, 400, ire, "standard"},
		refusal{"a version of a draft", "PUT", viewPath(draft.Id) + "/versions", `{}`, 400, ire, "not published"},
		refusal{"a version of other content", "PUT", viewPath(v.Id) + "/versions", fmt.Sprintf(`{"ViewContentSha256":%q}`, strings.Repeat("0", 64)), 400, ire, "ViewContentSha256"},
		refusal{"describe what is unknown", "GET", viewPath("x"), "", 404, rnf, "view"},
		refusal{"describe no version", "GET", viewPath(v.Id + ":9"), "", 404, rnf, "version"},
		refusal{"describe no qualifier", "GET", viewPath(v.Id + ":live"), "", 404, rnf, "version"},
		refusal{"describe no version of the form", "GET", viewPath("form:2"), "", 404, rnf, "view"},
		refusal{"delete what a flow names", "DELETE", viewPath(v.Id), "", 409, riu, "user"},
		refusal{"delete a version that a flow names", "DELETE", viewPath(v.Id) + "/versions/1", "", 409, riu, "user"},
		refusal{"delete a standard view", "DELETE", viewPath("form"), "", 400, ire, "standard"},
		refusal{"list with a stranger's token", "GET", viewsPath + "?nextToken=x", "", 400, ipe, "NextToken"},
		refusal{"list versions with a stranger's token", "GET", viewPath(v.Id) + "/versions?nextToken=x", "", 400, ipe, "NextToken"},
	)
}
