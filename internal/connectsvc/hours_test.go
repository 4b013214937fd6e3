package connectsvc_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/directory"
)

// The path of all hours of operation, and of their own list.
const (
	allHours  = "/hours-of-operations/" + instance
	hoursList = "/hours-of-operations-summary/" + instance
)

// span is a Config entry.
func span(day string, start, end int) string {
	return fmt.Sprintf(`{"Day":%q,"StartTime":{"Hours":%d,"Minutes":%d},"EndTime":{"Hours":%d,"Minutes":%d}}`, day, start/100, start%100, end/100, end%100)
}

func hoursBody(name, more string, spans ...string) string {
	return fmt.Sprintf(`{"Name":%q,"TimeZone":"Europe/Berlin","Config":[%s]%s}`, name, strings.Join(spans, ","), more)
}

func overrideBody(name, from, till, more string, spans ...string) string {
	return fmt.Sprintf(`{"Name":%q,"EffectiveFrom":%q,"EffectiveTill":%q,"Config":[%s]%s}`, name, from, till, strings.Join(spans, ","), more)
}

func recurring(kind, pattern string) string {
	return fmt.Sprintf(`,"OverrideType":%q,"RecurrenceConfig":{"RecurrencePattern":{%s}}`, kind, pattern)
}

type hoursAnswer struct{ HoursOfOperationId, HoursOfOperationArn string }

func (s *site) createHours(t testing.TB, name, more string, spans ...string) hoursAnswer {
	t.Helper()
	return read[hoursAnswer](t, s.call(t, "PUT", allHours, hoursBody(name, more, spans...)))
}

func (s *site) createOverride(t testing.TB, hours, body string) string {
	t.Helper()
	return read[struct{ HoursOfOperationOverrideId string }](t, s.call(t, "PUT", allHours+"/"+hours+"/overrides", body)).HoursOfOperationOverrideId
}

// part is the JSON of a member of an answer.
func part(t testing.TB, body, member string) string {
	t.Helper()
	var members map[string]json.RawMessage
	if err := json.Unmarshal([]byte(body), &members); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return string(members[member])
}

func TestHoursAreCreatedDescribedChangedAndDeleted(t *testing.T) {
	s := newSite(t)
	config := []string{span("MONDAY", 900, 1700), span("FRIDAY", 2200, 0)}
	h := s.createHours(t, "Office", `,"Description":"Downtown","Tags":{"team":"a"}`, config...)
	if want := arn("/operating-hours/" + h.HoursOfOperationId); h.HoursOfOperationArn != want {
		t.Errorf("got ARN %s, want %s", h.HoursOfOperationArn, want)
	}
	for _, reference := range []string{h.HoursOfOperationId, url.PathEscape(h.HoursOfOperationArn)} {
		a := s.call(t, "GET", allHours+"/"+reference, "")
		want(t, a, 200, "")
		got := part(t, a.Text, "HoursOfOperation")
		for member, want := range map[string]string{
			"Name": `"Office"`, "Description": `"Downtown"`, "TimeZone": `"Europe/Berlin"`, "Tags": `{"team":"a"}`,
			"Config": "[" + strings.Join(config, ",") + "]", "HoursOfOperationArn": fmt.Sprintf("%q", h.HoursOfOperationArn),
		} {
			if part(t, got, member) != want && !sameJSON(t, part(t, got, member), want) {
				t.Errorf("%s: got %s, want %s", member, part(t, got, member), want)
			}
		}
	}
	path := allHours + "/" + h.HoursOfOperationId
	a := s.call(t, "POST", path, `{"Name":"Shop","TimeZone":"UTC","Description":""}`)
	want(t, a, 200, "")
	if a.Text != "" {
		t.Errorf("got %q, want an empty body", a.Text)
	}
	if got := part(t, s.call(t, "GET", path, "").Text, "HoursOfOperation"); part(t, got, "Name") != `"Shop"` ||
		part(t, got, "Description") != "" || !sameJSON(t, part(t, got, "Config"), "["+strings.Join(config, ",")+"]") {
		t.Errorf("got %s, want another name, no description, the same config", got)
	}
	want(t, s.call(t, "POST", path, `{"Config":[]}`), 200, "")
	if got := part(t, part(t, s.call(t, "GET", path, "").Text, "HoursOfOperation"), "Config"); got != "[]" {
		t.Errorf("got config %s, want none", got)
	}
	want(t, s.call(t, "DELETE", path, ""), 200, "")
	want(t, s.call(t, "GET", path, ""), 404, "ResourceNotFoundException")
}

func sameJSON(t testing.TB, a, b string) bool {
	t.Helper()
	var x, y any
	if json.Unmarshal([]byte(a), &x) != nil || json.Unmarshal([]byte(b), &y) != nil {
		return false
	}
	return fmt.Sprint(x) == fmt.Sprint(y)
}

func TestHoursOfANewInstance(t *testing.T) {
	s := newSite(t)
	a := s.call(t, "GET", hoursList, "")
	list := read[struct {
		HoursOfOperationSummaryList []struct{ Id, Arn, Name string }
	}](t, a).HoursOfOperationSummaryList
	if len(list) != 1 || list[0].Id != directory.BasicHoursID || list[0].Name != "Basic Hours" {
		t.Errorf("got %s, want the basic hours", a.Text)
	}
	s.refuse(t, refusal{"in use", "DELETE", allHours + "/" + directory.BasicHoursID, "", 400, "InvalidRequestException", "BasicQueue"})
}

func TestHoursAreListedInPages(t *testing.T) {
	s := newSite(t)
	for i := range 4 {
		h := s.createHours(t, fmt.Sprint("h", i), "")
		want(t, s.call(t, "POST", allHours+"/"+h.HoursOfOperationId+"/associate-hours",
			fmt.Sprintf(`{"ParentHoursOfOperationConfigs":[{"HoursOfOperationId":%q}]}`, directory.BasicHoursID)), 200, "")
		s.createOverride(t, directory.BasicHoursID, overrideBody(fmt.Sprint("o", i), fmt.Sprintf("2026-01-0%d", i+1), fmt.Sprintf("2026-01-0%d", i+1), ""))
	}
	for path, c := range map[string]struct {
		list  string
		total int
	}{
		hoursList: {"HoursOfOperationSummaryList", 5},
		allHours + "/" + directory.BasicHoursID + "/hours":     {"ChildHoursOfOperationsSummaryList", 4},
		allHours + "/" + directory.BasicHoursID + "/overrides": {"HoursOfOperationOverrideList", 4},
	} {
		seen, token := map[string]bool{}, ""
		for pages := 1; ; pages++ {
			a := s.call(t, "GET", path+"?maxResults=2&nextToken="+url.QueryEscape(token), "")
			want(t, a, 200, "")
			var items []json.RawMessage
			if err := json.Unmarshal([]byte(part(t, a.Text, c.list)), &items); err != nil {
				t.Fatal(err)
			}
			for _, item := range items {
				seen[string(item)] = true
			}
			_ = json.Unmarshal([]byte(part(t, a.Text, "NextToken")), &token)
			if part(t, a.Text, "NextToken") == "" {
				if want := (c.total + 1) / 2; pages != want {
					t.Errorf("%s: got %d pages, want %d", path, pages, want)
				}
				break
			}
		}
		if len(seen) != c.total {
			t.Errorf("%s: got %d entries, want %d", path, len(seen), c.total)
		}
	}
}

func TestHoursRefusals(t *testing.T) {
	s := newSite(t)
	s.createHours(t, "Office", "")
	other := allHours + "/" + s.createHours(t, "Shop", "").HoursOfOperationId
	const ipe, ire, rnf, dup = "InvalidParameterException", "InvalidRequestException", "ResourceNotFoundException", "DuplicateResourceException"
	inZone := func(zone string) string { return strings.Replace(hoursBody("x", ""), "Europe/Berlin", zone, 1) }
	s.refuse(t,
		refusal{"no name", "PUT", allHours, `{"TimeZone":"UTC","Config":[]}`, 400, ipe, "Name"},
		refusal{"blank name", "PUT", allHours, hoursBody(" ", ""), 400, ipe, "Name"},
		refusal{"name taken", "PUT", allHours, hoursBody("Office", ""), 409, dup, "name"},
		refusal{"rename to a name taken", "POST", other, `{"Name":"Office"}`, 409, dup, "name"},
		refusal{"no config", "PUT", allHours, `{"Name":"x","TimeZone":"UTC"}`, 400, ipe, "Config"},
		refusal{"no zone", "PUT", allHours, inZone(""), 400, ipe, "TimeZone"},
		refusal{"the machine's zone", "PUT", allHours, inZone("Local"), 400, ipe, "TimeZone"},
		refusal{"unknown zone", "PUT", allHours, inZone("Mars/Olympus"), 400, ipe, "TimeZone"},
		refusal{"change to an unknown zone", "POST", other, `{"TimeZone":"Mars/Olympus"}`, 400, ipe, "TimeZone"},
		refusal{"unknown day", "PUT", allHours, hoursBody("x", "", span("YESTERDAY", 0, 0)), 400, ipe, "Day"},
		refusal{"24:00", "PUT", allHours, hoursBody("x", "", span("MONDAY", 0, 2400)), 400, ipe, "Hours"},
		refusal{"no end", "PUT", allHours, hoursBody("x", "", `{"Day":"MONDAY","StartTime":{"Hours":1,"Minutes":0}}`), 400, ipe, "EndTime"},
		refusal{"unknown instance", "PUT", "/hours-of-operations/x", hoursBody("x", ""), 404, rnf, "instance"},
		refusal{"unknown", "GET", allHours + "/x", "", 404, rnf, "hours"},
		refusal{"a queue", "GET", allHours + "/" + url.PathEscape(arn("/queue/"+directory.BasicQueueID)), "", 404, rnf, "hours"},
		refusal{"delete unknown", "DELETE", allHours + "/x", "", 404, rnf, "hours"},
		refusal{"list of an unknown instance", "GET", "/hours-of-operations-summary/x", "", 404, rnf, "instance"},
		refusal{"token", "GET", hoursList + "?nextToken=x", "", 400, ipe, "NextToken"},
		refusal{"unknown parent", "PUT", allHours, hoursBody("x", `,"ParentHoursOfOperationConfigs":[{"HoursOfOperationId":"x"}]`), 404, rnf, "Parent"},
		refusal{"effective hours of unknown", "GET", "/effective-hours-of-operations/" + instance + "/x?fromDate=2026-01-01&toDate=2026-01-01", "", 404, rnf, "hours"},
		refusal{"search field", "POST", "/search-hours-of-operations", searchBody("colour", "EXACT", "x"), 400, ipe, "FieldName"},
		refusal{"search nested field", "POST", "/search-hours-of-operations", fmt.Sprintf(`{"InstanceId":%q,"SearchCriteria":{"OrConditions":[{"StringCondition":{"FieldName":"effectiveFrom","Value":"x","ComparisonType":"EXACT"}}]}}`, instance), 400, ipe, "FieldName"},
		refusal{"inherit from itself", "POST", other + "/associate-hours", fmt.Sprintf(`{"ParentHoursOfOperationConfigs":[{"HoursOfOperationId":%q}]}`, other[len(allHours)+1:]), 400, ire, "themselves"},
	)
	for query, says := range map[string]string{
		"fromDate=2026-01-02&toDate=2026-01-01": "ToDate", "fromDate=2026-02-30&toDate=2026-03-01": "FromDate",
		"fromDate=2026-01-01&toDate=2027-01-02": "365", "fromDate=2026-01-01&toDate=26-01-02": "ToDate", "fromDate=2026-01-01": "ToDate",
	} {
		s.refuse(t, refusal{query, "GET", "/effective-hours-of-operations/" + instance + "/" + directory.BasicHoursID + "?" + query, "", 400, ipe, says})
	}
}

func searchBody(field, how, value string) string {
	return fmt.Sprintf(`{"InstanceId":%q,"SearchCriteria":{"StringCondition":{"FieldName":%q,"ComparisonType":%q,"Value":%q}}}`, instance, field, how, value)
}
