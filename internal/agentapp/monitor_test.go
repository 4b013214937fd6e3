package agentapp_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/agentapp"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

func TestASupervisorMonitors(t *testing.T) {
	s := newSite(t)
	ann, sue := s.hires(t, "ann"), s.hires(t, "sue")
	ann.takes("Available", false)
	sue.takes("Available", false)
	_, id := ann.talksIn()
	made, err := s.Conversations.Monitor(t.Context(), instance, chat.ContactID(id), string(sue.user), chat.MonitorsBarge, "")
	if err != nil {
		t.Fatal(err)
	}
	mode := func(want string) object {
		return object{"contactId": string(made), "targetMonitorMode": want}
	}
	seen := func(when, state, status, colleagues string) {
		t.Helper()
		c := sue.has()
		own := connectionOf(t, c, "monitoring")
		equal(t, when+", the contact", c["contactId"], string(made))
		equal(t, when+", how it came", c["initiationMethod"], "monitor")
		equal(t, when+", the state", own.object("state")["type"], state)
		equal(t, when+", the status", fmt.Sprint(own["monitorStatus"]), status)
		equal(t, when+", what he may do", fmt.Sprint(own["monitorCapabilities"]), "[SILENT_MONITOR BARGE]")
		equal(t, when+", whom", own.object("monitoringInfo").object("agent")["agentName"], "Ann")
		equal(t, when+", whom Ann sees", others(ann.has()), colleagues)
		equal(t, when+", the customer", connectionOf(t, c, "inbound").object("state")["type"], "connected")
		equal(t, when+", whom he sees", others(c), "Ann connected")
	}
	seen("silent", "silent_monitor", "SILENT_MONITOR", "")
	own := connectionOf(t, sue.has(), "monitoring")["connectionId"]
	bearer := sue.does("CreateTransport", object{"transportType": "chat_token", "participantId": own, "contactId": string(made)}).object("chatTokenTransport")["participantToken"].(string)
	says := func() int {
		return s.participant(t, "message", bearer, `{"Content":"I am Sue","ContentType":"text/plain"}`).Status
	}
	equal(t, "acknowledged", s.participant(t, "connection", bearer, `{"ConnectParticipant":true}`).Status != 500, true)
	equal(t, "reads", s.participant(t, "transcript", bearer, `{"StartPosition":{}}`).Status, 200)
	equal(t, "says something silently", says(), 403)
	for range 2 {
		sue.does("UpdateMonitorParticipantState", mode("BARGE"))
		seen("heard", "barge", "BARGE", "Sue connected")
	}
	equal(t, "says something", says(), 200)
	sue.does("UpdateMonitorParticipantState", mode("SILENT_MONITOR"))
	seen("silent again", "silent_monitor", "SILENT_MONITOR", "")
	sue.fails("UpdateMonitorParticipantState", mode("WHISPER"), "InvalidConfigurationException")
	ann.fails("UpdateMonitorParticipantState", object{"contactId": id, "targetMonitorMode": "BARGE"}, "InvalidStateException")
	ann.fails("DestroyConnection", object{"contactId": id, "connectionId": own}, "InvalidStateException")

	ann.does("DestroyConnection", object{"contactId": id, "connectionId": ann.connectionID()})
	equal(t, "over", sue.has().object("state")["type"], "ended")
	equal(t, "over", connectionOf(t, sue.has(), "monitoring").object("state")["type"], "disconnected")
	sue.fails("UpdateMonitorParticipantState", mode("BARGE"), "InvalidStateException")
	sue.does("ClearContact", object{"contactId": string(made)})
	equal(t, "cleared", len(sue.holds()), 0)
}

// Who may not listen in any more is out of the chat as soon as his page looks.
func TestASupervisorLosesTheRight(t *testing.T) {
	var lost atomic.Bool
	s := newSite(t, func(c *agentapp.Config) {
		c.Permissions = func(context.Context, agentapp.Agent) ([]string, error) {
			if lost.Load() {
				return []string{directory.MayWork}, nil
			}
			return []string{directory.MayWork, directory.MayListen}, nil
		}
	})
	ann, sue := s.hires(t, "ann"), s.hires(t, "sue")
	ann.takes("Available", false)
	sue.takes("Available", false)
	_, id := ann.talksIn()
	if _, err := s.Conversations.Monitor(t.Context(), instance, chat.ContactID(id), string(sue.user), chat.MonitorsBarge, ""); err != nil {
		t.Fatal(err)
	}
	own := connectionOf(t, sue.has(), "monitoring")["connectionId"]
	bearer := sue.does("CreateTransport", object{
		"transportType": "chat_token", "participantId": own, "contactId": sue.has()["contactId"],
	}).object("chatTokenTransport")["participantToken"].(string)
	reads := func() int { return s.participant(t, "transcript", bearer, `{"StartPosition":{}}`).Status }
	equal(t, "reads", reads(), 200)
	lost.Store(true)
	equal(t, "afterwards", sue.has().object("state")["type"], "ended")
	equal(t, "reads afterwards", reads(), 403)
	equal(t, "Ann goes on", states(t, ann.has()), "connected connected connected")
}
