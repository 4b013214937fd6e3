package agentapp_test

import (
	"context"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/agentapp"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// Whoever lacks a permission is refused what it is for, and nothing else.
func TestPermissionsDecide(t *testing.T) {
	var has []string
	s := newSite(t, func(c *agentapp.Config) {
		c.Permissions = func(context.Context, agentapp.Agent) ([]string, error) { return has, nil }
	})
	ann := s.hires(t, "ann")
	ann.takes("Available", false)
	arn := s.quickConnect(t, "Billing", directory.Destination{Type: directory.ToQueue, QueueID: directory.BasicQueueID})
	_, id := ann.talksIn()
	to := object{"contactId": id, "endpoint": object{"endpointARN": arn, "type": "queue"}}
	queues := object{"queueARNs": []string{directory.BasicQueueID}}

	has = []string{directory.MayWork}
	for _, operation := range []string{"CreateAdditionalConnection", "transferContact", "addNewConnection", "UpdateMonitorParticipantState"} {
		ann.fails(operation, to, "InvalidStateException")
	}
	equal(t, "endpoints", len(ann.does("GetEndpoints", queues).list("endpoints")), 0)
	equal(t, "contact", ann.has().object("state")["type"], any("connected"))

	has = []string{directory.MayWork, directory.MayTransfer}
	equal(t, "endpoints", len(ann.does("GetEndpoints", queues).list("endpoints")), 1)
	ann.does("transferContact", to)
	equal(t, "contact", ann.has().object("state")["type"], any("ended"))
}

// An agent neither sees nor uses the quick connects of queues that are not his.
func TestAnAgentHasTheQuickConnectsOfHisQueues(t *testing.T) {
	s := newSite(t)
	ann := s.hires(t, "ann")
	ann.takes("Available", false)
	arn := s.quickConnect(t, "Board", directory.Destination{Type: directory.ToQueue, QueueID: directory.BasicQueueID})
	queue, err := s.Directory.CreateQueue(t.Context(), instance, directory.QueueDraft{Name: "Board", Hours: directory.BasicHoursID})
	if err != nil {
		t.Fatal(err)
	}
	connect := arn[strings.LastIndexByte(arn, '/')+1:]
	if err := s.Directory.UnlinkQuickConnects(t.Context(), instance, directory.BasicQueueID, []string{connect}); err != nil {
		t.Fatal(err)
	}
	if err := s.Directory.LinkQuickConnects(t.Context(), instance, queue.ID, []string{connect}); err != nil {
		t.Fatal(err)
	}
	queues := object{"queueARNs": []string{queue.ID, directory.BasicQueueID, s.Directory.Names.Resource(instance, directory.KindQueue, queue.ID)}}
	_, contact := ann.talksIn()
	to := object{"contactId": contact, "endpoint": object{"endpointARN": arn, "type": "queue"}}
	equal(t, "endpoints of another's queue", len(ann.does("GetEndpoints", queues).list("endpoints")), 0)
	ann.fails("transferContact", to, "BadEndpointException")
	if err := s.Directory.LinkQuickConnects(t.Context(), instance, directory.BasicQueueID, []string{connect}); err != nil {
		t.Fatal(err)
	}
	equal(t, "endpoints of his own", len(ann.does("GetEndpoints", queues).list("endpoints")), 1)
	ann.does("transferContact", to)
}
