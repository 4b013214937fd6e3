package connectsvc_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// effective is the answer of GetEffectiveHoursOfOperations in short: the open
// stretches of each date, and after a bar the overrides.
func (s *site) effective(t testing.TB, hours, from, till string) string {
	t.Helper()
	type slice struct{ Hours, Minutes int }
	out := read[struct {
		EffectiveHoursOfOperationList []struct {
			Date             string
			OperationalHours []struct{ Start, End slice }
		}
		EffectiveOverrideHoursList []struct {
			Date          string
			OverrideHours []struct {
				Start, End                      slice
				OverrideName, OperationalStatus string
			}
		}
	}](t, s.call(t, "GET", "/effective-hours-of-operations/"+instance+"/"+hours+"?fromDate="+from+"&toDate="+till, ""))
	short := func(start, end slice) string {
		return fmt.Sprintf(" %d:%02d-%d:%02d", start.Hours, start.Minutes, end.Hours, end.Minutes)
	}
	var b strings.Builder
	for _, d := range out.EffectiveHoursOfOperationList {
		b.WriteString(d.Date[8:])
		for _, h := range d.OperationalHours {
			b.WriteString(short(h.Start, h.End))
		}
		for _, o := range out.EffectiveOverrideHoursList {
			if o.Date == d.Date {
				b.WriteString(" |")
				for _, h := range o.OverrideHours {
					b.WriteString(" " + h.OverrideName + " " + h.OperationalStatus + short(h.Start, h.End))
				}
			}
		}
		b.WriteString("; ")
	}
	return strings.TrimSuffix(b.String(), "; ")
}

// 2026-12-24 is a Thursday.
func TestOverridesTakeEffect(t *testing.T) {
	s := newSite(t)
	office := s.createHours(t, "Office", "", span("THURSDAY", 900, 1700), span("FRIDAY", 2200, 200)).HoursOfOperationId
	s.createOverride(t, office, overrideBody("eve", "2026-12-24", "2026-12-24", "", span("THURSDAY", 1000, 1400)))
	s.createOverride(t, office, overrideBody("off", "2026-12-26", "2026-12-26", ""))
	s.createOverride(t, office, overrideBody("lunch", "2026-01-01", "2026-12-31", recurring("CLOSED", `"Frequency":"WEEKLY","Interval":1`), span("THURSDAY", 1200, 1230)))
	s.createOverride(t, office, overrideBody("late", "2026-01-01", "2027-12-31",
		recurring("OPEN", `"Frequency":"MONTHLY","Interval":1,"ByWeekdayOccurrence":[-1]`), span("SUNDAY", 2300, 100)))
	if got, want := s.effective(t, office, "2026-12-23", "2026-12-28"), "23; "+
		"24 10:00-12:00 12:30-14:00 | eve OPEN 10:00-14:00 lunch CLOSED 12:00-12:30; "+
		"25 22:00-0:00; "+
		"26 | off CLOSED 0:00-0:00; "+ // the night of the 25th does not reach into it
		"27 23:00-0:00 | late OPEN 23:00-0:00; "+
		"28 0:00-1:00 | late OPEN 0:00-1:00"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestOverrideIsDescribedAsItWasGiven(t *testing.T) {
	s := newSite(t)
	office := s.createHours(t, "Office", "").HoursOfOperationId
	for name, body := range map[string]string{
		"plain":    overrideBody("plain", "2026-01-01", "2026-01-31", `,"Description":"d","OverrideType":"STANDARD"`, span("MONDAY", 1, 2), `{"Day":"TUESDAY"}`),
		"no day":   overrideBody("no day", "2026-02-01", "2026-02-28", `,"OverrideType":"STANDARD"`, `{"StartTime":{"Hours":1,"Minutes":0},"EndTime":{"Hours":2,"Minutes":0}}`),
		"no times": overrideBody("no times", "2026-01-01", "2026-01-31", `,"OverrideType":"OPEN"`),
		"recurring": overrideBody("recurring", "2026-01-01", "2030-12-31",
			recurring("CLOSED", `"Frequency":"YEARLY","Interval":2,"ByMonth":[12],"ByMonthDay":[-1]`), span("MONDAY", 0, 0)),
	} {
		id := s.createOverride(t, office, body)
		got := part(t, s.call(t, "GET", allHours+"/"+office+"/overrides/"+id, "").Text, "HoursOfOperationOverride")
		var given map[string]json.RawMessage
		if err := json.Unmarshal([]byte(body), &given); err != nil {
			t.Fatal(err)
		}
		for member, want := range given {
			if !sameJSON(t, part(t, got, member), string(want)) {
				t.Errorf("%s: %s: got %s, want %s", name, member, part(t, got, member), want)
			}
		}
		if part(t, got, "HoursOfOperationId") != fmt.Sprintf("%q", office) || part(t, got, "HoursOfOperationOverrideId") != fmt.Sprintf("%q", id) {
			t.Errorf("%s: got %s, want its ids", name, got)
		}
	}
}

func TestOverrideIsChangedAndDeleted(t *testing.T) {
	s := newSite(t)
	office := s.createHours(t, "Office", "").HoursOfOperationId
	id := s.createOverride(t, office, overrideBody("party", "2026-12-01", "2026-12-31", recurring("OPEN", `"Frequency":"WEEKLY","Interval":1`), span("FRIDAY", 1800, 2000)))
	path := allHours + "/" + office + "/overrides/" + id
	want(t, s.call(t, "POST", path, `{"Name":"feast","Config":[`+span("FRIDAY", 1900, 2000)+`]}`), 200, "")
	if got := s.effective(t, office, "2026-12-25", "2026-12-25"); got != "25 19:00-20:00 | feast OPEN 19:00-20:00" {
		t.Errorf("got %s, want the hours that were changed", got)
	}
	want(t, s.call(t, "POST", path, `{"OverrideType":"STANDARD","Config":[],"EffectiveTill":"2026-12-25"}`), 200, "")
	if got := s.effective(t, office, "2026-12-25", "2026-12-26"); got != "25 | feast CLOSED 0:00-0:00; 26" {
		t.Errorf("got %s, want a day off", got)
	}
	want(t, s.call(t, "DELETE", path, ""), 200, "")
	want(t, s.call(t, "GET", path, ""), 404, "ResourceNotFoundException")
	if got := s.effective(t, office, "2026-12-25", "2026-12-25"); got != "25" {
		t.Errorf("got %s, want no override", got)
	}
}

func TestOverrideRefusals(t *testing.T) {
	s := newSite(t)
	office := s.createHours(t, "Office", "").HoursOfOperationId
	path := allHours + "/" + office + "/overrides"
	holiday := path + "/" + s.createOverride(t, office, overrideBody("holiday", "2026-12-24", "2026-12-26", ""))
	s.createOverride(t, office, overrideBody("other", "2026-11-24", "2026-11-26", ""))
	const ipe, ire, rnf, dup = "InvalidParameterException", "InvalidRequestException", "ResourceNotFoundException", "DuplicateResourceException"
	put := func(name, says, code, body string) refusal {
		status := 400
		if code == dup {
			status = 409
		}
		return refusal{name, "PUT", path, body, status, code, says}
	}
	of := func(kind, pattern string, spans ...string) string {
		return overrideBody("x", "2026-01-01", "2026-01-02", recurring(kind, pattern), spans...)
	}
	s.refuse(t,
		put("no date", "EffectiveFrom", ipe, `{"Name":"x","EffectiveTill":"2026-01-01","Config":[]}`),
		put("form of a date", "EffectiveFrom", ipe, overrideBody("x", "2026-1-1", "2026-01-01", "")),
		put("no such date", "EffectiveTill", ipe, overrideBody("x", "2026-01-01", "2026-02-29", "")),
		put("till before from", "EffectiveTill", ipe, overrideBody("x", "2026-01-02", "2026-01-01", "")),
		put("control character", "Name", ipe, strings.Replace(overrideBody("x", "2026-01-01", "2026-01-02", ""), `"x"`, `"x\u0001"`, 1)),
		put("name taken", "name", dup, overrideBody("holiday", "2026-01-01", "2026-01-02", "")),
		put("overlap", "holiday", ire, overrideBody("x", "2026-12-26", "2027-01-01", "")),
		put("half a time", "EndTime", ipe, overrideBody("x", "2026-01-01", "2026-01-02", "", `{"StartTime":{"Hours":1,"Minutes":0}}`)),
		put("unknown type", "OverrideType", ipe, overrideBody("x", "2026-01-01", "2026-01-02", `,"OverrideType":"AJAR"`)),
		put("recurring standard", "RecurrenceConfig", ire, of("STANDARD", `"Frequency":"WEEKLY","Interval":1`)),
		put("no interval", "Interval", ipe, of("OPEN", `"Frequency":"WEEKLY"`)),
		put("interval 7", "Interval", ipe, of("OPEN", `"Frequency":"WEEKLY","Interval":7`)),
		put("weekly by day", "ByMonthDay", ire, of("OPEN", `"Frequency":"WEEKLY","Interval":1,"ByMonthDay":[1]`)),
		put("monthly by nothing", "ByMonthDay", ire, of("OPEN", `"Frequency":"MONTHLY","Interval":1`)),
		put("monthly by both", "ByMonthDay", ire, of("OPEN", `"Frequency":"MONTHLY","Interval":1,"ByMonthDay":[1],"ByWeekdayOccurrence":[1]`)),
		put("monthly by month", "ByMonth", ire, of("OPEN", `"Frequency":"MONTHLY","Interval":1,"ByMonthDay":[1],"ByMonth":[1]`)),
		put("yearly without month", "ByMonth", ire, of("OPEN", `"Frequency":"YEARLY","Interval":1,"ByMonthDay":[1]`)),
		put("day 32", "RecurrenceConfig", ipe, of("OPEN", `"Frequency":"MONTHLY","Interval":1,"ByMonthDay":[32]`)),
		put("day 0", "RecurrenceConfig", ipe, of("OPEN", `"Frequency":"MONTHLY","Interval":1,"ByMonthDay":[0]`)),
		put("two days", "RecurrenceConfig", ipe, of("OPEN", `"Frequency":"MONTHLY","Interval":1,"ByMonthDay":[1,2]`)),
		put("month 13", "RecurrenceConfig", ipe, of("OPEN", `"Frequency":"YEARLY","Interval":1,"ByMonthDay":[1],"ByMonth":[13]`)),
		put("fifth weekday", "RecurrenceConfig", ipe, of("OPEN", `"Frequency":"MONTHLY","Interval":1,"ByWeekdayOccurrence":[5]`, span("MONDAY", 0, 0))),
		put("occurrence of no weekday", "Day", ire, of("OPEN", `"Frequency":"MONTHLY","Interval":1,"ByWeekdayOccurrence":[1]`)),
		refusal{"unknown hours", "PUT", allHours + "/x/overrides", overrideBody("x", "2026-01-01", "2026-01-02", ""), 404, rnf, "hours"},
		refusal{"unknown override", "GET", path + "/x", "", 404, rnf, "override"},
		refusal{"change unknown", "POST", path + "/x", `{}`, 404, rnf, "override"},
		refusal{"delete unknown", "DELETE", path + "/x", "", 404, rnf, "override"},
		refusal{"rename to a name taken", "POST", holiday, `{"Name":"other"}`, 409, dup, "name"},
		refusal{"move onto another", "POST", holiday, `{"EffectiveFrom":"2026-11-26"}`, 400, ire, "other"},
	)
}

func TestFiftyOverrides(t *testing.T) {
	s := newSite(t)
	office := s.createHours(t, "Office", "").HoursOfOperationId
	body := func(i int) string {
		return overrideBody(fmt.Sprint("o", i), "2026-01-01", "2026-01-02", `,"OverrideType":"CLOSED"`)
	}
	for i := range 50 {
		s.createOverride(t, office, body(i))
	}
	s.refuse(t, refusal{"one more", "PUT", allHours + "/" + office + "/overrides", body(50), 429, "LimitExceededException", "50"})
}

func TestHoursInheritOverrides(t *testing.T) {
	s := newSite(t)
	parent := s.createHours(t, "Holidays", "").HoursOfOperationId
	link := fmt.Sprintf(`{"ParentHoursOfOperationConfigs":[{"HoursOfOperationId":%q}]}`, parent)
	child := s.createHours(t, "Office", ","+link[1:len(link)-1], span("FRIDAY", 900, 1700)).HoursOfOperationId
	s.createOverride(t, parent, overrideBody("holiday", "2026-12-25", "2026-12-25", ""))
	if got := s.effective(t, child, "2026-12-25", "2026-12-25"); got != "25 | holiday CLOSED 0:00-0:00" {
		t.Errorf("got %s, want the parent's holiday", got)
	}
	s.createOverride(t, child, overrideBody("open", "2026-12-25", "2026-12-25", "", span("FRIDAY", 1000, 1100)))
	if got := s.effective(t, child, "2026-12-25", "2026-12-25"); !strings.HasPrefix(got, "25 10:00-11:00 |") {
		t.Errorf("got %s, want the child's own hours before the parent's", got)
	}
	if got := part(t, s.call(t, "GET", allHours+"/"+child, "").Text, "HoursOfOperation"); !strings.Contains(part(t, got, "ParentHoursOfOperations"), `"Name":"Holidays"`) {
		t.Errorf("got %s, want the parent in it", got)
	}
	want(t, s.call(t, "POST", allHours+"/"+child+"/associate-hours", link), 200, "") // once more
	const ire = "InvalidRequestException"
	s.refuse(t,
		refusal{"delete a parent", "DELETE", allHours + "/" + parent, "", 400, ire, "Office"},
		refusal{"a parent of a parent", "POST", allHours + "/" + parent + "/associate-hours",
			fmt.Sprintf(`{"ParentHoursOfOperationConfigs":[{"HoursOfOperationId":%q}]}`, s.createHours(t, "third", "").HoursOfOperationId), 400, ire, "Office"},
		refusal{"a child as a parent", "PUT", allHours, hoursBody("x", fmt.Sprintf(`,"ParentHoursOfOperationConfigs":[{"HoursOfOperationId":%q}]`, child)), 400, ire, "Office"},
	)
	var parents []string
	for i := range 3 {
		parents = append(parents, fmt.Sprintf(`{"HoursOfOperationId":%q}`, s.createHours(t, fmt.Sprint("parent ", i), "").HoursOfOperationId))
	}
	s.refuse(t, refusal{"four parents", "POST", allHours + "/" + child + "/associate-hours",
		`{"ParentHoursOfOperationConfigs":[` + strings.Join(parents, ",") + `]}`, 402, "ServiceQuotaExceededException", "3"})
	want(t, s.call(t, "POST", allHours+"/"+child+"/disassociate-hours", fmt.Sprintf(`{"ParentHoursOfOperationIds":[%q,"x"]}`, arn("/operating-hours/"+parent))), 200, "")
	want(t, s.call(t, "DELETE", allHours+"/"+parent, ""), 200, "")
	if got := s.effective(t, child, "2026-12-25", "2026-12-25"); got != "25 10:00-11:00 | open OPEN 10:00-11:00" {
		t.Errorf("got %s, want nothing inherited", got)
	}
}

func TestSearchHoursAndOverrides(t *testing.T) {
	s := newSite(t)
	a := s.createHours(t, "Office", `,"Description":"North","Tags":{"team":"a"}`).HoursOfOperationId
	b := s.createHours(t, "Shop", "").HoursOfOperationId
	for i, month := range []string{"01", "02", "03"} {
		s.createOverride(t, a, overrideBody(fmt.Sprint("a", i), "2026-"+month+"-01", "2026-"+month+"-10", ""))
		s.createOverride(t, b, overrideBody(fmt.Sprint("b", i), "2026-"+month+"-01", "2026-"+month+"-20", ""))
	}
	search := func(path, list, criteria string) (total int) {
		t.Helper()
		seen, token := map[string]bool{}, ""
		for {
			r := s.call(t, "POST", path, fmt.Sprintf(`{"InstanceId":%q,"MaxResults":2%s%s}`, instance, criteria, token))
			want(t, r, 200, "")
			var items []json.RawMessage
			if err := json.Unmarshal([]byte(part(t, r.Text, list)), &items); err != nil {
				t.Fatal(err)
			}
			for _, i := range items {
				seen[string(i)] = true
			}
			if err := json.Unmarshal([]byte(part(t, r.Text, "ApproximateTotalCount")), &total); err != nil {
				t.Fatal(err)
			}
			if part(t, r.Text, "NextToken") == "" {
				break
			}
			token = `,"NextToken":` + part(t, r.Text, "NextToken")
		}
		if len(seen) != total {
			t.Errorf("%s: got %d entries of %d", criteria, len(seen), total)
		}
		return total
	}
	str := func(field, how, value string) string {
		return fmt.Sprintf(`{"StringCondition":{"FieldName":%q,"ComparisonType":%q,"Value":%q}}`, field, how, value)
	}
	date := func(field, how, value string) string {
		return fmt.Sprintf(`{"DateCondition":{"FieldName":%q,"ComparisonType":%q,"Value":%q}}`, field, how, value)
	}
	const tagged = `,"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"team","TagValue":"a"}}}`
	for criteria, want := range map[string]int{
		"":     3,
		tagged: 1,
		`,"SearchCriteria":` + str("name", "STARTS_WITH", "of"):                                                                  1,
		`,"SearchCriteria":` + str("timezone", "CONTAINS", "berlin"):                                                             2,
		`,"SearchCriteria":` + str("resourceID", "EXACT", b):                                                                     1,
		`,"SearchCriteria":` + str("description", "EXACT", "n"):                                                                  0,
		`,"SearchCriteria":{"OrConditions":[` + str("name", "EXACT", "shop") + `,` + str("name", "EXACT", "office") + `]}`:       2,
		`,"SearchCriteria":{"AndConditions":[` + str("name", "EXACT", "shop") + `,` + str("description", "CONTAINS", "n") + `]}`: 0,
	} {
		if got := search("/search-hours-of-operations", "HoursOfOperations", criteria); got != want {
			t.Errorf("%s: got %d, want %d", criteria, got, want)
		}
	}
	for criteria, want := range map[string]int{
		"":     6,
		tagged: 3,
		`,"SearchCriteria":` + str("hoursOfOperationId", "EXACT", b):                                                                            3,
		`,"SearchCriteria":` + date("effectiveFrom", "GREATER_THAN", "2026-02-01"):                                                              2,
		`,"SearchCriteria":` + date("effectiveFrom", "GREATER_THAN_OR_EQUAL_TO", "2026-02-01"):                                                  4,
		`,"SearchCriteria":` + date("EffectiveTill", "LESS_THAN", "2026-02-10"):                                                                 2,
		`,"SearchCriteria":` + date("effectiveTill", "LESS_THAN_OR_EQUAL_TO", "2026-02-10"):                                                     3,
		`,"SearchCriteria":` + date("effectiveTill", "EQUAL_TO", "2026-03-20"):                                                                  1,
		`,"SearchCriteria":{"AndConditions":[` + date("effectiveFrom", "EQUAL_TO", "2026-01-01") + `,` + str("name", "STARTS_WITH", "a") + `]}`: 1,
	} {
		if got := search("/search-hours-of-operation-overrides", "HoursOfOperationOverrides", criteria); got != want {
			t.Errorf("%s: got %d, want %d", criteria, got, want)
		}
	}
	s.refuse(t, refusal{"field", "POST", "/search-hours-of-operation-overrides", searchBody("timezone", "EXACT", "UTC"), 400, "InvalidParameterException", "FieldName"})
}
