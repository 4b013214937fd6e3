package agentapp_test

import (
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// switches on that agents bring others into their chats.
func (s *site) multiParty(t testing.TB) {
	t.Helper()
	if err := s.Directory.SetInstanceAttribute(t.Context(), string(instance), directory.MultiPartyChat, "true"); err != nil {
		t.Fatal(err)
	}
}

// others are the states and names of the connections of others than the agent and
// the customer.
func others(contact object) string {
	var out []string
	for _, c := range contact.list("connections") {
		if c["type"] == "outbound" {
			out = append(out, c.object("chatMediaInfo")["agentName"].(string)+" "+c.object("state")["type"].(string))
		}
	}
	return strings.Join(out, ", ")
}

func TestAnAgentAddsAnother(t *testing.T) {
	s := newSite(t)
	s.multiParty(t)
	ann, bob, cid := s.hires(t, "ann"), s.hires(t, "bob"), s.hires(t, "cid")
	for _, a := range []*agent{ann, bob, cid} {
		a.takes("Available", false)
	}
	toBob := s.quickConnect(t, "To Bob", directory.Destination{Type: directory.ToUser, UserID: string(bob.user)})
	toQueue := s.quickConnect(t, "Billing", directory.Destination{Type: directory.ToQueue, QueueID: directory.BasicQueueID})
	started, id := ann.talksIn()
	if got := ann.has().object("contactFeatures")["multiPartyConferenceEnabled"]; got != true {
		t.Errorf("multiPartyConferenceEnabled: got %v, want true", got)
	}
	before := ann.has()
	invite := object{"contactId": id, "endpoint": object{"endpointARN": toBob, "type": "agent", "name": "To Bob", "phoneNumber": nil, "agentLogin": nil, "queue": nil}}
	for range 2 {
		ann.does("addNewConnection", invite)
		equal(t, "while Bob is asked", others(ann.has()), "Bob connecting")
	}
	equal(t, "the first agent", states(t, ann.has()), "connected connected connected")
	bob.offeredWaiting(started.SessionID)
	after := bob.has()
	equal(t, "the one who is asked", states(t, after), "connecting connecting connected")
	equal(t, "initiation", after["initiationMethod"], "transfer")
	s.wantBy(t, chat.ContactID(after["contactId"].(string)), "To Bob", toBob)
	equal(t, "initial contact", after["initialContactId"], before["initialContactId"])
	equal(t, "customer", connectionOf(t, after, "inbound")["connectionId"], connectionOf(t, before, "inbound")["connectionId"])
	if after["contactId"] == id {
		t.Errorf("got the contact of the first agent, want one of his own")
	}
	bob.does("AcceptContact", object{"contactId": after["contactId"]})
	equal(t, "what Ann sees", others(ann.has()), "Bob connected")
	equal(t, "what Bob sees", others(bob.has()), "Ann connected")
	if now := connectionOf(t, ann.has(), "outbound"); now["connectionId"] != bob.connectionID() || now["initial"] != false {
		t.Errorf("got %v, want Bob's own connection", now)
	}

	// One of a queue, who is taken out before and after he has come.
	toBilling := object{"contactId": after["contactId"], "endpoint": object{"endpointARN": toQueue}}
	bob.does("addNewConnection", toBilling)
	equal(t, "while Billing is asked", others(ann.has()), "Bob connected, Billing connecting")
	for _, c := range ann.has().list("connections") {
		if c.object("chatMediaInfo")["agentName"] == "Billing" {
			for range 2 {
				ann.does("DestroyConnection", object{"contactId": id, "connectionId": c["connectionId"]})
			}
		}
	}
	equal(t, "the invitation is taken back", others(ann.has()), "Bob connected")
	bob.does("addNewConnection", toBilling)
	cid.offeredWaiting(started.SessionID)
	cid.does("AcceptContact", object{"contactId": cid.has()["contactId"]})
	equal(t, "what Cid came by", cid.has()["initiationMethod"], "queue_transfer")
	ann.does("DestroyConnection", object{"contactId": id, "connectionId": cid.connectionID()})
	equal(t, "taken out", states(t, cid.has()), "ended disconnected disconnected")
	equal(t, "what who is out sees", others(cid.has()), "")

	ann.fails("DestroyConnection", object{"contactId": id, "connectionId": connectionOf(t, before, "inbound")["connectionId"]}, "InvalidStateException")
	ann.does("DestroyConnection", object{"contactId": id, "connectionId": ann.connectionID()})
	equal(t, "Ann has left", states(t, ann.has()), "ended disconnected disconnected")
	equal(t, "and Bob talks on", states(t, bob.has()), "connected connected connected")
	equal(t, "alone", others(bob.has()), "")
	for range 2 { // again is once
		bob.does("transferContact", toBilling)
	}
	equal(t, "Bob has passed it on", states(t, bob.has()), "ended disconnected disconnected")
}

func TestAdditionsThatCannotBe(t *testing.T) {
	s := newSite(t)
	ann, bob := s.hires(t, "ann"), s.hires(t, "bob")
	ann.takes("Available", false)
	toBob := s.quickConnect(t, "To Bob", directory.Destination{Type: directory.ToUser, UserID: string(bob.user)})
	toAnn := s.quickConnect(t, "To Ann", directory.Destination{Type: directory.ToUser, UserID: string(ann.user)})
	toQueue := s.quickConnect(t, "Billing", directory.Destination{Type: directory.ToQueue, QueueID: directory.BasicQueueID})
	_, id := ann.talksIn()
	adds := func(to any) object { return object{"contactId": id, "endpoint": object{"endpointARN": to}} }
	ann.fails("addNewConnection", adds(toQueue), "InvalidStateException") // the instance does not have it
	s.multiParty(t)
	for what, to := range map[string]any{
		"nothing": nil, "no quick connect": nobody, "an agent who is offline": toBob, "himself": toAnn,
		"a telephone": s.quickConnect(t, "Phone", directory.Destination{Type: directory.ToPhone, PhoneNumber: "+15550100"}),
	} {
		ann.fails("addNewConnection", adds(to), "BadEndpointException")
		equal(t, "after asking "+what, others(ann.has()), "")
	}
	bob.fails("addNewConnection", adds(toQueue), "InvalidStateException")
	bob.takes("Available", false)
	_, other := bob.talksIn()
	bob.fails("DestroyConnection", object{"contactId": other, "connectionId": ann.connectionID()}, "InvalidStateException")
	equal(t, "a chat of others", states(t, ann.has()), "connected connected connected")

	for i := range 5 {
		toNth := s.quickConnect(t, "Queue "+string(rune('A'+i)), directory.Destination{Type: directory.ToQueue, QueueID: s.queue(t, "queue "+string(rune('A'+i)))})
		if i < 4 {
			ann.does("addNewConnection", adds(toNth))
		} else {
			ann.fails("addNewConnection", adds(toNth), "QuotaExceededException")
		}
	}
}

// offeredWaiting offers the agent what waits beside the current contact of a session.
func (a *agent) offeredWaiting(id chat.SessionID) {
	a.t.Helper()
	contacts, err := a.s.Store.Contacts(a.t.Context(), id)
	if err != nil {
		a.t.Fatal(err)
	}
	for _, c := range contacts {
		if !c.Waiting() {
			continue
		}
		if done, err := a.s.Conversations.Offer(a.t.Context(), id, c.ID, a.user); err != nil || !done {
			a.t.Fatalf("Offer: %t, %v, want an offer", done, err)
		}
		return
	}
	a.t.Fatal("nothing waits")
}

// queue makes a queue.
func (s *site) queue(t testing.TB, name string) string {
	t.Helper()
	hours, err := s.Directory.AllHours(t.Context(), instance)
	if err != nil {
		t.Fatal(err)
	}
	q, err := s.Directory.CreateQueue(t.Context(), instance, directory.QueueDraft{Name: name, Hours: hours[0].ID})
	if err != nil {
		t.Fatal(err)
	}
	return q.ID
}
