package connectsvc_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"testing"
)

type versionAnswer struct {
	ContactFlowArn string
	Version        int64
}

type versionList struct {
	ContactFlowVersionSummaryList []struct {
		Arn, VersionDescription string
		Version                 int64
	}
	NextToken string
}

// farewell is a flow that can be published, told apart by its first action.
func farewell(action string) string {
	return strings.ReplaceAll(ending, `"a"`, fmt.Sprintf("%q", action))
}

func flowPath(reference string) string {
	return "/contact-flows/" + instance + "/" + url.PathEscape(reference)
}

func (s *site) createVersion(t testing.TB, reference, body string) versionAnswer {
	t.Helper()
	return read[versionAnswer](t, s.call(t, "PUT", flowPath(reference)+"/version", body))
}

func (s *site) publish(t testing.TB, reference, content string) {
	t.Helper()
	want(t, s.call(t, "POST", flowPath(reference)+"/content", fmt.Sprintf(`{"Content":%q}`, content)), 200, "")
}

func TestVersionsKeepWhatWasPublished(t *testing.T) {
	s := newSite(t)
	bye := s.createFlow(t, "bye", farewell("one"), "")
	sum := sha256.Sum256([]byte(farewell("one")))
	checked := fmt.Sprintf(`{"Description":"first","FlowContentSha256":%q}`, strings.ToUpper(hex.EncodeToString(sum[:])))
	if got := s.createVersion(t, bye.ContactFlowId, checked); got != (versionAnswer{bye.ContactFlowArn, 1}) {
		t.Errorf("got %+v, want version 1 of the flow", got)
	}
	s.publish(t, bye.ContactFlowId, farewell("two"))
	want(t, s.call(t, "POST", flowPath(bye.ContactFlowArn+":$SAVED")+"/content", `{"Content":"half done"}`), 200, "")
	if got := s.createVersion(t, bye.ContactFlowArn, `{"ContactFlowVersion":2}`); got.Version != 2 {
		t.Errorf("got %+v, want version 2", got)
	}
	s.publish(t, bye.ContactFlowId, farewell("three"))
	for _, tc := range []struct {
		suffix, content, description string
		version                      int64
	}{
		{"", farewell("three"), "", 0},
		{":1", farewell("one"), "first", 1},
		{":2", farewell("two"), "", 2},
	} {
		for _, reference := range []string{bye.ContactFlowId, bye.ContactFlowArn} {
			f := s.describeFlow(t, reference+tc.suffix).ContactFlow
			if f.Content != tc.content || f.Version != tc.version || f.VersionDescription != tc.description {
				t.Errorf("%s: got version %d %q of %s, want %d %q of %s", reference+tc.suffix,
					f.Version, f.VersionDescription, f.Content, tc.version, tc.description, tc.content)
			}
			if f.Id != bye.ContactFlowId || f.Arn != bye.ContactFlowArn || f.Name != "bye" || f.Status != "PUBLISHED" {
				t.Errorf("%s: got %+v, want the flow's own id, ARN and name", reference+tc.suffix, f)
			}
		}
	}
}

func TestVersionRefusals(t *testing.T) {
	s := newSite(t)
	bye := s.createFlow(t, "bye", ending, "")
	draft := s.createFlow(t, "draft", ending, `,"Status":"SAVED"`)
	s.createVersion(t, bye.ContactFlowId, `{}`)
	const ipe, ire, rnf = "InvalidParameterException", "InvalidRequestException", "ResourceNotFoundException"
	body := func(reference string) string {
		return strings.Replace(startBody(""), inbound, reference, 1)
	}
	id := bye.ContactFlowId
	s.refuse(t,
		refusal{"of other content", "PUT", flowPath(id) + "/version", fmt.Sprintf(`{"FlowContentSha256":%q}`, strings.Repeat("0", 64)), 400, ire, "FlowContentSha256"},
		refusal{"of no checksum", "PUT", flowPath(id) + "/version", `{"FlowContentSha256":"short"}`, 400, ipe, "FlowContentSha256"},
		refusal{"a number that is taken", "PUT", flowPath(id) + "/version", `{"ContactFlowVersion":1}`, 400, ire, "next version is 2"},
		refusal{"number 0", "PUT", flowPath(id) + "/version", `{"ContactFlowVersion":0}`, 400, ipe, "ContactFlowVersion"},
		refusal{"of a draft", "PUT", flowPath(draft.ContactFlowId) + "/version", `{}`, 400, ire, "not published"},
		refusal{"of saved content", "PUT", flowPath(id+":$SAVED") + "/version", `{}`, 404, rnf, "flow"},
		refusal{"of a version", "PUT", flowPath(id+":1") + "/version", `{}`, 404, rnf, "flow"},
		refusal{"of an unknown flow", "PUT", flowPath("x") + "/version", `{}`, 404, rnf, "flow"},
		refusal{"describe an unknown version", "GET", flowPath(id + ":2"), "", 404, rnf, "version"},
		refusal{"describe version 0", "GET", flowPath(id + ":0"), "", 404, rnf, "flow"},
		refusal{"describe a version written otherwise", "GET", flowPath(id + ":01"), "", 404, rnf, "flow"},
		refusal{"describe a version of an unknown flow", "GET", flowPath("x:1"), "", 404, rnf, "flow"},
		refusal{"change a version", "POST", flowPath(id+":1") + "/content", fmt.Sprintf(`{"Content":%q}`, ending), 400, ire, "version"},
		refusal{"rename a version", "POST", flowPath(id+":1") + "/name", `{"Name":"x"}`, 404, rnf, "flow"},
		refusal{"delete a version", "DELETE", flowPath(id + ":1"), "", 404, rnf, "flow"},
		refusal{"list those of an unknown flow", "GET", flowPath("x") + "/versions", "", 404, rnf, "flow"},
		refusal{"list with a stranger's token", "GET", flowPath(id) + "/versions?nextToken=x", "", 400, ipe, "NextToken"},
		refusal{"start with an unknown version", "PUT", "/contact/chat", body(id + ":2"), 404, rnf, "flow"},
	)
	want(t, s.call(t, "PUT", "/contact/chat", body(bye.ContactFlowArn+":1")), 200, "")
}

func TestListOfVersionsIsPaged(t *testing.T) {
	s := newSite(t)
	before, f, after := s.createFlow(t, "before", ending, ""), s.createFlow(t, "f", ending, ""), s.createFlow(t, "after", ending, "")
	for _, other := range []flowAnswer{before, after} {
		s.createVersion(t, other.ContactFlowId, `{}`)
	}
	path := flowPath(f.ContactFlowId) + "/versions"
	if got := s.call(t, "GET", path, ""); got.Text != `{"ContactFlowVersionSummaryList":[]}` {
		t.Errorf("got %s, want an empty list", got.Text)
	}
	for n := 1; n <= 12; n++ {
		s.createVersion(t, f.ContactFlowId, fmt.Sprintf(`{"Description":"number %d"}`, n))
	}
	query, n := "?maxResults=4", 0
	for page := 1; page <= 3; page++ {
		got := read[versionList](t, s.call(t, "GET", path+query, ""))
		for _, v := range got.ContactFlowVersionSummaryList {
			n++
			if v.Version != int64(n) || v.VersionDescription != fmt.Sprint("number ", n) || v.Arn != fmt.Sprint(f.ContactFlowArn, ":", n) {
				t.Errorf("got %+v, want number %d", v, n)
			}
		}
		if n != 4*page || (got.NextToken == "") != (page == 3) {
			t.Errorf("page %d: got %d versions so far and token %q, want %d and a token but on the last", page, n, got.NextToken, 4*page)
		}
		query = "?maxResults=4&nextToken=" + url.QueryEscape(got.NextToken)
	}
}

func TestVersionsGoWithTheirFlow(t *testing.T) {
	s := newSite(t)
	kept, gone := s.createFlow(t, "kept", ending, ""), s.createFlow(t, "gone", ending, "")
	s.createVersion(t, kept.ContactFlowId, `{}`)
	s.createVersion(t, gone.ContactFlowId, `{}`)
	want(t, s.call(t, "DELETE", flowPath(gone.ContactFlowId), ""), 200, "")
	s.refuse(t,
		refusal{"describe", "GET", flowPath(gone.ContactFlowId + ":1"), "", 404, "ResourceNotFoundException", "flow"},
		refusal{"list", "GET", flowPath(gone.ContactFlowId) + "/versions", "", 404, "ResourceNotFoundException", "flow"},
	)
	if got := s.describeFlow(t, kept.ContactFlowId+":1").ContactFlow.Version; got != 1 {
		t.Errorf("got version %d of the other flow, want 1", got)
	}
}

func TestFlowIsLintedAgainstVersions(t *testing.T) {
	s := newSite(t)
	bye := s.createFlow(t, "bye", ending, "")
	s.createVersion(t, bye.ContactFlowId, `{}`)
	s.createFlow(t, "by version", jumping(bye.ContactFlowArn+":1"), "")
	s.refuse(t,
		refusal{"unknown version", "PUT", "/contact-flows/" + instance, flowBody("x", jumping(bye.ContactFlowId+":2"), ""), 400, "InvalidContactFlowException", "problem"},
		refusal{"used by its version", "DELETE", flowPath(bye.ContactFlowId), "", 400, "InvalidRequestException", "by version"},
	)
}
