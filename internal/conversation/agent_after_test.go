package conversation_test

import (
	"context"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// servesWith is serves for an agent with settings of his own.
func (w *world) servesWith(firstName string, u directory.UserSpec) chat.UserID {
	w.t.Helper()
	ctx := context.Background()
	other, err := w.names.User(ctx, instance, string(w.serves("Other "+firstName, 1)))
	w.check(err)
	w.is(chat.UserID(other.ID), chat.AgentOffline)
	u.RoutingProfileID = other.Spec.RoutingProfileID
	user := w.hiresAs(firstName, u)
	w.is(user, chat.AgentRoutable)
	return user
}

// limited is the time for the work after contacts: of all channels, and of chats.
func limited(all int, chats *int) directory.UserSpec {
	u := directory.UserSpec{PhoneConfig: directory.PhoneConfig{AfterContactWorkTimeLimit: all}}
	if chats != nil {
		u.Channels = []directory.ChannelConfig{
			{Channel: "VOICE", AfterContactWorkTimeLimit: new(3)}, {Channel: "CHAT", AfterContactWorkTimeLimit: chats},
		}
	}
	return u
}

// The chat is over and the server has been started anew: the time for the work after
// it ends all the same, which completes the contact and brings the next one.
func TestAfterContactWorkEndsWithItsTime(t *testing.T) {
	inWorld(t, func(w *world) {
		w.Streams = conversation.Streams{Records: true}
		w.dispatches()
		bert := w.servesWith("Bert", limited(5, new(60)))
		v, next := w.lined(), w.lined()
		w.settle()
		v.acceptedBy(bert)
		id := v.current()
		v.stops()
		w.settle()
		w.wantBefore("when the chat has ended", bert, "ENDED")
		w.pass(59 * time.Second)
		w.wantBefore("within his time", bert, "ENDED")
		w.restart(0)
		w.dispatches()
		w.pass(2 * time.Second)
		w.settle()
		w.wantBefore("after it", bert, "CONNECTING")
		equal(w, "whom the next one is offered to", next.contact(1).Agent.UserID, bert)
		r, err := w.Record(context.Background(), instance, id)
		w.check(err)
		if r.Agent == nil || r.Agent.After != time.Minute {
			t.Errorf("got %+v, want a minute of work", r.Agent)
		}
	})
}

// An agent's time runs from when his own part is over, whatever becomes of the chat.
func TestAfterContactWorkIsOfEachAgent(t *testing.T) {
	inWorld(t, func(w *world) {
		for name, c := range map[string]struct {
			settings directory.UserSpec
			ends     bool
		}{
			"of all channels": {limited(60, nil), true}, "of chats": {limited(0, new(60)), true},
			"none": {limited(0, nil), false}, "none of chats": {limited(60, new(0)), false},
		} {
			bert := w.servesWith(name, c.settings)
			v := w.awaitsAgent(hooks(w.flow(waits(900*time.Second).on("WaitCompleted", "end"), hangsUp().named("end"))))
			v.takenOnBy(bert).leaves()
			w.pass(59 * time.Second)
			w.wantBefore(name+": within his time", bert, "ENDED")
			w.pass(2 * time.Second)
			want := "ENDED"
			if c.ends {
				want = ""
			}
			w.wantBefore(name+": after it", bert, want)
			v.stops()
			w.wantBefore(name+": when the chat is over", bert, want)
		}
	})
}

// What is cleared in time is cleared once, and nothing waits for it any more.
func TestAfterContactWorkThatIsDoneHasNoEndToCome(t *testing.T) {
	inWorld(t, func(w *world) {
		bert := w.servesWith("Bert", limited(60, nil))
		v := w.awaitsAgent()
		a := v.takenOnBy(bert)
		id := v.current()
		v.stops()
		w.pass(time.Second)
		a.dismisses(id)
		w.pass(time.Minute)
		r, err := w.Record(context.Background(), instance, id)
		w.check(err)
		if r.Agent == nil || r.Agent.After != time.Second {
			t.Errorf("got %+v, want a second of work", r.Agent)
		}
	})
}
