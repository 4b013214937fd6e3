package connectsvc_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/directory"
)

func TestInstances(t *testing.T) {
	s := newSite(t)
	type summary struct{ Id, Arn, InstanceAlias, InstanceStatus, IdentityManagementType string }
	expected := summary{instance, arn(""), "rejoin", "ACTIVE", "CONNECT_MANAGED"}
	for _, reference := range []string{instance, url.PathEscape(arn(""))} {
		if got := read[struct{ Instance summary }](t, s.call(t, "GET", "/instance/"+reference, "")).Instance; got != expected {
			t.Errorf("got %+v, want %+v", got, expected)
		}
	}
	list := read[struct {
		InstanceSummaryList []summary
		NextToken           string
	}](t, s.call(t, "GET", "/instance?maxResults=10", ""))
	if len(list.InstanceSummaryList) != 1 || list.InstanceSummaryList[0] != expected || list.NextToken != "" {
		t.Errorf("got %+v, want the one instance", list)
	}
	s.refuse(t,
		refusal{"unknown", "GET", "/instance/x", "", 404, "ResourceNotFoundException", "instance"},
		refusal{"too many", "GET", "/instance?maxResults=11", "", 400, "InvalidRequestException", "MaxResults"},
		refusal{"token", "GET", "/instance?nextToken=x", "", 400, "InvalidRequestException", "NextToken"},
	)
}

func TestQueues(t *testing.T) {
	s := newSite(t)
	queueARN := arn("/queue/" + directory.BasicQueueID)
	for _, reference := range []string{directory.BasicQueueID, url.PathEscape(queueARN)} {
		q := read[struct {
			Queue struct{ QueueArn, QueueId, Name, HoursOfOperationId, Status string }
		}](t, s.call(t, "GET", "/queues/"+instance+"/"+reference, "")).Queue
		if q.QueueArn != queueARN || q.QueueId != directory.BasicQueueID || q.Name != "BasicQueue" ||
			q.HoursOfOperationId != directory.BasicHoursID || q.Status != "ENABLED" {
			t.Errorf("got %+v, want BasicQueue", q)
		}
	}
	for query, want := range map[string]int{"": 1, "?queueTypes=STANDARD": 1, "?queueTypes=AGENT": 0, "?queueTypes=AGENT&queueTypes=STANDARD": 1} {
		a := s.call(t, "GET", "/queues-summary/"+instance+query, "")
		list := read[struct {
			QueueSummaryList []struct{ Id, QueueType string }
		}](t, a)
		if len(list.QueueSummaryList) != want || !strings.Contains(a.Text, "QueueSummaryList") {
			t.Errorf("%q: got %s, want %d queues", query, a.Text, want)
		}
	}
	s.refuse(t,
		refusal{"unknown", "GET", "/queues/" + instance + "/x", "", 404, "ResourceNotFoundException", "queue"},
		refusal{"a flow", "GET", "/queues/" + instance + "/" + url.PathEscape(arn("/contact-flow/"+inbound)), "", 404, "ResourceNotFoundException", "queue"},
		refusal{"unknown instance", "GET", "/queues-summary/x", "", 404, "ResourceNotFoundException", "instance"},
	)
}

func TestTagsOfResources(t *testing.T) {
	s := newSite(t)
	for _, resource := range []string{arn(""), arn("/contact-flow/" + inbound), arn("/queue/" + directory.BasicQueueID)} {
		path := "/tags/" + url.PathEscape(resource)
		if got := s.call(t, "GET", path, "").Text; got != "{}" {
			t.Errorf("%s: got %s, want no tags", resource, got)
		}
		a := s.call(t, "POST", path, `{"tags":{"team":"a","lang":"en"}}`)
		want(t, a, 200, "")
		if a.Text != "" {
			t.Errorf("got %q, want an empty body", a.Text)
		}
		want(t, s.call(t, "POST", path, `{"tags":{"team":"b"}}`), 200, "")
		want(t, s.call(t, "DELETE", path+"?tagKeys=lang&tagKeys=none", ""), 200, "")
		if got := s.call(t, "GET", path, "").Text; got != `{"tags":{"team":"b"}}` {
			t.Errorf("%s: got %s, want team b", resource, got)
		}
	}
	path := "/tags/" + url.PathEscape(arn("/contact-flow/"+inbound))
	s.refuse(t,
		refusal{"no ARN", "GET", "/tags/" + inbound, "", 400, "InvalidParameterException", "resourceArn"},
		refusal{"unknown resource", "GET", "/tags/" + url.PathEscape(arn("/queue/x")), "", 404, "ResourceNotFoundException", ""},
		refusal{"unknown type", "GET", "/tags/" + url.PathEscape(arn("/teapot/x")), "", 404, "ResourceNotFoundException", ""},
		refusal{"no tags", "POST", path, `{"tags":{}}`, 400, "InvalidParameterException", "ags"},
		refusal{"the system's", "POST", path, `{"tags":{"aws:x":"1"}}`, 400, "InvalidParameterException", "ags"},
		refusal{"too many", "POST", path, `{"tags":{` + many(50) + `}}`, 400, "InvalidParameterException", "50"},
		refusal{"no keys", "DELETE", path, "", 400, "InvalidParameterException", "agKeys"},
	)
}

// many is the JSON of n tags.
func many(n int) string {
	var tags []string
	for i := range n {
		tags = append(tags, `"k`+strings.Repeat("x", i)+`":"v"`)
	}
	return strings.Join(tags, ",")
}
