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
	allQueues         = "/queues/" + instance
	queuesList        = "/queues-summary/" + instance
	outboundWhisperID = "2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000517"
)

func queueBody(name, more string) string {
	return fmt.Sprintf(`{"Name":%q,"HoursOfOperationId":%q%s}`, name, directory.BasicHoursID, more)
}

type queueAnswer struct{ QueueId, QueueArn string }

func (s *site) createQueue(t testing.TB, name, more string) queueAnswer {
	t.Helper()
	return read[queueAnswer](t, s.call(t, "PUT", allQueues, queueBody(name, more)))
}

func TestQueuesAreCreatedDescribedChangedAndDeleted(t *testing.T) {
	s := newSite(t)
	caller := fmt.Sprintf(`{"OutboundCallerIdName":"Us","OutboundCallerIdNumberId":"number","OutboundFlowId":%q}`, outboundWhisperID)
	c := s.createQuickConnect(t, "Support", toQueue(directory.BasicQueueID, queueTransferID), "")
	q := s.createQueue(t, "Claims", fmt.Sprintf(`,"Description":"Of customers","MaxContacts":7,"Tags":{"a":"b"},"OutboundCallerConfig":%s,"QuickConnectIds":[%q]`, caller, c.QuickConnectARN))
	if want := arn("/queue/" + q.QueueId); q.QueueArn != want {
		t.Errorf("got ARN %s, want %s", q.QueueArn, want)
	}
	for _, reference := range []string{q.QueueId, url.PathEscape(q.QueueArn)} {
		wantParts(t, part(t, s.call(t, "GET", allQueues+"/"+reference, "").Text, "Queue"), map[string]string{
			"QueueId": fmt.Sprintf("%q", q.QueueId), "Name": `"Claims"`, "Description": `"Of customers"`, "MaxContacts": "7", "Status": `"ENABLED"`,
			"HoursOfOperationId": fmt.Sprintf("%q", directory.BasicHoursID), "OutboundCallerConfig": caller, "Tags": `{"a":"b"}`,
		})
	}
	if got := s.walk(t, allQueues+"/"+q.QueueId+"/quick-connects", "QuickConnectSummaryList", "Id"); !slices.Equal(got, []string{c.QuickConnectId}) {
		t.Errorf("got quick connects %q, want %s", got, c.QuickConnectId)
	}
	h := s.createHours(t, "Office", "")
	path := allQueues + "/" + q.QueueId
	for _, change := range [][2]string{
		{"name", `{"Name":"Complaints"}`}, {"status", `{"Status":"DISABLED"}`}, {"max-contacts", `{}`},
		{"hours-of-operation", fmt.Sprintf(`{"HoursOfOperationId":%q}`, h.HoursOfOperationArn)},
		{"outbound-caller-config", `{"OutboundCallerConfig":{"OutboundCallerIdName":"We"}}`},
	} {
		if a := s.call(t, "POST", path+"/"+change[0], change[1]); a.Status != 200 || a.Text != "" {
			t.Errorf("%s: got %d %q, want an empty body", change[0], a.Status, a.Text)
		}
	}
	wantParts(t, part(t, s.call(t, "GET", path, "").Text, "Queue"), map[string]string{
		"Name": `"Complaints"`, "Description": `"Of customers"`, "MaxContacts": "", "Status": `"DISABLED"`,
		"HoursOfOperationId": fmt.Sprintf("%q", h.HoursOfOperationId), "OutboundCallerConfig": `{"OutboundCallerIdName":"We"}`,
	})
	want(t, s.call(t, "POST", path+"/status", `{"Status":"ENABLED"}`), 200, "")
	wantParts(t, part(t, s.call(t, "GET", path, "").Text, "Queue"), map[string]string{"Status": `"ENABLED"`})
	want(t, s.call(t, "DELETE", path, ""), 200, "")
	want(t, s.call(t, "GET", path, ""), 404, "ResourceNotFoundException")
}

func TestQueuesTellWhenTheyChanged(t *testing.T) {
	s := newSite(t)
	q := s.createQueue(t, "Claims", "")
	modified := func() string {
		return part(t, part(t, s.call(t, "GET", allQueues+"/"+q.QueueId, "").Text, "Queue"), "LastModifiedTime")
	}
	before := modified()
	s.Clock.Advance(60_000_000_000)
	want(t, s.call(t, "POST", allQueues+"/"+q.QueueId+"/max-contacts", `{"MaxContacts":3}`), 200, "")
	if after := modified(); after == before {
		t.Errorf("got %s before and after the change", after)
	}
}

func TestQuickConnectsOfQueues(t *testing.T) {
	s := newSite(t)
	q := s.createQueue(t, "Claims", "")
	path := allQueues + "/" + q.QueueId
	var ids []string
	for i := range 5 {
		ids = append(ids, s.createQuickConnect(t, fmt.Sprint("to ", i), toQueue(directory.BasicQueueID, queueTransferID), "").QuickConnectId)
	}
	body := func(ids ...string) string {
		quoted, _ := json.Marshal(ids)
		return fmt.Sprintf(`{"QuickConnectIds":%s}`, quoted)
	}
	want(t, s.call(t, "POST", path+"/associate-quick-connects", body(ids[:4]...)), 200, "")
	want(t, s.call(t, "POST", path+"/associate-quick-connects", body(arn("/transfer-destination/"+ids[4]), ids[0])), 200, "")
	want(t, s.call(t, "POST", path+"/disassociate-quick-connects", body(ids[1], "never had")), 200, "")
	want(t, s.call(t, "DELETE", allQuickConnects+"/"+ids[2], ""), 200, "")
	slices.Sort(ids)
	if got := s.walk(t, path+"/quick-connects", "QuickConnectSummaryList", "Id"); !slices.Equal(got, []string{ids[0], ids[3], ids[4]}) {
		t.Errorf("got %q, want three of %q", got, ids)
	}
	s.refuse(t,
		refusal{"unknown quick connect", "POST", path + "/associate-quick-connects", body("x"), 404, "ResourceNotFoundException", "QuickConnectIds"},
		refusal{"none", "POST", path + "/associate-quick-connects", body(), 400, "InvalidParameterException", "QuickConnectIds"},
		refusal{"of an unknown queue", "GET", allQueues + "/x/quick-connects", "", 404, "ResourceNotFoundException", "queue"},
		refusal{"token", "GET", path + "/quick-connects?nextToken=x", "", 400, "InvalidParameterException", "NextToken"},
	)
}

func TestAQueueHasAtMost700QuickConnects(t *testing.T) {
	s := newSite(t)
	path := allQueues + "/" + s.createQueue(t, "Claims", "").QueueId
	var batch []string
	for i := range 701 {
		batch = append(batch, fmt.Sprintf("%q", s.createQuickConnect(t, fmt.Sprint("to ", i), `{"QuickConnectType":"PHONE_NUMBER","PhoneConfig":{"PhoneNumber":"+4930123456"}}`, "").QuickConnectId))
		if len(batch) == 50 {
			want(t, s.call(t, "POST", path+"/associate-quick-connects", `{"QuickConnectIds":[`+strings.Join(batch, ",")+`]}`), 200, "")
			batch = nil
		}
	}
	s.refuse(t, refusal{"one more", "POST", path + "/associate-quick-connects", `{"QuickConnectIds":[` + batch[0] + `]}`, 429, "LimitExceededException", "700"})
}

func TestQueuesAreListedAndSearched(t *testing.T) {
	s := newSite(t)
	for i := range 4 {
		s.createQueue(t, fmt.Sprint("q", i), fmt.Sprintf(`,"Description":"number %d","Tags":{"n":"%d"}`, i, i))
	}
	if got := s.walk(t, queuesList, "QueueSummaryList", "Name"); len(got) != 5 {
		t.Errorf("got %q, want five", got)
	}
	if got := s.walk(t, "/search-queues", "Queues", "Name"); len(got) != 5 {
		t.Errorf("got %q, want five", got)
	}
	if got := s.searchFor(t, "/search-queues", "Queues", "Name", "description", "CONTAINS", "BER 2"); !slices.Equal(got, []string{"q2"}) {
		t.Errorf("got %q, want q2", got)
	}
	a := s.call(t, "POST", "/search-queues", fmt.Sprintf(`{"InstanceId":%q,"SearchCriteria":{"QueueTypeCondition":"STANDARD"},"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"n","TagValue":"1"}}}}`, instance))
	if got := part(t, a.Text, "ApproximateTotalCount"); got != "1" {
		t.Errorf("got %s with the tag, want 1", got)
	}
}

func TestQueueRefusals(t *testing.T) {
	s := newSite(t)
	s.createQueue(t, "Claims", "")
	other := allQueues + "/" + s.createQueue(t, "Other", "").QueueId
	u := s.createUser(t, "ann", "")
	own := allQueues + "/" + url.PathEscape("agent/"+u.UserId)
	s.createQuickConnect(t, "Support", toQueue(other[len(allQueues)+1:], queueTransferID), "")
	const ipe, ire, rnf, dup = "InvalidParameterException", "InvalidRequestException", "ResourceNotFoundException", "DuplicateResourceException"
	s.refuse(t,
		refusal{"no name", "PUT", allQueues, `{"HoursOfOperationId":"x"}`, 400, ipe, "Name"},
		refusal{"blank name", "PUT", allQueues, queueBody(" ", ""), 400, ipe, "Name"},
		refusal{"long name", "PUT", allQueues, queueBody(strings.Repeat("x", 128), ""), 400, ipe, "Name"},
		refusal{"name taken", "PUT", allQueues, queueBody("Claims", ""), 409, dup, "name"},
		refusal{"rename to a name taken", "POST", other + "/name", `{"Name":"Claims"}`, 409, dup, "name"},
		refusal{"rename to nothing", "POST", other + "/name", `{}`, 400, ipe, "Name"},
		refusal{"no hours", "PUT", allQueues, `{"Name":"x"}`, 400, ipe, "HoursOfOperationId"},
		refusal{"unknown hours", "PUT", allQueues, `{"Name":"x","HoursOfOperationId":"x"}`, 404, rnf, "HoursOfOperationId"},
		refusal{"change to unknown hours", "POST", other + "/hours-of-operation", `{"HoursOfOperationId":"x"}`, 404, rnf, "HoursOfOperationId"},
		refusal{"negative bound", "POST", other + "/max-contacts", `{"MaxContacts":-1}`, 400, ipe, "MaxContacts"},
		refusal{"unknown status", "POST", other + "/status", `{"Status":"ON"}`, 400, ipe, "Status"},
		refusal{"unknown quick connect", "PUT", allQueues, queueBody("x", `,"QuickConnectIds":["x"]`), 404, rnf, "QuickConnectIds"},
		refusal{"unknown flow", "POST", other + "/outbound-caller-config", `{"OutboundCallerConfig":{"OutboundFlowId":"x"}}`, 404, rnf, "OutboundFlowId"},
		refusal{"flow of another type", "POST", other + "/outbound-caller-config", fmt.Sprintf(`{"OutboundCallerConfig":{"OutboundFlowId":%q}}`, inbound), 400, ire, "OUTBOUND_WHISPER"},
		refusal{"email", "PUT", allQueues, queueBody("x", `,"OutboundEmailConfig":{"OutboundEmailAddressId":"x"}`), 404, rnf, "Email"},
		refusal{"addresses", "PUT", allQueues, queueBody("x", `,"EmailAddressesConfig":[{"EmailAddressId":"x"}]`), 404, rnf, "Email"},
		refusal{"unknown instance", "PUT", "/queues/x", queueBody("x", ""), 404, rnf, "instance"},
		refusal{"unknown", "POST", allQueues + "/x/status", `{"Status":"ENABLED"}`, 404, rnf, "queue"},
		refusal{"delete unknown", "DELETE", allQueues + "/x", "", 404, rnf, "queue"},
		refusal{"search field", "POST", "/search-queues", searchBody("colour", "EXACT", "x"), 400, ipe, "FieldName"},
		refusal{"the queue of a user", "POST", own + "/status", `{"Status":"DISABLED"}`, 400, ire, "queue of a user"},
		refusal{"delete the queue of a user", "DELETE", own, "", 400, ire, "queue of a user"},
		refusal{"delete what a profile has", "DELETE", allQueues + "/" + directory.BasicQueueID, "", 409, "ResourceInUseException", "Basic Routing Profile"},
		refusal{"delete what a quick connect leads to", "DELETE", other, "", 409, "ResourceInUseException", "Support"},
	)
}

// A flow, and an export of one, finds a queue by its name as soon as it is there.
func TestQueuesThatFlowsNameStay(t *testing.T) {
	s := newSite(t)
	q := s.createQueue(t, "Claims", "")
	content := strings.ReplaceAll(part(t, part(t, s.call(t, "GET", "/contact-flows/"+instance+"/"+inbound, "").Text, "ContactFlow"), "Content"), directory.BasicQueueID, q.QueueId)
	want(t, s.call(t, "PUT", "/contact-flows/"+instance, fmt.Sprintf(`{"Name":"To claims","Type":"CONTACT_FLOW","Content":%s}`, content)), 200, "")
	s.refuse(t, refusal{"delete", "DELETE", allQueues + "/" + q.QueueId, "", 409, "ResourceInUseException", "To claims"})
}
