package connectsvc_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/directory"
)

const (
	allProfiles  = "/routing-profiles/" + instance
	profilesList = "/routing-profiles-summary/" + instance
	chatsOf      = `"MediaConcurrencies":[{"Channel":"CHAT","Concurrency":3}]`
)

func profileBody(name, more string) string {
	return fmt.Sprintf(`{"Name":%q,"Description":"d","DefaultOutboundQueueId":%q,%s}`, name, directory.BasicQueueID, more)
}

// routed is a queue configuration.
func routed(queue, channel string, priority, delay int) string {
	return fmt.Sprintf(`{"QueueReference":{"QueueId":%q,"Channel":%q},"Priority":%d,"Delay":%d}`, queue, channel, priority, delay)
}

func manual(queue, channel string) string {
	return fmt.Sprintf(`{"QueueReference":{"QueueId":%q,"Channel":%q}}`, queue, channel)
}

type profileAnswer struct{ RoutingProfileId, RoutingProfileArn string }

func (s *site) createProfile(t testing.TB, name, more string) profileAnswer {
	t.Helper()
	return read[profileAnswer](t, s.call(t, "PUT", allProfiles, profileBody(name, more)))
}

func TestRoutingProfilesAreCreatedDescribedChangedAndDeleted(t *testing.T) {
	s := newSite(t)
	claims := s.createQueue(t, "Claims", "")
	media := `[{"Channel":"CHAT","Concurrency":10,"CrossChannelBehavior":{"BehaviorType":"ROUTE_ANY_CHANNEL"}},{"Channel":"VOICE","Concurrency":1}]`
	p := s.createProfile(t, "Claims", `"MediaConcurrencies":`+media+`,"AgentAvailabilityTimer":"TIME_SINCE_LAST_INBOUND","Tags":{"a":"b"},
		"QueueConfigs":[`+routed(claims.QueueArn, "CHAT", 1, 0)+`,`+routed(claims.QueueId, "VOICE", 2, 30)+`],
		"ManualAssignmentQueueConfigs":[`+manual(directory.BasicQueueID, "CHAT")+`]`)
	if want := arn("/routing-profile/" + p.RoutingProfileId); p.RoutingProfileArn != want {
		t.Errorf("got ARN %s, want %s", p.RoutingProfileArn, want)
	}
	for _, reference := range []string{p.RoutingProfileId, url.PathEscape(p.RoutingProfileArn)} {
		wantParts(t, part(t, s.call(t, "GET", allProfiles+"/"+reference, "").Text, "RoutingProfile"), map[string]string{
			"Name": `"Claims"`, "Description": `"d"`, "MediaConcurrencies": media, "AgentAvailabilityTimer": `"TIME_SINCE_LAST_INBOUND"`,
			"DefaultOutboundQueueId": fmt.Sprintf("%q", directory.BasicQueueID), "NumberOfAssociatedQueues": "1", "NumberOfAssociatedUsers": "0",
			"AssociatedQueueIds": fmt.Sprintf("[%q]", claims.QueueId), "AssociatedManualAssignmentQueueIds": fmt.Sprintf("[%q]", directory.BasicQueueID),
			"NumberOfAssociatedManualAssignmentQueues": "1", "Tags": `{"a":"b"}`, "IsDefault": "false",
		})
	}
	path := allProfiles + "/" + p.RoutingProfileId
	for _, change := range [][2]string{
		{"name", `{"Name":"Complaints"}`}, {"agent-availability-timer", `{"AgentAvailabilityTimer":"TIME_SINCE_LAST_ACTIVITY"}`},
		{"concurrency", `{"MediaConcurrencies":[{"Channel":"TASK","Concurrency":4}]}`},
		{"default-outbound-queue", fmt.Sprintf(`{"DefaultOutboundQueueId":%q}`, claims.QueueArn)},
		{"queues", `{"QueueConfigs":[` + routed(claims.QueueId, "CHAT", 9, 60) + `]}`},
		{"associate-queues", `{"QueueConfigs":[` + routed(directory.BasicQueueID, "CHAT", 3, 0) + `],"ManualAssignmentQueueConfigs":[` + manual(claims.QueueId, "TASK") + `]}`},
		{"disassociate-queues", fmt.Sprintf(`{"QueueReferences":[{"QueueId":%q,"Channel":"VOICE"},{"QueueId":"never had","Channel":"CHAT"}]}`, claims.QueueArn)},
		{"disassociate-queues", fmt.Sprintf(`{"ManualAssignmentQueueReferences":[{"QueueId":%q,"Channel":"CHAT"}]}`, directory.BasicQueueID)},
	} {
		if a := s.call(t, "POST", path+"/"+change[0], change[1]); a.Status != 200 || a.Text != "" {
			t.Errorf("%s: got %d %q, want an empty body", change[0], a.Status, a.Text)
		}
	}
	wantParts(t, part(t, s.call(t, "GET", path, "").Text, "RoutingProfile"), map[string]string{
		"Name": `"Complaints"`, "Description": `"d"`, "MediaConcurrencies": `[{"Channel":"TASK","Concurrency":4}]`,
		"AgentAvailabilityTimer": `"TIME_SINCE_LAST_ACTIVITY"`, "NumberOfAssociatedQueues": "2",
		"DefaultOutboundQueueId": fmt.Sprintf("%q", claims.QueueId), "AssociatedManualAssignmentQueueIds": fmt.Sprintf("[%q]", claims.QueueId),
	})
	list := part(t, s.call(t, "GET", path+"/queues", "").Text, "RoutingProfileQueueConfigSummaryList")
	summary := func(id, name string, priority, delay int) string {
		return fmt.Sprintf(`{"QueueId":%q,"QueueArn":%q,"QueueName":%q,"Priority":%d,"Delay":%d,"Channel":"CHAT"}`, id, arn("/queue/"+id), name, priority, delay)
	}
	wanted := []string{summary(claims.QueueId, "Claims", 9, 60), summary(directory.BasicQueueID, "BasicQueue", 3, 0)}
	if claims.QueueId > directory.BasicQueueID {
		slices.Reverse(wanted)
	}
	if want := "[" + strings.Join(wanted, ",") + "]"; !sameJSON(t, list, want) {
		t.Errorf("got queues %s, want %s", list, want)
	}
	want(t, s.call(t, "DELETE", path, ""), 200, "")
	want(t, s.call(t, "GET", path, ""), 404, "ResourceNotFoundException")
}

func TestRoutingProfilesOfUsersStay(t *testing.T) {
	s := newSite(t)
	p := s.createProfile(t, "Claims", chatsOf)
	u := s.createUser(t, "ann", "")
	want(t, s.call(t, "POST", allUsers+"/"+u.UserId+"/routing-profile", fmt.Sprintf(`{"RoutingProfileId":%q}`, p.RoutingProfileId)), 200, "")
	s.refuse(t, refusal{"delete", "DELETE", allProfiles + "/" + p.RoutingProfileId, "", 409, "ResourceInUseException", u.UserId})
	wantParts(t, part(t, s.call(t, "GET", allProfiles+"/"+p.RoutingProfileId, "").Text, "RoutingProfile"), map[string]string{"NumberOfAssociatedUsers": "1"})
	want(t, s.call(t, "DELETE", allUsers+"/"+u.UserId, ""), 200, "")
	want(t, s.call(t, "DELETE", allProfiles+"/"+p.RoutingProfileId, ""), 200, "")
}

func TestRoutingProfilesAreListedAndSearched(t *testing.T) {
	s := newSite(t)
	q := s.createQueue(t, "Claims", "")
	for i := range 4 {
		s.createProfile(t, fmt.Sprint("p", i), chatsOf+fmt.Sprintf(`,"Tags":{"n":"%d"}`, i))
	}
	s.createProfile(t, "claims", chatsOf+`,"QueueConfigs":[`+routed(q.QueueId, "CHAT", 1, 0)+`]`)
	for path, list := range map[string]string{profilesList: "RoutingProfileSummaryList", "/search-routing-profiles": "RoutingProfiles"} {
		if got := s.walk(t, path, list, "Name"); len(got) != 6 {
			t.Errorf("%s: got %q, want six", path, got)
		}
	}
	if got := s.searchFor(t, "/search-routing-profiles", "RoutingProfiles", "Name", "associatedQueueIds", "EXACT", q.QueueId); !slices.Equal(got, []string{"claims"}) {
		t.Errorf("got %q, want the one with the queue", got)
	}
	a := s.call(t, "POST", "/search-routing-profiles", fmt.Sprintf(`{"InstanceId":%q,"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"n","TagValue":"1"}}}}`, instance))
	if got := part(t, a.Text, "ApproximateTotalCount"); got != "1" {
		t.Errorf("got %s with the tag, want 1", got)
	}
}

// A profile has fifty pairs of queue and channel at most; ten come with a request.
func TestRoutingProfilesHaveFiftyQueues(t *testing.T) {
	s := newSite(t)
	path := allProfiles + "/" + s.createProfile(t, "many", chatsOf).RoutingProfileId
	for batch := range 5 {
		var queues, picked []string
		for i := range 10 {
			q := s.createQueue(t, fmt.Sprint("q", batch, i), "").QueueId
			queues, picked = append(queues, routed(q, "CHAT", 1, 0)), append(picked, manual(q, "CHAT"))
		}
		want(t, s.call(t, "POST", path+"/associate-queues", `{"QueueConfigs":[`+strings.Join(queues, ",")+`],"ManualAssignmentQueueConfigs":[`+strings.Join(picked, ",")+`]}`), 200, "")
	}
	for at, list := range map[string]string{
		"/queues": "RoutingProfileQueueConfigSummaryList", "/manual-assignment-queues": "RoutingProfileManualAssignmentQueueConfigSummaryList",
	} {
		got := s.walk(t, path+at, list, "QueueId")
		if !slices.IsSorted(got) || len(got) != 50 {
			t.Errorf("%s: got %d queues, want 50, in order", at, len(got))
		}
	}
	s.refuse(t,
		refusal{"one more", "POST", path + "/associate-queues", `{"QueueConfigs":[` + routed(directory.BasicQueueID, "CHAT", 1, 0) + `]}`, 400, "InvalidRequestException", "50"},
		refusal{"on another channel", "POST", path + "/associate-queues", `{"QueueConfigs":[` + routed(directory.BasicQueueID, "VOICE", 1, 0) + `]}`, 400, "InvalidRequestException", "50"},
		refusal{"one more by hand", "POST", path + "/associate-queues", `{"ManualAssignmentQueueConfigs":[` + manual(directory.BasicQueueID, "CHAT") + `]}`, 400, "InvalidRequestException", "50"},
	)
}

func TestRoutingProfileRefusals(t *testing.T) {
	s := newSite(t)
	s.createProfile(t, "Claims", chatsOf)
	other := allProfiles + "/" + s.createProfile(t, "Other", chatsOf).RoutingProfileId
	u := s.createUser(t, "ann", "")
	const ipe, ire, rnf, dup = "InvalidParameterException", "InvalidRequestException", "ResourceNotFoundException", "DuplicateResourceException"
	media := func(entries string) string { return `"MediaConcurrencies":[` + entries + `]` }
	basic := directory.BasicQueueID
	s.refuse(t,
		refusal{"blank name", "PUT", allProfiles, profileBody(" ", chatsOf), 400, ipe, "Name"},
		refusal{"name taken", "PUT", allProfiles, profileBody("Claims", chatsOf), 409, dup, "name"},
		refusal{"rename to a name taken", "POST", other + "/name", `{"Name":"Claims"}`, 409, dup, "name"},
		refusal{"rename to nothing", "POST", other + "/name", `{}`, 400, ipe, "Name"},
		refusal{"no description", "PUT", allProfiles, fmt.Sprintf(`{"Name":"x","DefaultOutboundQueueId":%q,%s}`, basic, chatsOf), 400, ipe, "Description"},
		refusal{"no channel", "PUT", allProfiles, profileBody("x", media("")), 400, ipe, "MediaConcurrencies"},
		refusal{"eleven chats", "PUT", allProfiles, profileBody("x", media(`{"Channel":"CHAT","Concurrency":11}`)), 400, ipe, "Concurrency"},
		refusal{"no chats", "POST", other + "/concurrency", `{` + media(`{"Channel":"CHAT","Concurrency":0}`) + `}`, 400, ipe, "Concurrency"},
		refusal{"two calls", "POST", other + "/concurrency", `{` + media(`{"Channel":"VOICE","Concurrency":2}`) + `}`, 400, ipe, "VOICE"},
		refusal{"a channel twice", "POST", other + "/concurrency", `{` + media(`{"Channel":"CHAT","Concurrency":1},{"Channel":"CHAT","Concurrency":2}`) + `}`, 400, ipe, "twice"},
		refusal{"unknown channel", "POST", other + "/concurrency", `{` + media(`{"Channel":"FAX","Concurrency":1}`) + `}`, 400, ipe, "Channel"},
		refusal{"unknown timer", "POST", other + "/agent-availability-timer", `{"AgentAvailabilityTimer":"NEVER"}`, 400, ipe, "AgentAvailabilityTimer"},
		refusal{"unknown outbound queue", "POST", other + "/default-outbound-queue", `{"DefaultOutboundQueueId":"x"}`, 404, rnf, "DefaultOutboundQueueId"},
		refusal{"the outbound queue of a user", "POST", other + "/default-outbound-queue", `{"DefaultOutboundQueueId":"agent/` + u.UserId + `"}`, 400, ire, "queue of a user"},
		refusal{"unknown queue", "PUT", allProfiles, profileBody("x", chatsOf+`,"QueueConfigs":[`+routed("x", "CHAT", 1, 0)+`]`), 404, rnf, "QueueConfigs"},
		refusal{"priority", "POST", other + "/associate-queues", `{"QueueConfigs":[` + routed(basic, "CHAT", 100, 0) + `]}`, 400, ipe, "Priority"},
		refusal{"delay", "POST", other + "/associate-queues", `{"QueueConfigs":[` + routed(basic, "CHAT", 1, 10000) + `]}`, 400, ipe, "Delay"},
		refusal{"a queue twice", "POST", other + "/associate-queues", `{"QueueConfigs":[` + routed(basic, "CHAT", 1, 0) + `,` + routed(arn("/queue/"+basic), "CHAT", 2, 0) + `]}`, 400, ipe, "twice"},
		refusal{"calls by hand", "POST", other + "/associate-queues", `{"ManualAssignmentQueueConfigs":[` + manual(basic, "VOICE") + `]}`, 400, ipe, "VOICE"},
		refusal{"unknown queue by hand", "POST", other + "/associate-queues", `{"ManualAssignmentQueueConfigs":[` + manual("x", "CHAT") + `]}`, 404, rnf, "ManualAssignmentQueueConfigs"},
		refusal{"no queues", "POST", other + "/associate-queues", `{}`, 400, ipe, "QueueConfigs"},
		refusal{"no references", "POST", other + "/disassociate-queues", `{}`, 400, ipe, "QueueReferences"},
		refusal{"change of a queue that it has not", "POST", other + "/queues", `{"QueueConfigs":[` + routed(basic, "CHAT", 1, 0) + `]}`, 404, rnf, "CHAT"},
		refusal{"unknown instance", "PUT", "/routing-profiles/x", profileBody("x", chatsOf), 404, rnf, "instance"},
		refusal{"unknown", "GET", allProfiles + "/x/queues", "", 404, rnf, "routing profile"},
		refusal{"delete unknown", "DELETE", allProfiles + "/x", "", 404, rnf, "routing profile"},
		refusal{"token", "GET", other + "/queues?nextToken=x", "", 400, ipe, "NextToken"},
		refusal{"search field", "POST", "/search-routing-profiles", searchBody("colour", "EXACT", "x"), 400, ipe, "FieldName"},
		refusal{"delete the default", "DELETE", allProfiles + "/" + directory.BasicProfileID, "", 409, "ResourceInUseException", u.UserId},
	)
}
