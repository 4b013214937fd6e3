package crowd

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/chatclient"
)

// talkFlow keeps a chat open for whoever is invited to it.
const talkFlow = `{
  "Version": "2019-10-30", "StartAction": "wait",
  "Actions": [
    {"Identifier": "wait", "Type": "Wait", "Parameters": {"TimeoutSeconds": "3600"},
     "Transitions": {
       "Conditions": [{"NextAction": "end", "Condition": {"Operator": "Equals", "Operands": ["WaitCompleted"]}}],
       "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
  ]
}`

// alarmFlow is set by the customer's first message. Some seconds later it says
// that they are over, and ends the chat.
const alarmFlow = `{
  "Version": "2019-10-30", "StartAction": "set",
  "Actions": [
    {"Identifier": "set", "Type": "Wait", "Parameters": {"TimeoutSeconds": "3600", "Events": ["CustomerReturned"]},
     "Transitions": {
       "Conditions": [
         {"NextAction": "wait", "Condition": {"Operator": "Equals", "Operands": ["CustomerReturned"]}},
         {"NextAction": "end", "Condition": {"Operator": "Equals", "Operands": ["WaitCompleted"]}}],
       "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "wait", "Type": "Wait", "Parameters": {"TimeoutSeconds": "%d"},
     "Transitions": {
       "Conditions": [{"NextAction": "ring", "Condition": {"Operator": "Equals", "Operands": ["WaitCompleted"]}}],
       "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "ring", "Type": "MessageParticipant", "Parameters": {"Text": "` + ring + `"},
     "Transitions": {"NextAction": "end", "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
  ]
}`

// ring is what an alarm says.
const ring = "Time is up"

// alarm is a chat that ends by itself after some seconds.
type alarm struct {
	contact string
	rings   atomic.Int64
	// lost tells that the customer's connection was lost: when the chat ends
	// before it is back, only the history has the rest.
	lost  atomic.Bool
	ended chan struct{}
}

// SetAlarms starts chats that ring and end in so many seconds each.
func (c *Crowd) SetAlarms(seconds ...int) {
	c.t.Helper()
	for _, s := range seconds {
		if c.alarmFlows[s] == "" {
			c.alarmFlows[s] = c.makeFlow("alarm", fmt.Sprintf(alarmFlow, s))
		}
		details := c.startChat(chatclient.StartOptions{ContactFlowID: c.alarmFlows[s], DisplayName: customerName})
		a := &alarm{contact: details.ContactID, ended: make(chan struct{})}
		session := c.session(details)
		c.insist("connect to an alarm", func() error {
			return session.Connect(c.failing, chatclient.Handlers{
				OnMessage: a.heard, OnConnectionLost: func(error) { a.lost.Store(true) }, OnEnded: func() { close(a.ended) },
			})
		})
		c.insist("set an alarm", func() error {
			_, err := session.SendMessage(c.t.Context(), chatclient.Message{Content: "wake me", ClientToken: a.contact})
			return err
		})
		c.alarms = append(c.alarms, a)
	}
}

// session is one that ends with the test.
func (c *Crowd) session(d chatclient.ChatDetails) *chatclient.Session {
	session := chatclient.New(c.config, d)
	c.t.Cleanup(func() {
		session.Close()
		<-session.Done()
	})
	return session
}

func (a *alarm) heard(i chatclient.Item) {
	if i.Type == chatclient.ItemMessage && i.Content == ring {
		a.rings.Add(1)
	}
}

// AwaitAlarms waits until all alarms have ended.
func (c *Crowd) AwaitAlarms() {
	c.t.Helper()
	for _, a := range c.alarms {
		c.within("an alarm rings", func() string {
			select {
			case <-a.ended:
				return ""
			default:
				return "chat " + a.contact + " goes on"
			}
		})
	}
}

// check reads the history of an alarm's chat: it rang once and ended once.
func (a *alarm) check(c *Crowd) (faults []string) {
	c.t.Helper()
	details := c.startChat(chatclient.StartOptions{
		ContactFlowID: c.flow, DisplayName: customerName,
		PersistentChat: &chatclient.PersistentChat{RehydrationType: chatclient.EntirePastSession, SourceContactID: a.contact},
	})
	session := c.session(details)
	rings, ends := 0, 0
	c.insist("read an alarm's history", func() error {
		rings, ends = 0, 0
		for item, err := range session.History(c.t.Context()) {
			switch {
			case err != nil:
				return err
			case item.Contact() != a.contact:
			case item.Content == ring:
				rings++
			case item.ContentType == chatclient.EventChatEnded:
				ends++
			}
		}
		return nil
	})
	heard := a.rings.Load()
	if rings != 1 || ends != 1 || heard > 1 || heard == 0 && !a.lost.Load() {
		faults = append(faults, fmt.Sprintf("alarm %s: rang %d times and ended %d times in the transcript, and %d times at its customer's, want once each",
			a.contact, rings, ends, heard))
	}
	return faults
}

// flowsMade tells apart flows of one name.
var flowsMade atomic.Int64

// makeFlow creates a flow and answers its id.
func (c *Crowd) makeFlow(name, content string) string {
	c.t.Helper()
	name = fmt.Sprintf("%s %d %d", name, time.Now().UnixNano(), flowsMade.Add(1))
	var id string
	c.insist("make a flow", func() error {
		out, err := c.server.Connect().CreateContactFlow(c.t.Context(), &connect.CreateContactFlowInput{
			InstanceId: aws.String(c.server.InstanceID()), Type: types.ContactFlowTypeContactFlow,
			Name: aws.String(name), Content: aws.String(content),
		})
		if err == nil {
			id = aws.ToString(out.ContactFlowId)
		}
		return err
	})
	return id
}
