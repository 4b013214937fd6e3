package connectsvc_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/directory"
)

// The path of all users, and of their own list.
const (
	allUsers  = "/users/" + instance
	usersList = "/users-summary/" + instance
)

// userBody is a request for a user; more goes before its profiles.
func userBody(name, more string) string {
	return fmt.Sprintf(`{"Username":%q,%s"SecurityProfileIds":[%q],"RoutingProfileId":%q}`,
		name, more, directory.AgentProfileID, directory.BasicProfileID)
}

type userAnswer struct{ UserId, UserArn string }

func (s *site) createUser(t testing.TB, name, more string) userAnswer {
	t.Helper()
	return read[userAnswer](t, s.call(t, "PUT", allUsers, userBody(name, more)))
}

// wantParts compares members of an answer; "" is for one that is not there.
func wantParts(t testing.TB, answer string, members map[string]string) {
	t.Helper()
	for member, want := range members {
		if got := part(t, answer, member); got != want && !sameJSON(t, got, want) {
			t.Errorf("%s: got %s, want %s", member, got, want)
		}
	}
}

func TestUsersAreCreatedDescribedChangedAndDeleted(t *testing.T) {
	s := newSite(t)
	u := s.createUser(t, "ann", `"IdentityInfo":{"FirstName":"Ann","LastName":"Agent","Email":"ann@example.com","Mobile":"+4915112345"},
		"PhoneConfig":{"PhoneType":"SOFT_PHONE","AutoAccept":true,"AfterContactWorkTimeLimit":30},"Password":"Corr3ct-horse","Tags":{"team":"a"},`)
	if want := arn("/agent/" + u.UserId); u.UserArn != want {
		t.Errorf("got ARN %s, want %s", u.UserArn, want)
	}
	for _, reference := range []string{u.UserId, url.PathEscape(u.UserArn)} {
		a := s.call(t, "GET", allUsers+"/"+reference, "")
		want(t, a, 200, "")
		wantParts(t, part(t, a.Text, "User"), map[string]string{
			"Id": fmt.Sprintf("%q", u.UserId), "Arn": fmt.Sprintf("%q", u.UserArn), "Username": `"ann"`,
			"IdentityInfo":       `{"FirstName":"Ann","LastName":"Agent","Email":"ann@example.com","Mobile":"+4915112345"}`,
			"PhoneConfig":        `{"PhoneType":"SOFT_PHONE","AutoAccept":true,"AfterContactWorkTimeLimit":30,"PersistentConnection":false}`,
			"SecurityProfileIds": fmt.Sprintf("[%q]", directory.AgentProfileID), "RoutingProfileId": fmt.Sprintf("%q", directory.BasicProfileID),
			"Tags": `{"team":"a"}`, "HierarchyGroupId": "", "DirectoryUserId": "", "AutoAcceptConfigs": "", "Password": "",
		})
		if strings.Contains(a.Text, "argon2id") || strings.Contains(a.Text, "Corr3ct") {
			t.Errorf("got %s, want nothing about the password", a.Text)
		}
	}
	path := allUsers + "/" + u.UserId
	for change, body := range map[string]string{
		"identity-info": `{"IdentityInfo":{"FirstName":"Anna"}}`, "phone-config": `{"PhoneConfig":{"PhoneType":"DESK_PHONE","DeskPhoneNumber":"+4930123"}}`,
		"security-profiles": fmt.Sprintf(`{"SecurityProfileIds":[%q,%q]}`, directory.AdminProfileID, directory.AgentProfileID),
		"routing-profile":   fmt.Sprintf(`{"RoutingProfileId":%q}`, arn("/routing-profile/"+directory.BasicProfileID)),
		"hierarchy":         `{}`,
	} {
		if a := s.call(t, "POST", path+"/"+change, body); a.Status != 200 || a.Text != "" {
			t.Errorf("%s: got %d %q, want an empty body", change, a.Status, a.Text)
		}
	}
	wantParts(t, part(t, s.call(t, "GET", path, "").Text, "User"), map[string]string{
		"Username": `"ann"`, "IdentityInfo": `{"FirstName":"Anna"}`,
		"PhoneConfig":        `{"PhoneType":"DESK_PHONE","DeskPhoneNumber":"+4930123","AutoAccept":false,"AfterContactWorkTimeLimit":0,"PersistentConnection":false}`,
		"SecurityProfileIds": fmt.Sprintf("[%q,%q]", directory.AdminProfileID, directory.AgentProfileID),
		"RoutingProfileId":   fmt.Sprintf("%q", directory.BasicProfileID),
	})
	tags := "/tags/" + url.PathEscape(u.UserArn)
	want(t, s.call(t, "POST", tags, `{"tags":{"shift":"late"}}`), 200, "")
	want(t, s.call(t, "DELETE", tags+"?tagKeys=team", ""), 200, "")
	if got := part(t, s.call(t, "GET", tags, "").Text, "tags"); got != `{"shift":"late"}` {
		t.Errorf("got tags %s, want the one that was added", got)
	}
	want(t, s.call(t, "DELETE", path, ""), 200, "")
	want(t, s.call(t, "GET", path, ""), 404, "ResourceNotFoundException")
	s.createUser(t, "ann", "") // the name is free again
}

func TestSettingsOfChannelsAreKept(t *testing.T) {
	s := newSite(t)
	settings := map[string]string{
		"AutoAcceptConfigs":           `[{"AutoAccept":true,"Channel":"CHAT"},{"AgentFirstCallbackAutoAccept":true,"AutoAccept":false,"Channel":"VOICE"}]`,
		"AfterContactWorkConfigs":     `[{"AfterContactWorkConfig":{"AfterContactWorkTimeLimit":0},"Channel":"CHAT"},{"AfterContactWorkConfig":{"AfterContactWorkTimeLimit":9},"AgentFirstCallbackAfterContactWorkConfig":{"AfterContactWorkTimeLimit":5},"Channel":"VOICE"}]`,
		"PersistentConnectionConfigs": `[{"Channel":"VOICE","PersistentConnection":false}]`,
		"PhoneNumberConfigs":          `[{"Channel":"VOICE","PhoneNumber":"+4930123","PhoneType":"DESK_PHONE"}]`,
		"VoiceEnhancementConfigs":     `[{"Channel":"VOICE","VoiceEnhancementMode":"NONE"}]`,
	}
	more := ""
	for member, value := range settings {
		more += fmt.Sprintf("%q:%s,", member, value)
	}
	u := s.createUser(t, "ann", more)
	wantParts(t, part(t, s.call(t, "GET", allUsers+"/"+u.UserId, "").Text, "User"), settings)
	found := part(t, s.call(t, "POST", "/search-users", fmt.Sprintf(`{"InstanceId":%q}`, instance)).Text, "Users")
	wantParts(t, strings.Trim(found, "[]"), settings)

	// A PhoneConfig is for all channels.
	path := allUsers + "/" + u.UserId
	want(t, s.call(t, "POST", path+"/phone-config", `{"PhoneConfig":{"AutoAccept":true,"AfterContactWorkTimeLimit":2000000}}`), 200, "")
	wantParts(t, part(t, s.call(t, "GET", path, "").Text, "User"), map[string]string{
		"AutoAcceptConfigs": "", "AfterContactWorkConfigs": "", "PersistentConnectionConfigs": "", "PhoneNumberConfigs": "",
		"VoiceEnhancementConfigs": settings["VoiceEnhancementConfigs"],
		"PhoneConfig":             `{"AutoAccept":true,"PersistentConnection":false,"AfterContactWorkTimeLimit":2000000}`,
	})
	found = part(t, s.call(t, "POST", "/search-users", fmt.Sprintf(`{"InstanceId":%q}`, instance)).Text, "Users")
	wantParts(t, strings.Trim(found, "[]"), map[string]string{
		"PhoneConfig": `{"AutoAccept":true,"PersistentConnection":false,"AfterContactWorkTimeLimit":2000000000}`,
	})
	phoneAnd := func(phone, list string) string {
		return userBody("bob", fmt.Sprintf(`"PhoneConfig":{%s},%q:%s,`, phone, list, settings[list]))
	}
	const ire = "InvalidRequestException"
	s.refuse(t,
		refusal{"accepts twice", "PUT", allUsers, phoneAnd(`"AutoAccept":false`, "AutoAcceptConfigs"), 400, ire, "AutoAcceptConfigs"},
		refusal{"two limits", "PUT", allUsers, phoneAnd(`"AfterContactWorkTimeLimit":0`, "AfterContactWorkConfigs"), 400, ire, "AfterContactWorkConfigs"},
		refusal{"two connections", "PUT", allUsers, phoneAnd(`"PersistentConnection":true`, "PersistentConnectionConfigs"), 400, ire, "PersistentConnectionConfigs"},
		refusal{"two kinds of phone", "PUT", allUsers, phoneAnd(`"PhoneType":"SOFT_PHONE"`, "PhoneNumberConfigs"), 400, ire, "PhoneNumberConfigs"},
		refusal{"two numbers", "PUT", allUsers, phoneAnd(`"DeskPhoneNumber":"+491"`, "PhoneNumberConfigs"), 400, ire, "PhoneNumberConfigs"},
	)
	s.createUser(t, "bob", `"PhoneConfig":{"PhoneType":"SOFT_PHONE"},"AutoAcceptConfigs":`+settings["AutoAcceptConfigs"]+`,`)
}

func TestUserRefusals(t *testing.T) {
	s := newSite(t)
	ann := s.createUser(t, "ann", "")
	path := allUsers + "/" + ann.UserId
	const ipe, ire, rnf, dup = "InvalidParameterException", "InvalidRequestException", "ResourceNotFoundException", "DuplicateResourceException"
	with := func(more string) string { return userBody("bob", more) }
	s.refuse(t,
		refusal{"no name", "PUT", allUsers, strings.Replace(userBody("x", ""), `"Username":"x",`, "", 1), 400, ipe, "Username"},
		refusal{"a name with a space", "PUT", allUsers, userBody("b b", ""), 400, ipe, "Username"},
		refusal{"a name that is taken", "PUT", allUsers, userBody("ann", ""), 409, dup, "Username"},
		refusal{"no security profile", "PUT", allUsers, fmt.Sprintf(`{"Username":"bob","SecurityProfileIds":[],"RoutingProfileId":%q}`, directory.BasicProfileID), 400, ipe, "SecurityProfileIds"},
		refusal{"no routing profile", "PUT", allUsers, fmt.Sprintf(`{"Username":"bob","SecurityProfileIds":[%q]}`, directory.AgentProfileID), 400, ipe, "RoutingProfileId"},
		refusal{"unknown security profile", "PUT", allUsers, strings.Replace(with(""), directory.AgentProfileID, "x", 1), 404, rnf, "SecurityProfileIds"},
		refusal{"unknown routing profile", "PUT", allUsers, strings.Replace(with(""), directory.BasicProfileID, "x", 1), 404, rnf, "RoutingProfileId"},
		refusal{"unknown hierarchy group", "PUT", allUsers, with(`"HierarchyGroupId":"g",`), 404, rnf, "HierarchyGroupId"},
		refusal{"a user of a directory", "PUT", allUsers, with(`"DirectoryUserId":"d",`), 400, ire, "DirectoryUserId"},
		refusal{"a weak password", "PUT", allUsers, with(`"Password":"marked-password",`), 400, ipe, "Password"},
		refusal{"no address", "PUT", allUsers, with(`"IdentityInfo":{"Email":"bob"},`), 400, ipe, "IdentityInfo.Email"},
		refusal{"no mobile number", "PUT", allUsers, with(`"IdentityInfo":{"Mobile":"0151"},`), 400, ipe, "Mobile"},
		refusal{"a desk without a number", "PUT", allUsers, with(`"PhoneConfig":{"PhoneType":"DESK_PHONE"},`), 400, ipe, "DeskPhoneNumber"},
		refusal{"more than 24 days of work", "PUT", allUsers, with(`"PhoneConfig":{"AfterContactWorkTimeLimit":2000001},`), 400, ipe, "2000000"},
		refusal{"as much on one channel", "PUT", allUsers, with(`"AfterContactWorkConfigs":[{"Channel":"CHAT","AfterContactWorkConfig":{"AfterContactWorkTimeLimit":2000001}}],`), 400, ipe, "AfterContactWorkConfigs"},
		refusal{"an unknown kind of phone", "PUT", allUsers, with(`"PhoneConfig":{"PhoneType":"FAX"},`), 400, ipe, "PhoneType"},
		refusal{"a channel twice", "PUT", allUsers, with(`"AutoAcceptConfigs":[{"Channel":"CHAT","AutoAccept":true},{"Channel":"CHAT","AutoAccept":false}],`), 400, ipe, "AutoAcceptConfigs"},
		refusal{"unknown instance", "PUT", "/users/x", with(""), 404, rnf, "instance"},
		refusal{"unknown", "GET", allUsers + "/x", "", 404, rnf, "user"},
		refusal{"a queue", "GET", allUsers + "/" + url.PathEscape(arn("/queue/agent/"+ann.UserId)), "", 404, rnf, "user"},
		refusal{"another instance's", "GET", allUsers + "/" + url.PathEscape(strings.Replace(ann.UserArn, instance, "x", 1)), "", 404, rnf, "user"},
		refusal{"change of unknown", "POST", allUsers + "/x/identity-info", `{"IdentityInfo":{}}`, 404, rnf, "user"},
		refusal{"a bad address", "POST", path + "/identity-info", `{"IdentityInfo":{"SecondaryEmail":"@x"}}`, 400, ipe, "IdentityInfo.SecondaryEmail"},
		refusal{"a long name", "POST", path + "/identity-info", fmt.Sprintf(`{"IdentityInfo":{"FirstName":%q}}`, strings.Repeat("x", 256)), 400, ipe, "FirstName"},
		refusal{"a desk that loses its number", "POST", path + "/phone-config", `{"PhoneConfig":{"PhoneType":"DESK_PHONE"}}`, 400, ipe, "DeskPhoneNumber"},
		refusal{"a change to an unknown routing profile", "POST", path + "/routing-profile", `{"RoutingProfileId":"x"}`, 404, rnf, "RoutingProfileId"},
		refusal{"a change to an unknown security profile", "POST", path + "/security-profiles", `{"SecurityProfileIds":["x"]}`, 404, rnf, "SecurityProfileIds"},
		refusal{"a change to an unknown group", "POST", path + "/hierarchy", `{"HierarchyGroupId":"g"}`, 404, rnf, "HierarchyGroupId"},
		refusal{"delete unknown", "DELETE", allUsers + "/x", "", 404, rnf, "user"},
		refusal{"list of an unknown instance", "GET", "/users-summary/x", "", 404, rnf, "instance"},
		refusal{"token", "GET", usersList + "?nextToken=x", "", 400, ipe, "NextToken"},
		refusal{"search field", "POST", "/search-users", userSearch(`"SearchCriteria":{"OrConditions":[{"StringCondition":{"FieldName":"colour","Value":"x"}}]}`), 400, ipe, "FieldName"},
		refusal{"unknown routing profile", "GET", "/routing-profiles/" + instance + "/x", "", 404, rnf, "routing profile"},
		refusal{"unknown security profile", "GET", "/security-profiles/" + instance + "/x", "", 404, rnf, "security profile"},
	)
	if a := s.call(t, "PUT", allUsers, with(`"Password":"marked-password",`)); strings.Contains(a.Text, "marked") {
		t.Errorf("got %s, want the password not repeated", a.Text)
	}
}

func userSearch(more string) string { return fmt.Sprintf(`{"InstanceId":%q,%s}`, instance, more) }

func TestUsersAreSearched(t *testing.T) {
	s := newSite(t)
	ann := s.createUser(t, "ann", `"IdentityInfo":{"FirstName":"Ann","LastName":"Lee"},"Tags":{"team":"a","shift":"late"},`)
	s.createUser(t, "bob", `"IdentityInfo":{"FirstName":"Bob","LastName":"Leeds"},"Tags":{"team":"b"},`)
	s.createUser(t, "cid", "")
	want(t, s.call(t, "POST", allUsers+"/"+ann.UserId+"/security-profiles", fmt.Sprintf(`{"SecurityProfileIds":[%q,%q]}`, directory.AdminProfileID, directory.AgentProfileID)), 200, "")
	is := func(field, how, value string) string {
		return fmt.Sprintf(`{"StringCondition":{"FieldName":%q,"ComparisonType":%q,"Value":%q}}`, field, how, value)
	}
	tag := func(key, value string) string { return fmt.Sprintf(`{"TagKey":%q,"TagValue":%q}`, key, value) }
	for _, c := range []struct{ name, more, want string }{
		{"everybody", `"MaxResults":10`, "ann bob cid"},
		{"a name", `"SearchCriteria":` + is("Username", "EXACT", "BOB"), "bob"},
		{"a first name", `"SearchCriteria":` + is("firstName", "CONTAINS", "n"), "ann"},
		{"a last name", `"SearchCriteria":` + is("LastName", "STARTS_WITH", "lee"), "ann bob"},
		{"one of the security profiles", `"SearchCriteria":` + is("SecurityProfileId", "EXACT", directory.AgentProfileID), "ann bob cid"},
		{"the other one", `"SearchCriteria":` + is("SecurityProfileId", "EXACT", directory.AdminProfileID), "ann"},
		{"a routing profile", `"SearchCriteria":` + is("RoutingProfileId", "EXACT", directory.BasicQueueID), ""},
		{"an id", `"SearchCriteria":` + is("ResourceId", "EXACT", ann.UserId), "ann"},
		{"both", `"SearchCriteria":{"AndConditions":[` + is("LastName", "STARTS_WITH", "lee") + `,` + is("Username", "EXACT", "bob") + `]}`, "bob"},
		{"either", `"SearchCriteria":{"OrConditions":[` + is("Username", "EXACT", "cid") + `,` + is("Username", "EXACT", "bob") + `]}`, "bob cid"},
		{"proficiencies", `"SearchCriteria":{"ListCondition":{"TargetListType":"PROFICIENCIES","Conditions":[]}}`, ""},
		{"a group", `"SearchCriteria":{"HierarchyGroupCondition":{"Value":"","HierarchyGroupMatchType":"EXACT"}}`, ""},
		{"a tag", `"SearchFilter":{"TagFilter":{"TagCondition":` + tag("team", "b") + `}}`, "bob"},
		{"an attribute", `"SearchFilter":{"UserAttributeFilter":{"TagCondition":` + tag("team", "a") + `}}`, "ann"},
		{"attributes", `"SearchFilter":{"UserAttributeFilter":{"AndCondition":{"TagConditions":[` + tag("team", "a") + `,` + tag("shift", "early") + `]}}}`, ""},
		{"one attribute or the other", `"SearchFilter":{"UserAttributeFilter":{"OrConditions":[{"TagConditions":[` + tag("team", "a") + `]},{"TagConditions":[` + tag("team", "b") + `]}]}}`, "ann bob"},
		{"neither attribute", `"SearchFilter":{"UserAttributeFilter":{"OrConditions":[{"TagConditions":[` + tag("team", "c") + `]}]}}`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := s.call(t, "POST", "/search-users", userSearch(c.more))
			got := read[struct {
				Users                 []struct{ Username string }
				ApproximateTotalCount int
			}](t, a)
			var found []string
			for _, u := range got.Users {
				found = append(found, u.Username)
			}
			if strings.Join(found, " ") != c.want || got.ApproximateTotalCount != len(found) {
				t.Errorf("got %s, want %q", a.Text, c.want)
			}
		})
	}
}

// listed pages through a list, two at a time, and gives a member of each entry.
func (s *site) listed(t testing.TB, path, query, list, member string) (all []string) {
	t.Helper()
	for token := ""; ; {
		a := s.call(t, "GET", path+"?maxResults=2&nextToken="+url.QueryEscape(token)+query, "")
		want(t, a, 200, "")
		var entries []json.RawMessage
		if err := json.Unmarshal([]byte(part(t, a.Text, list)), &entries); err != nil {
			t.Fatal(err)
		}
		if len(entries) > 2 || len(entries) == 0 && token != "" {
			t.Errorf("%s: got a page of %d, want 1 or 2", path, len(entries))
		}
		for _, e := range entries {
			all = append(all, strings.Trim(part(t, string(e), member), `"`))
		}
		next := part(t, a.Text, "NextToken")
		if next == "" {
			return all
		}
		if err := json.Unmarshal([]byte(next), &token); err != nil {
			t.Fatal(err)
		}
	}
}

func TestUsersAndTheirQueuesAreListedInPages(t *testing.T) {
	s := newSite(t)
	const queues = "/queues-summary/" + instance
	var users, own []string
	for i := range 4 {
		if got := s.listed(t, usersList, "", "UserSummaryList", "Id"); strings.Join(got, " ") != strings.Join(users, " ") {
			t.Errorf("got users %q, want %q", got, users)
		}
		if got := s.listed(t, queues, "&queueTypes=AGENT", "QueueSummaryList", "Id"); strings.Join(got, " ") != strings.Join(own, " ") {
			t.Errorf("got queues of users %q, want %q", got, own)
		}
		every := append([]string{directory.BasicQueueID}, own...)
		for _, types := range []string{"", "&queueTypes=AGENT&queueTypes=STANDARD"} {
			if got := s.listed(t, queues, types, "QueueSummaryList", "Id"); strings.Join(got, " ") != strings.Join(every, " ") {
				t.Errorf("got queues %q, want %q", got, every)
			}
		}
		if got := s.listed(t, queues, "&queueTypes=STANDARD", "QueueSummaryList", "Id"); len(got) != 1 || got[0] != directory.BasicQueueID {
			t.Errorf("got queues %q, want the basic one", got)
		}
		u := s.createUser(t, fmt.Sprint("agent", i), "")
		users, own = append(users, u.UserId), append(own, "agent/"+u.UserId)
	}
	// A page that ends where the queues of users begin.
	a := s.call(t, "GET", queues+"?maxResults=1", "")
	token := read[struct{ NextToken string }](t, a).NextToken
	a = s.call(t, "GET", queues+"?maxResults=1&nextToken="+url.QueryEscape(token), "")
	var found []json.RawMessage
	if err := json.Unmarshal([]byte(part(t, a.Text, "QueueSummaryList")), &found); err != nil || len(found) != 1 {
		t.Fatalf("got %s, want one queue", a.Text)
	}
	wantParts(t, string(found[0]), map[string]string{
		"Id": fmt.Sprintf("%q", own[0]), "Arn": fmt.Sprintf("%q", arn("/queue/"+own[0])), "QueueType": `"AGENT"`, "Name": "",
	})
	for _, reference := range []string{own[0], arn("/queue/" + own[0])} {
		a := s.call(t, "GET", "/queues/"+instance+"/"+url.PathEscape(reference), "")
		want(t, a, 200, "")
		wantParts(t, part(t, a.Text, "Queue"), map[string]string{
			"QueueId": fmt.Sprintf("%q", own[0]), "QueueArn": fmt.Sprintf("%q", arn("/queue/"+own[0])),
			"Status": `"ENABLED"`, "MaxContacts": "10", "Name": "", "HoursOfOperationId": "",
		})
	}
}

func TestProfilesOfANewInstance(t *testing.T) {
	s := newSite(t)
	if got := s.listed(t, "/security-profiles-summary/"+instance, "", "SecurityProfileSummaryList", "Name"); strings.Join(got, " ") != "Admin Agent CallCenterManager QualityAnalyst" {
		t.Errorf("got security profiles %q, want the four", got)
	}
	if got := s.listed(t, "/routing-profiles-summary/"+instance, "", "RoutingProfileSummaryList", "Id"); len(got) != 1 || got[0] != directory.BasicProfileID {
		t.Errorf("got routing profiles %q, want the basic one", got)
	}
	s.createUser(t, "ann", "")
	for _, reference := range []string{directory.BasicProfileID, url.PathEscape(arn("/routing-profile/" + directory.BasicProfileID))} {
		a := s.call(t, "GET", "/routing-profiles/"+instance+"/"+reference, "")
		want(t, a, 200, "")
		wantParts(t, part(t, a.Text, "RoutingProfile"), map[string]string{
			"Name": `"Basic Routing Profile"`, "DefaultOutboundQueueId": fmt.Sprintf("%q", directory.BasicQueueID),
			"MediaConcurrencies":       `[{"Channel":"CHAT","Concurrency":2}]`,
			"NumberOfAssociatedQueues": "1", "NumberOfAssociatedUsers": "1", "IsDefault": "true",
			"AssociatedQueueIds": fmt.Sprintf("[%q]", directory.BasicQueueID),
		})
	}
	a := s.call(t, "GET", "/security-profiles/"+instance+"/"+url.PathEscape(arn("/security-profile/"+directory.AgentProfileID)), "")
	want(t, a, 200, "")
	wantParts(t, part(t, a.Text, "SecurityProfile"), map[string]string{
		"SecurityProfileName": `"Agent"`, "Id": fmt.Sprintf("%q", directory.AgentProfileID), "OrganizationResourceId": fmt.Sprintf("%q", instance),
	})
}
