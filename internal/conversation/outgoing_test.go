package conversation_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// told are what waits to be told of a chat, as the contact's place in it and the
// event, or "record".
func (v *visit) told() string {
	v.w.t.Helper()
	var lines []string
	place := map[chat.ContactID]int{}
	for _, c := range v.contacts() {
		place[c.ID] = c.Segment
	}
	for _, stream := range []string{conversation.StreamEvents, conversation.StreamRecords} {
		list, err := v.w.store.Outgoing(context.Background(), stream, 1000)
		v.w.check(err)
		for _, o := range list {
			var event struct {
				ID     string
				Detail struct{ EventType, ContactID string }
			}
			what := "record"
			if o.Data != nil {
				v.w.check(json.Unmarshal(o.Data, &event))
				equal(v.w, "the event's id", event.ID, o.ID)
				equal(v.w, "the event's contact", event.Detail.ContactID, string(o.ContactID))
				what = event.Detail.EventType
			}
			if place[o.ContactID] != 0 {
				lines = append(lines, fmt.Sprintf("%d %s", place[o.ContactID], what))
			}
		}
		v.w.check(v.w.store.DropOutgoing(context.Background(), list))
	}
	return strings.Join(lines, "\n") + "\n"
}

// dismisses clears a contact from before an agent.
func (a *agent) dismisses(id chat.ContactID) {
	a.w.t.Helper()
	a.w.check(a.w.Dismiss(context.Background(), instance, a.user, id))
}

// A chat is answered, transferred and surveyed. spec: section on contact events.
func TestWhatIsToldOfAChat(t *testing.T) {
	inWorld(t, func(w *world) {
		w.Streams = conversation.Streams{Records: true, Events: true}
		bert, carl := w.hires("Bert"), w.hires("Carl")
		toAgent := w.flowOf(flow.TypeAgentTransfer, enqueues().failing(flow.ErrorNoMatchingError, "full"), finishes().named("full"))
		v := w.awaitsAgent(hooks(w.flow(says("how was it?"), hangsUp())))
		first := v.current()
		wantLines(w, "a new chat", v.told(), "1 INITIATED", "1 CONNECTED_TO_SYSTEM", "1 QUEUED")
		a := v.takenOnBy(bert)
		wantLines(w, "taken on", v.told(), "1 CONNECTED_TO_AGENT")
		a.says("hello")
		wantLines(w, "a message", v.told())
		w.check(a.transfers(conversation.Destination{FlowID: toAgent, UserID: string(carl)}))
		second := v.current()
		wantLines(w, "transferred", v.told(), "2 INITIATED", "1 DISCONNECTED", "2 CONNECTED_TO_SYSTEM", "2 QUEUED")
		w.pass(time.Minute)
		a.dismisses(first)
		a.dismisses(first)
		wantLines(w, "cleared", v.told(), "1 COMPLETED", "1 record")
		b := v.takenOnBy(carl)
		b.leaves()
		wantLines(w, "surveyed", v.told(), "2 CONNECTED_TO_AGENT", "3 INITIATED", "2 DISCONNECTED",
			"3 CONNECTED_TO_SYSTEM", "3 DISCONNECTED", "3 COMPLETED", "3 record")
		b.dismisses(second)
		wantLines(w, "cleared too", v.told(), "2 COMPLETED", "2 record")
		w.check(w.UpdateAttributes(context.Background(), instance, first, map[string]string{"score": "5"}))
		wantLines(w, "attributes of an ended chat", v.told(), "3 CONTACT_DATA_UPDATED", "3 record")
		w.check(w.Change(context.Background(), instance, first, conversation.ContactChange{Tags: map[string]string{"a": "b"}}))
		wantLines(w, "a tag of an ended contact", v.told(), "1 CONTACT_DATA_UPDATED", "1 record")
		r, err := w.Record(context.Background(), instance, first)
		w.check(err)
		if r.Agent == nil || r.Agent.After != time.Minute || r.Agent.ProfileID != "" || r.Attempts != 1 ||
			r.TransferredAt.IsZero() || r.Talk == nil || r.Talk.Agent.Messages != 1 || r.NextID != second {
			t.Errorf("got %+v, agent %+v, talk %+v", r, r.Agent, r.Talk)
		}
	})
}

// Where nobody wants to be told, nothing is kept.
func TestNothingIsKeptForNobody(t *testing.T) {
	inWorld(t, func(w *world) {
		for _, streams := range []conversation.Streams{{}, {Records: true}, {Events: true}} {
			w.Streams = streams
			v := w.awaitsAgent()
			v.stops()
			told := v.told()
			if got := strings.Contains(told, "1 record"); got != streams.Records {
				t.Errorf("%+v: got a record %t", streams, got)
			}
			if got := strings.Contains(told, "1 DISCONNECTED"); got != streams.Events {
				t.Errorf("%+v: got events %t", streams, got)
			}
		}
	})
}

// A record that waits tells of the contact as it is when it is told, by the names
// that people gave.
func TestARecordHasNames(t *testing.T) {
	inWorld(t, func(w *world) {
		w.Streams = conversation.Streams{Records: true}
		v := w.awaitsAgent()
		a := v.takenOnBy(w.hires("Bert"))
		v.stops()
		a.dismisses(v.current())
		list, err := w.store.Outgoing(context.Background(), conversation.StreamRecords, 10)
		w.check(err)
		data, err := w.Told(context.Background(), list[0])
		w.check(err)
		var r struct {
			ContactID string
			Agent     struct{ Username string }
			Queue     struct{ Name, ARN string }
		}
		w.check(json.Unmarshal(data, &r))
		names := w.names.Names
		equal(w, "contact", r.ContactID, string(v.current()))
		equal(w, "agent", r.Agent.Username, "Bert@desk")
		equal(w, "queue", r.Queue.Name, "BasicQueue")
		equal(w, "queue's ARN", r.Queue.ARN, names.Resource(instance, directory.KindQueue, directory.BasicQueueID))
	})
}
