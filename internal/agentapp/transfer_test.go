package agentapp_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

func TestAnAgentTransfersByQuickConnects(t *testing.T) {
	s := newSite(t)
	ann, bob := s.hires(t, "ann"), s.hires(t, "bob")
	ann.takes("Available", false)
	bob.takes("Available", false)
	overflow := s.queue(t, "Overflow")
	arns := map[string]string{
		"Overflow": s.quickConnect(t, "Overflow", directory.Destination{Type: directory.ToQueue, QueueID: overflow}),
		"Billing":  s.quickConnect(t, "Billing", directory.Destination{Type: directory.ToQueue, QueueID: directory.BasicQueueID}),
		"Bob":      s.quickConnect(t, "Bob", directory.Destination{Type: directory.ToUser, UserID: string(bob.user)}),
	}
	for _, c := range []struct {
		operation, to, want string
	}{
		{"CreateAdditionalConnection", "Billing", "queue_transfer"},
		{"CreateAdditionalConnection", "Bob", "transfer"},
		{"transferContact", "Bob", "transfer"},
	} {
		t.Run(c.operation+" to "+c.to, func(t *testing.T) {
			started, id := ann.talksIn()
			before := ann.has()
			to := func(name string) object {
				return object{"contactId": id, "endpoint": object{
					"endpointARN": arns[name], "type": "any", "name": name, "phoneNumber": nil, "agentLogin": nil, "queue": nil,
				}}
			}
			for range 2 {
				ann.does(c.operation, to(c.to))
			}
			ann.fails(c.operation, to("Overflow"), "InvalidStateException") // the same flow makes both transfers
			equal(t, "transferred away", states(t, ann.has()), "ended disconnected disconnected")
			session, err := s.Store.Session(t.Context(), started.SessionID)
			if err != nil || session.Contacts != 2 {
				t.Fatalf("got %d contacts and error %v, want one more", session.Contacts, err)
			}
			if done, err := s.Conversations.Offer(t.Context(), started.SessionID, session.ContactID, bob.user); err != nil || !done {
				t.Fatalf("Offer: %t, %v", done, err)
			}
			after := bob.has()
			equal(t, "transferred in", states(t, after), "connecting connecting connected")
			equal(t, "initiation", after["initiationMethod"], any(c.want))
			s.wantBy(t, session.ContactID, c.to, arns[c.to])
			equal(t, "initial contact", after["initialContactId"], before["initialContactId"])
			equal(t, "customer", connectionOf(t, after, "inbound")["connectionId"], connectionOf(t, before, "inbound")["connectionId"])
			if after["contactId"] == before["contactId"] || connectionOf(t, after, "agent")["connectionId"] == connectionOf(t, before, "agent")["connectionId"] {
				t.Errorf("got contact %v, want one of its own with a participant of its own", after)
			}
			bob.does("AcceptContact", object{"contactId": after["contactId"]})
			if err := s.Conversations.Stop(t.Context(), instance, session.ContactID); err != nil {
				t.Fatal(err)
			}
			ann.does("ClearContact", object{"contactId": id})
			bob.does("ClearContact", object{"contactId": after["contactId"]})
		})
	}
}

// wantBy compares the quick connect that a contact keeps, by which it was made.
func (s *site) wantBy(t *testing.T, id chat.ContactID, name, arn string) {
	t.Helper()
	c, err := s.Store.Contact(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if c.QuickConnect.Name != name || !strings.HasSuffix(arn, "/"+c.QuickConnect.ID) {
		t.Errorf("contact %s: got quick connect %+v, want %s, %s", id, c.QuickConnect, name, arn)
	}
}

func TestATransferThatLeadsNowhereLeavesTheAgent(t *testing.T) {
	s := newSite(t)
	ann := s.hires(t, "ann")
	ann.takes("Available", false)
	_, id := ann.talksIn()
	gone := s.hires(t, "gone")
	toGone := s.quickConnect(t, "Gone", directory.Destination{Type: directory.ToUser, UserID: string(gone.user)})
	if err := s.Directory.DeleteUser(t.Context(), instance, string(gone.user)); err != nil {
		t.Fatal(err)
	}
	for what, arn := range map[string]any{
		"nothing": nil, "no quick connect": nobody, "a queue": s.Directory.Names.Resource(instance, directory.KindQueue, directory.BasicQueueID),
		"a telephone": s.quickConnect(t, "Phone", directory.Destination{Type: directory.ToPhone, PhoneNumber: "+15550100"}),
		"a flow":      s.quickConnect(t, "Flow", directory.Destination{Type: directory.ToFlow}),
		"nobody":      toGone,
	} {
		ann.fails("CreateAdditionalConnection", object{"contactId": id, "endpoint": object{"type": "queue", "endpointARN": arn}}, "BadEndpointException")
		equal(t, "after a transfer to "+what, states(t, ann.has()), "connected connected connected")
	}
}

func TestEndpointsAreTheQuickConnectsOfQueues(t *testing.T) {
	s := newSite(t)
	ann := s.hires(t, "ann")
	queue := s.Directory.Names.Resource(instance, directory.KindQueue, directory.BasicQueueID)
	in := object{"queueARNs": []string{queue, queue, nobody, s.Directory.Names.Resource(instance, directory.KindQueue, string(directory.OwnQueueID(ann.user)))}, "maxResults": 500}
	equal(t, "endpoints of none", len(ann.does("GetEndpoints", in).list("endpoints")), 0)
	billing := s.quickConnect(t, "Billing", directory.Destination{Type: directory.ToQueue, QueueID: directory.BasicQueueID})
	colleague := s.quickConnect(t, "Ann", directory.Destination{Type: directory.ToUser, UserID: string(ann.user)})
	phone := s.quickConnect(t, "Phone", directory.Destination{Type: directory.ToPhone, PhoneNumber: "+15550100"})
	s.quickConnect(t, "Flow", directory.Destination{Type: directory.ToFlow})
	got := ann.does("GetEndpoints", in).list("endpoints")
	var lines []string
	for _, e := range got {
		lines = append(lines, fmt.Sprint(e["name"], " ", e["type"], " ", e["endpointARN"], " ", e["agentLogin"], " ", e["phoneNumber"], " ", e.object("queue")["queueARN"], " ", e.object("queue")["name"]))
	}
	equal(t, "endpoints", strings.Join(lines, "\n"), strings.Join([]string{
		"Ann agent " + colleague + " ann <nil> <nil> <nil>",
		"Billing queue " + billing + " <nil> <nil> " + queue + " BasicQueue",
		"Phone phone_number " + phone + " <nil> +15550100 <nil> <nil>",
	}, "\n"))
}

func TestEndpointsComeInPages(t *testing.T) {
	s := newSite(t)
	ann, eve := s.hires(t, "ann"), s.hires(t, "eve")
	for i := range 7 {
		s.quickConnect(t, fmt.Sprintf("Queue %d", i), directory.Destination{Type: directory.ToQueue, QueueID: directory.BasicQueueID})
	}
	in := object{"queueARNs": []string{directory.BasicQueueID}, "maxResults": 3}
	var got []string
	var pages []any
	for {
		out := ann.does("GetEndpoints", in)
		for _, e := range out.list("endpoints") {
			got = append(got, e["name"].(string))
		}
		if in["nextToken"] = out["nextToken"]; in["nextToken"] == nil {
			break
		}
		pages = append(pages, in["nextToken"])
	}
	equal(t, "endpoints", strings.Join(got, ", "), "Queue 0, Queue 1, Queue 2, Queue 3, Queue 4, Queue 5, Queue 6")
	equal(t, "pages before the last", len(pages), 2)
	ann.fails("GetEndpoints", object{"queueARNs": []string{}, "nextToken": "forged"}, "PaginationException")
	eve.fails("GetEndpoints", object{"queueARNs": []string{directory.BasicQueueID}, "nextToken": pages[0]}, "PaginationException")
}
