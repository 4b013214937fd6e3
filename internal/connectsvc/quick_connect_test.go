package connectsvc_test

import (
	"fmt"
	"net/url"
	"slices"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/directory"
)

const (
	allQuickConnects = "/quick-connects/" + instance
	queueTransferID  = "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000518"
	agentTransferID  = "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000512"
)

// The configurations of quick connects.
func toQueue(queue, flow string) string {
	return fmt.Sprintf(`{"QuickConnectType":"QUEUE","QueueConfig":{"QueueId":%q,"ContactFlowId":%q}}`, queue, flow)
}

func toUser(user, flow string) string {
	return fmt.Sprintf(`{"QuickConnectType":"USER","UserConfig":{"UserId":%q,"ContactFlowId":%q}}`, user, flow)
}

func quickConnectBody(name, config, more string) string {
	return fmt.Sprintf(`{"Name":%q,"QuickConnectConfig":%s%s}`, name, config, more)
}

type quickConnectAnswer struct{ QuickConnectId, QuickConnectARN string }

func (s *site) createQuickConnect(t testing.TB, name, config, more string) quickConnectAnswer {
	t.Helper()
	return read[quickConnectAnswer](t, s.call(t, "PUT", allQuickConnects, quickConnectBody(name, config, more)))
}

func TestQuickConnectsAreCreatedDescribedChangedAndDeleted(t *testing.T) {
	s := newSite(t)
	config := toQueue(directory.BasicQueueID, queueTransferID)
	q := s.createQuickConnect(t, "Support", toQueue(arn("/queue/"+directory.BasicQueueID), arn("/contact-flow/"+queueTransferID)), `,"Description":"All","Tags":{"a":"b"}`)
	if want := arn("/transfer-destination/" + q.QuickConnectId); q.QuickConnectARN != want {
		t.Errorf("got ARN %s, want %s", q.QuickConnectARN, want)
	}
	for _, reference := range []string{q.QuickConnectId, url.PathEscape(q.QuickConnectARN)} {
		wantParts(t, part(t, s.call(t, "GET", allQuickConnects+"/"+reference, "").Text, "QuickConnect"), map[string]string{
			"QuickConnectId": fmt.Sprintf("%q", q.QuickConnectId), "Name": `"Support"`, "Description": `"All"`,
			"QuickConnectConfig": config, "Tags": `{"a":"b"}`, "LastModifiedRegion": `"local-1"`,
		})
	}
	path := allQuickConnects + "/" + q.QuickConnectId
	u := s.createUser(t, "ann", "")
	for change, body := range map[string]string{
		"name": `{"Name":"Ann","Description":""}`, "config": `{"QuickConnectConfig":` + toUser(u.UserArn, agentTransferID) + `}`,
	} {
		if a := s.call(t, "POST", path+"/"+change, body); a.Status != 200 || a.Text != "" {
			t.Errorf("%s: got %d %q, want an empty body", change, a.Status, a.Text)
		}
	}
	wantParts(t, part(t, s.call(t, "GET", path, "").Text, "QuickConnect"), map[string]string{
		"Name": `"Ann"`, "Description": "", "QuickConnectConfig": toUser(u.UserId, agentTransferID),
	})
	want(t, s.call(t, "POST", "/tags/"+url.PathEscape(q.QuickConnectARN), `{"tags":{"c":"d"}}`), 200, "")
	want(t, s.call(t, "DELETE", path, ""), 200, "")
	want(t, s.call(t, "GET", path, ""), 404, "ResourceNotFoundException")
}

func TestQuickConnectsOfOtherTypesAreKept(t *testing.T) {
	s := newSite(t)
	for name, config := range map[string]string{
		"phone": `{"QuickConnectType":"PHONE_NUMBER","PhoneConfig":{"PhoneNumber":"+4930123456"}}`,
		"flow":  fmt.Sprintf(`{"QuickConnectType":"FLOW","FlowConfig":{"ContactFlowId":%q}}`, inbound),
	} {
		q := s.createQuickConnect(t, name, config, "")
		wantParts(t, part(t, s.call(t, "GET", allQuickConnects+"/"+q.QuickConnectId, "").Text, "QuickConnect"), map[string]string{"QuickConnectConfig": config})
	}
}

func TestQuickConnectsAreListedAndSearched(t *testing.T) {
	s := newSite(t)
	u := s.createUser(t, "ann", "")
	for i := range 3 {
		s.createQuickConnect(t, fmt.Sprint("queue ", i), toQueue(directory.BasicQueueID, queueTransferID), "")
		s.createQuickConnect(t, fmt.Sprint("user ", i), toUser(u.UserId, agentTransferID), `,"Tags":{"who":"ann"}`)
	}
	if got := s.walk(t, allQuickConnects, "QuickConnectSummaryList", "Name"); len(got) != 6 {
		t.Errorf("got %q, want six", got)
	}
	if got := s.walk(t, "/search-quick-connects", "QuickConnects", "Name"); len(got) != 6 {
		t.Errorf("got %q, want six", got)
	}
	list := read[struct {
		QuickConnectSummaryList []struct{ Name, QuickConnectType string }
	}](t, s.call(t, "GET", allQuickConnects+"?QuickConnectTypes=USER", "")).QuickConnectSummaryList
	if len(list) != 3 || list[0].QuickConnectType != "USER" {
		t.Errorf("got %v, want those of type USER", list)
	}
	if got := s.searchFor(t, "/search-quick-connects", "QuickConnects", "Name", "name", "STARTS_WITH", "QUEUE"); !slices.Equal(got, []string{"queue 0", "queue 1", "queue 2"}) {
		t.Errorf("got %q, want those to queues", got)
	}
	a := s.call(t, "POST", "/search-quick-connects", fmt.Sprintf(`{"InstanceId":%q,"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"who"}}}}`, instance))
	if got := part(t, a.Text, "ApproximateTotalCount"); got != "3" {
		t.Errorf("got %s with the tag, want 3", got)
	}
}

func TestQuickConnectRefusals(t *testing.T) {
	s := newSite(t)
	s.createQuickConnect(t, "Support", toQueue(directory.BasicQueueID, queueTransferID), "")
	other := allQuickConnects + "/" + s.createQuickConnect(t, "Other", toQueue(directory.BasicQueueID, queueTransferID), "").QuickConnectId
	u := s.createUser(t, "ann", "")
	const ipe, ire, rnf, dup = "InvalidParameterException", "InvalidRequestException", "ResourceNotFoundException", "DuplicateResourceException"
	put := func(config string) string { return quickConnectBody("x", config, "") }
	s.refuse(t,
		refusal{"name taken", "PUT", allQuickConnects, quickConnectBody("Support", toQueue(directory.BasicQueueID, queueTransferID), ""), 409, dup, "name"},
		refusal{"rename to a name taken", "POST", other + "/name", `{"Name":"Support"}`, 400, ire, "name"},
		refusal{"rename to nothing", "POST", other + "/name", `{}`, 400, ipe, "Name"},
		refusal{"blank name", "POST", other + "/name", `{"Name":" "}`, 400, ipe, "Name"},
		refusal{"no config", "PUT", allQuickConnects, `{"Name":"x"}`, 400, ipe, "QuickConnectConfig"},
		refusal{"unknown type", "PUT", allQuickConnects, put(`{"QuickConnectType":"FAX"}`), 400, ipe, "QuickConnectType"},
		refusal{"no part for the type", "PUT", allQuickConnects, put(`{"QuickConnectType":"USER"}`), 400, ipe, "UserConfig"},
		refusal{"a part for another type", "PUT", allQuickConnects, put(`{"QuickConnectType":"USER","UserConfig":{"UserId":"x","ContactFlowId":"y"},"PhoneConfig":{"PhoneNumber":"+491"}}`), 400, ire, "PhoneConfig"},
		refusal{"no telephone number", "PUT", allQuickConnects, put(`{"QuickConnectType":"PHONE_NUMBER","PhoneConfig":{"PhoneNumber":"12"}}`), 400, ipe, "PhoneNumber"},
		refusal{"unknown queue", "PUT", allQuickConnects, put(toQueue("x", queueTransferID)), 404, rnf, "QueueId"},
		refusal{"the queue of a user", "PUT", allQuickConnects, put(toQueue("agent/"+u.UserId, queueTransferID)), 400, ire, "queue of a user"},
		refusal{"unknown user", "PUT", allQuickConnects, put(toUser("x", agentTransferID)), 404, rnf, "UserId"},
		refusal{"unknown flow", "PUT", allQuickConnects, put(toUser(u.UserId, "x")), 404, rnf, "ContactFlowId"},
		refusal{"flow for queues", "PUT", allQuickConnects, put(toUser(u.UserId, queueTransferID)), 400, ire, "AGENT_TRANSFER"},
		refusal{"flow for users", "POST", other + "/config", `{"QuickConnectConfig":` + toQueue(directory.BasicQueueID, agentTransferID) + `}`, 400, ire, "QUEUE_TRANSFER"},
		refusal{"unknown instance", "PUT", "/quick-connects/x", put(toQueue(directory.BasicQueueID, queueTransferID)), 404, rnf, "instance"},
		refusal{"unknown", "GET", allQuickConnects + "/x", "", 404, rnf, "quick connect"},
		refusal{"delete unknown", "DELETE", allQuickConnects + "/x", "", 404, rnf, "quick connect"},
		refusal{"token", "GET", allQuickConnects + "?nextToken=x", "", 400, ipe, "NextToken"},
		refusal{"search field", "POST", "/search-quick-connects", searchBody("colour", "EXACT", "x"), 400, ipe, "FieldName"},
		refusal{"delete its flow", "DELETE", "/contact-flows/" + instance + "/" + queueTransferID, "", 400, ire, "quick connect"},
	)
}
