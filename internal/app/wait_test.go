package app_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/chatclient"
)

// publish creates a flow and gives its id.
func (s *site) publish(name, content string) string {
	s.t.Helper()
	body, err := json.Marshal(map[string]string{"Name": name, "Type": "CONTACT_FLOW", "Content": content})
	if err != nil {
		s.t.Fatal(err)
	}
	var out struct{ ContactFlowId string }
	s.read(s.connect("PUT", "/contact-flows/"+instance, string(body)), &out)
	return out.ContactFlowId
}

const flowHead = `{"Version":"2019-10-30","StartAction":"1","Actions":[`

// patient is a disconnect flow that waits an hour for the customer, and says
// what happened.
const patient = flowHead + `
	{"Identifier":"1","Type":"Wait","Parameters":{"TimeoutSeconds":"3600","Events":["CustomerReturned"]},"Transitions":{
		"NextAction":"late","Errors":[{"ErrorType":"NoMatchingError","NextAction":"end"}],
		"Conditions":[{"NextAction":"back","Condition":{"Operator":"Equals","Operands":["CustomerReturned"]}},
			{"NextAction":"late","Condition":{"Operator":"Equals","Operands":["WaitCompleted"]}}]}},
	{"Identifier":"back","Type":"MessageParticipant","Parameters":{"Text":"welcome back"},"Transitions":{"NextAction":"end","Errors":[{"ErrorType":"NoMatchingError","NextAction":"end"}]}},
	{"Identifier":"late","Type":"MessageParticipant","Parameters":{"Text":"nobody came"},"Transitions":{"NextAction":"end","Errors":[{"ErrorType":"NoMatchingError","NextAction":"end"}]}},
	{"Identifier":"end","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`

// hooked is a flow that puts the chat into the queue, with a disconnect flow.
func hooked(disconnect string) string {
	return fmt.Sprintf(flowHead+`
	{"Identifier":"1","Type":"UpdateContactEventHooks","Parameters":{"EventHooks":{"CustomerRemaining":%q}},"Transitions":{"NextAction":"2","Errors":[{"ErrorType":"NoMatchingError","NextAction":"2"}]}},
	{"Identifier":"2","Type":"UpdateContactTargetQueue","Parameters":{"QueueId":"2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000101"},"Transitions":{"NextAction":"3","Errors":[{"ErrorType":"NoMatchingError","NextAction":"3"}]}},
	{"Identifier":"3","Type":"TransferContactToQueue","Parameters":{},"Transitions":{"NextAction":"4","Errors":[{"ErrorType":"NoMatchingError","NextAction":"4"},{"ErrorType":"QueueAtCapacity","NextAction":"4"}]}},
	{"Identifier":"4","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`, disconnect)
}

// waiting is a chat whose disconnect flow waits for the customer.
func (s *site) waiting() (customer watched) {
	s.t.Helper()
	flow := s.publish("queue and wait", hooked(s.publish("wait an hour", patient)))
	who := s.begin(flow, "")
	customer = s.watch(who)
	bot := s.watch(s.bot(who))
	customer.await(s.t, chatclient.EventParticipantJoined)
	if err := bot.DisconnectParticipant(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	customer.await(s.t, chatclient.EventParticipantLeft)
	return customer
}

func TestAWaitOfTheDisconnectFlowSurvivesARestart(t *testing.T) {
	for _, test := range []struct {
		name    string
		away    time.Duration
		returns bool
		want    string
	}{
		{"it times out in its time", 10 * time.Minute, false, "nobody came"},
		{"it times out at the start when that has passed", 2 * time.Hour, false, "nobody came"},
		{"it still takes the customer's answer", 10 * time.Minute, true, "welcome back"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSite(t)
				began := time.Now()
				customer := s.waiting()
				s.restart(test.away)
				if test.returns {
					if _, err := customer.SendMessage(t.Context(), chatclient.Message{Content: "here I am"}); err != nil {
						t.Fatal(err)
					}
				}
				ended := <-customer.ended
				if got := s.lastWords(customer.Details().ContactID); got != test.want {
					t.Errorf("got %q as the flow's last words, want %q", got, test.want)
				}
				// A client that was cut off finds its way back within half a minute.
				want := time.Hour
				if test.returns || test.away > want {
					want = test.away
				}
				if got := ended.Sub(began); got < want || got > want+time.Minute {
					t.Errorf("the chat ended after %v, want %v", got, want)
				}
			})
		})
	}
}

// lastWords is the last message of a chat that has ended, as a chat that
// continues it shows it.
func (s *site) lastWords(contactID string) string {
	s.t.Helper()
	who := s.begin(sampleFlow, fmt.Sprintf(
		`"PersistentChat":{"RehydrationType":"ENTIRE_PAST_SESSION","SourceContactId":%q},`, contactID))
	for item, err := range s.watch(who).History(s.t.Context()) {
		if err != nil {
			s.t.Fatalf("History: %v", err)
		}
		if item.Past() && item.ContentType == chatclient.TypePlain {
			return item.Content
		}
	}
	return ""
}
