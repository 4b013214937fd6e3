package connectsvc_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// Ids of contacts.
const (
	first   = "aaaaaaaa-0000-4000-8000-000000000001"
	second  = "aaaaaaaa-0000-4000-8000-000000000002"
	over    = "aaaaaaaa-0000-4000-8000-000000000003"
	unknown = "aaaaaaaa-0000-4000-8000-000000000004"
)

func TestAContactKnowsItsPlaceInItsQueue(t *testing.T) {
	s := newSite(t)
	now := s.Clock.Now()
	waits := func(id string, ago time.Duration) chat.Contact {
		return chat.Contact{ID: chat.ContactID(id), QueueID: chat.QueueID(directory.BasicQueueID), EnqueuedAt: now.Add(-ago)}
	}
	ended := waits(over, time.Hour)
	ended.DisconnectedAt = now
	s.keep(t, waits(first, time.Minute), waits(second, time.Second), ended)
	body := func(contact, metric string) string {
		return fmt.Sprintf(`{"InstanceId":%q,"ContactId":%q,"Metrics":[{"Name":%q},{"Name":"ESTIMATED_WAIT_TIME"}]}`, instance, contact, metric)
	}
	type answer struct {
		Id, Arn       string
		MetricResults []struct {
			Name  string
			Value struct{ Number float64 }
		}
	}
	for i, id := range []string{first, second} {
		got := read[answer](t, s.call(t, "POST", "/metrics/contact", body(id, "POSITION_IN_QUEUE")))
		if got.Id != id || got.Arn != arn("/contact/"+id) || len(got.MetricResults) != 1 || got.MetricResults[0].Value.Number != float64(i+1) {
			t.Errorf("%s: got %+v, want the place %d", id, got, i+1)
		}
	}
	for n := range 4 {
		s.keep(t, chat.Contact{
			ID: chat.ContactID(fmt.Sprintf("met %d", n)), QueueID: chat.QueueID(directory.BasicQueueID), EnqueuedAt: now.Add(-time.Hour), DequeuedAt: now,
			Agent: chat.AgentInfo{UserID: "a", AcceptedAt: now, ConnectedAt: now.Add(time.Duration(n-6) * time.Minute)},
		})
	}
	// Of four in six minutes one begins the count.
	got := read[answer](t, s.call(t, "POST", "/metrics/contact", body(second, "POSITION_IN_QUEUE")))
	if len(got.MetricResults) != 2 || got.MetricResults[1].Name != "ESTIMATED_WAIT_TIME" || got.MetricResults[1].Value.Number != 240 {
		t.Errorf("got %+v, want a wait of 240 seconds", got)
	}
	s.refuse(t,
		refusal{"over", "POST", "/metrics/contact", body(over, "POSITION_IN_QUEUE"), 400, "InvalidRequestException", "queue"},
		refusal{"unknown", "POST", "/metrics/contact", body(unknown, "POSITION_IN_QUEUE"), 404, "ResourceNotFoundException", "ContactId"},
		refusal{"no such metric", "POST", "/metrics/contact", body(first, "HAPPINESS"), 400, "InvalidParameterException", "Metrics"},
	)
}
