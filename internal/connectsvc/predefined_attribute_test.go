package connectsvc_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
)

const allAttributes = "/predefined-attributes/" + instance

func attributeBody(name, more string, values ...string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = fmt.Sprintf("%q", v)
	}
	return fmt.Sprintf(`{"Name":%q,"Values":{"StringList":[%s]}%s}`, name, strings.Join(quoted, ","), more)
}

func (s *site) createAttribute(t testing.TB, name string, values ...string) {
	t.Helper()
	a := s.call(t, "PUT", allAttributes, attributeBody(name, "", values...))
	if want(t, a, 200, ""); a.Text != "" {
		t.Errorf("got %q, want an empty body", a.Text)
	}
}

func TestPredefinedAttributesAreCreatedDescribedChangedAndDeleted(t *testing.T) {
	s := newSite(t)
	const name = "language / dialect: it's"
	want(t, s.call(t, "PUT", allAttributes, attributeBody(name, `,"Purposes":["ROUTING"],"AttributeConfiguration":{"EnableValueValidationOnAssociation":true}`, "fr", "de")), 200, "")
	path := allAttributes + "/" + url.PathEscape(name)
	wantParts(t, part(t, s.call(t, "GET", path, "").Text, "PredefinedAttribute"), map[string]string{
		"Name": fmt.Sprintf("%q", name), "Values": `{"StringList":["fr","de"]}`, "Purposes": `["ROUTING"]`,
		"AttributeConfiguration": `{"EnableValueValidationOnAssociation":true,"IsReadOnly":false}`, "LastModifiedRegion": `"local-1"`,
	})
	want(t, s.call(t, "POST", path, `{"Values":{"StringList":["en"]}}`), 200, "")
	wantParts(t, part(t, s.call(t, "GET", path, "").Text, "PredefinedAttribute"), map[string]string{
		"Values": `{"StringList":["en"]}`, "Purposes": `["ROUTING"]`, "AttributeConfiguration": `{"EnableValueValidationOnAssociation":true,"IsReadOnly":false}`,
	})
	want(t, s.call(t, "POST", path, `{"Purposes":[],"AttributeConfiguration":{"EnableValueValidationOnAssociation":false}}`), 200, "")
	wantParts(t, part(t, s.call(t, "GET", path, "").Text, "PredefinedAttribute"), map[string]string{
		"Values": `{"StringList":["en"]}`, "Purposes": "", "AttributeConfiguration": `{"EnableValueValidationOnAssociation":false,"IsReadOnly":false}`,
	})
	want(t, s.call(t, "DELETE", path, ""), 200, "")
	want(t, s.call(t, "GET", path, ""), 404, "ResourceNotFoundException")
}

func TestPredefinedAttributesAreListedAndSearched(t *testing.T) {
	s := newSite(t)
	names := []string{"connect:Language", "language", "product", "skill", "über"}
	for _, n := range names {
		s.createAttribute(t, n, n+" 1", n+" 2")
	}
	for path, list := range map[string]string{allAttributes: "PredefinedAttributeSummaryList", "/search-predefined-attributes": "PredefinedAttributes"} {
		if got := s.walk(t, path, list, "Name"); !slices.Equal(got, names) {
			t.Errorf("%s: got %q, want %q", path, got, names)
		}
	}
	for field, value := range map[string]string{"name": "SKILL", "value": "skill 2"} {
		if got := s.searchFor(t, "/search-predefined-attributes", "PredefinedAttributes", "Name", field, "EXACT", value); !slices.Equal(got, []string{"skill"}) {
			t.Errorf("%s: got %q, want skill", field, got)
		}
	}
}

func proficiencyOf(attribute, value string, level any) string {
	return fmt.Sprintf(`{"AttributeName":%q,"AttributeValue":%q,"Level":%v}`, attribute, value, level)
}

func TestProficienciesOfUsers(t *testing.T) {
	s := newSite(t)
	s.createAttribute(t, "language", "de", "en", "fr")
	s.createAttribute(t, "skill", "billing")
	u := s.createUser(t, "ann", "")
	s.createUser(t, "bob", "")
	path := allUsers + "/" + u.UserId
	change := func(operation string, proficiencies ...string) {
		t.Helper()
		a := s.call(t, "POST", path+"/"+operation, `{"UserProficiencies":[`+strings.Join(proficiencies, ",")+`]}`)
		if want(t, a, 200, ""); a.Text != "" {
			t.Errorf("%s: got %q, want an empty body", operation, a.Text)
		}
	}
	has := func(proficiencies ...string) {
		t.Helper()
		got := s.walk(t, path+"/proficiencies", "UserProficiencyList", "")
		if !sameJSON(t, "["+strings.Join(got, ",")+"]", "["+strings.Join(proficiencies, ",")+"]") {
			t.Errorf("got %q, want %q", got, proficiencies)
		}
	}
	has()
	change("associate-proficiencies", proficiencyOf("skill", "billing", 2), proficiencyOf("language", "fr", 5))
	change("associate-proficiencies", proficiencyOf("language", "de", 1), proficiencyOf("language", "fr", 4.0))
	has(proficiencyOf("language", "de", 1), proficiencyOf("language", "fr", 4), proficiencyOf("skill", "billing", 2))
	change("proficiencies", proficiencyOf("language", "de", 3))
	change("disassociate-proficiencies", `{"AttributeName":"language","AttributeValue":"fr"}`, `{"AttributeName":"language","AttributeValue":"never had"}`)
	has(proficiencyOf("language", "de", 3), proficiencyOf("skill", "billing", 2))

	for conditions, total := range map[string]string{
		`{"StringCondition":{"FieldName":"name","Value":"language","ComparisonType":"EXACT"}}`:                                                                                       "1",
		`{"StringCondition":{"FieldName":"value","Value":"de","ComparisonType":"EXACT"}},{"NumberCondition":{"FieldName":"level","MinValue":3,"ComparisonType":"GREATER_OR_EQUAL"}}`: "1",
		`{"StringCondition":{"FieldName":"value","Value":"de","ComparisonType":"EXACT"}},{"NumberCondition":{"FieldName":"level","MinValue":3,"ComparisonType":"GREATER"}}`:          "0",
		`{"StringCondition":{"FieldName":"value","Value":"billing","ComparisonType":"EXACT"}},{"NumberCondition":{"FieldName":"level","MinValue":3,"ComparisonType":"EQUAL"}}`:       "0",
		`{"NumberCondition":{"FieldName":"level","MinValue":3,"MaxValue":5,"ComparisonType":"RANGE"}}`:                                                                               "1",
		`{"NumberCondition":{"FieldName":"level","MaxValue":2,"ComparisonType":"LESSER"}}`:                                                                                           "0",
		`{"NumberCondition":{"FieldName":"level","MaxValue":2,"ComparisonType":"LESSER_OR_EQUAL"}}`:                                                                                  "1",
		`{"StringCondition":{"FieldName":"name","Value":"skill","ComparisonType":"EXACT"}},{"NumberCondition":{"FieldName":"level","MaxValue":2,"ComparisonType":"NOT_EQUAL"}}`:      "0",
	} {
		a := s.call(t, "POST", "/search-users", fmt.Sprintf(`{"InstanceId":%q,"SearchCriteria":{"ListCondition":{"TargetListType":"PROFICIENCIES","Conditions":[%s]}}}`, instance, conditions))
		want(t, a, 200, "")
		if got := part(t, a.Text, "ApproximateTotalCount"); got != total {
			t.Errorf("%s: got %s users, want %s", conditions, got, total)
		}
	}
	s.refuse(t,
		refusal{"delete what a user is good at", "DELETE", allAttributes + "/skill", "", 409, "ResourceInUseException", u.UserId},
		refusal{"take away the value", "POST", allAttributes + "/language", `{"Values":{"StringList":["en"]}}`, 400, "InvalidRequestException", "de"},
	)
	want(t, s.call(t, "POST", allAttributes+"/language", `{"Values":{"StringList":["de"]}}`), 200, "")
	want(t, s.call(t, "DELETE", path, ""), 200, "")
	want(t, s.call(t, "DELETE", allAttributes+"/skill", ""), 200, "")
}

func TestPredefinedAttributeRefusals(t *testing.T) {
	s := newSite(t)
	s.createAttribute(t, "language", "de")
	u := s.createUser(t, "ann", "")
	const ipe, rnf, dup = "InvalidParameterException", "ResourceNotFoundException", "DuplicateResourceException"
	proficiencies := func(list string) string { return `{"UserProficiencies":[` + list + `]}` }
	path := allUsers + "/" + u.UserId
	s.refuse(t,
		refusal{"no name", "PUT", allAttributes, `{}`, 400, ipe, "Name"},
		refusal{"blank name", "PUT", allAttributes, attributeBody(" ", ""), 400, ipe, "Name"},
		refusal{"long name", "PUT", allAttributes, attributeBody(strings.Repeat("x", 101), ""), 400, ipe, "Name"},
		refusal{"name of the service", "PUT", allAttributes, attributeBody("aws:x", ""), 400, ipe, "aws:"},
		refusal{"an ARN", "PUT", allAttributes, attributeBody("arn:x", ""), 400, ipe, "arn:"},
		refusal{"other characters", "PUT", allAttributes, attributeBody("a*b", ""), 400, ipe, "Name"},
		refusal{"name taken", "PUT", allAttributes, attributeBody("language", ""), 409, dup, "name"},
		refusal{"a value twice", "PUT", allAttributes, attributeBody("x", "", "a", "b", "a"), 400, ipe, "twice"},
		refusal{"blank value", "PUT", allAttributes, attributeBody("x", "", " "), 400, ipe, "Values"},
		refusal{"long value", "PUT", allAttributes, attributeBody("x", "", strings.Repeat("x", 101)), 400, ipe, "Values"},
		refusal{"too many values", "PUT", allAttributes, attributeBody("x", "", make([]string, 501)...), 400, ipe, "Values"},
		refusal{"change to a value twice", "POST", allAttributes + "/language", `{"Values":{"StringList":["a","a"]}}`, 400, ipe, "twice"},
		refusal{"unknown instance", "PUT", "/predefined-attributes/x", attributeBody("x", ""), 404, rnf, "instance"},
		refusal{"unknown", "GET", allAttributes + "/x", "", 404, rnf, "predefined attribute"},
		refusal{"change unknown", "POST", allAttributes + "/x", `{}`, 404, rnf, "predefined attribute"},
		refusal{"delete unknown", "DELETE", allAttributes + "/x", "", 404, rnf, "predefined attribute"},
		refusal{"token", "GET", allAttributes + "?nextToken=x", "", 400, ipe, "NextToken"},
		refusal{"search field", "POST", "/search-predefined-attributes", searchBody("colour", "EXACT", "x"), 400, ipe, "FieldName"},
		refusal{"unknown attribute of a user", "POST", path + "/associate-proficiencies", proficiencies(proficiencyOf("x", "de", 1)), 404, rnf, "UserProficiencies"},
		refusal{"unknown value of a user", "POST", path + "/associate-proficiencies", proficiencies(proficiencyOf("language", "x", 1)), 404, rnf, "no value x"},
		refusal{"level 6", "POST", path + "/associate-proficiencies", proficiencies(proficiencyOf("language", "de", 6)), 400, ipe, "Level"},
		refusal{"level between", "POST", path + "/associate-proficiencies", proficiencies(proficiencyOf("language", "de", 2.5)), 400, ipe, "Level"},
		refusal{"no level", "POST", path + "/associate-proficiencies", proficiencies(`{"AttributeName":"language","AttributeValue":"de"}`), 400, ipe, "Level"},
		refusal{"a proficiency twice", "POST", path + "/associate-proficiencies", proficiencies(proficiencyOf("language", "de", 1) + "," + proficiencyOf("language", "de", 2)), 400, ipe, "twice"},
		refusal{"no proficiency", "POST", path + "/associate-proficiencies", proficiencies(""), 400, ipe, "UserProficiencies"},
		refusal{"change of what the user has not", "POST", path + "/proficiencies", proficiencies(proficiencyOf("language", "de", 1)), 404, rnf, "no proficiency"},
		refusal{"of an unknown user", "GET", allUsers + "/x/proficiencies", "", 404, rnf, "user"},
		refusal{"search by colour", "POST", "/search-users", fmt.Sprintf(`{"InstanceId":%q,"SearchCriteria":{"ListCondition":{"TargetListType":"PROFICIENCIES","Conditions":[{"StringCondition":{"FieldName":"colour","Value":"x","ComparisonType":"EXACT"}}]}}}`, instance), 400, ipe, "name, value"},
	)
}

func TestUserConfigReplacesWhatIsGiven(t *testing.T) {
	s := newSite(t)
	u := s.createUser(t, "ann", `"PhoneConfig":{"PhoneType":"SOFT_PHONE"},
		"AutoAcceptConfigs":[{"Channel":"CHAT","AutoAccept":true},{"Channel":"VOICE","AutoAccept":true}],
		"VoiceEnhancementConfigs":[{"Channel":"VOICE","VoiceEnhancementMode":"NONE"}],`)
	path := allUsers + "/" + u.UserId
	a := s.call(t, "POST", path+"/config", `{"AutoAcceptConfigs":[{"Channel":"TASK","AutoAccept":false}],"AfterContactWorkConfigs":[{"Channel":"CHAT","AfterContactWorkConfig":{"AfterContactWorkTimeLimit":60}}]}`)
	if want(t, a, 200, ""); a.Text != "" {
		t.Errorf("got %q, want an empty body", a.Text)
	}
	wantParts(t, part(t, s.call(t, "GET", path, "").Text, "User"), map[string]string{
		"AutoAcceptConfigs":       `[{"Channel":"TASK","AutoAccept":false}]`,
		"AfterContactWorkConfigs": `[{"Channel":"CHAT","AfterContactWorkConfig":{"AfterContactWorkTimeLimit":60}}]`,
		"VoiceEnhancementConfigs": `[{"Channel":"VOICE","VoiceEnhancementMode":"NONE"}]`, "PhoneConfig": `{"PhoneType":"SOFT_PHONE","AutoAccept":false,"AfterContactWorkTimeLimit":0,"PersistentConnection":false}`,
	})
	want(t, s.call(t, "POST", path+"/config", `{"AutoAcceptConfigs":[],"PersistentConnectionConfigs":[{"Channel":"VOICE","PersistentConnection":true}],
		"PhoneNumberConfigs":[{"Channel":"VOICE","PhoneType":"DESK_PHONE","PhoneNumber":"+4930123"}],"VoiceEnhancementConfigs":[{"Channel":"VOICE","VoiceEnhancementMode":"VOICE_ISOLATION"}]}`), 200, "")
	wantParts(t, part(t, s.call(t, "GET", path, "").Text, "User"), map[string]string{
		"AutoAcceptConfigs": "", "PersistentConnectionConfigs": `[{"Channel":"VOICE","PersistentConnection":true}]`,
		"PhoneNumberConfigs":      `[{"Channel":"VOICE","PhoneType":"DESK_PHONE","PhoneNumber":"+4930123"}]`,
		"AfterContactWorkConfigs": `[{"Channel":"CHAT","AfterContactWorkConfig":{"AfterContactWorkTimeLimit":60}}]`,
		"VoiceEnhancementConfigs": `[{"Channel":"VOICE","VoiceEnhancementMode":"VOICE_ISOLATION"}]`,
	})
	const ipe = "InvalidParameterException"
	s.refuse(t,
		refusal{"nothing", "POST", path + "/config", `{}`, 400, ipe, "AutoAcceptConfigs"},
		refusal{"a channel twice", "POST", path + "/config", `{"AutoAcceptConfigs":[{"Channel":"CHAT","AutoAccept":true},{"Channel":"CHAT","AutoAccept":false}]}`, 400, ipe, "twice"},
		refusal{"too long", "POST", path + "/config", `{"AfterContactWorkConfigs":[{"Channel":"CHAT","AfterContactWorkConfig":{"AfterContactWorkTimeLimit":2000001}}]}`, 400, ipe, "2000000"},
		refusal{"unknown user", "POST", allUsers + "/x/config", `{"AutoAcceptConfigs":[]}`, 404, "ResourceNotFoundException", "user"},
	)
}
