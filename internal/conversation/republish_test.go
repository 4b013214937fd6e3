package conversation_test

import (
	"context"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// A chat goes on in the content that its flow began with, whatever becomes of
// the flow meanwhile.
func TestParkedFlowKeepsItsContent(t *testing.T) {
	old := func(text string) []action {
		return []action{
			waits(time.Hour, flow.EventCustomerReturned).named("wait").on("CustomerReturned", "back").on("WaitCompleted", "back"),
			says(text).named("back"), hangsUp(),
		}
	}
	for _, tc := range []struct {
		name string
		then func(w *world, f string)
	}{
		{"published anew without the action", func(w *world, f string) { w.publishes(f, 1, says("new"), hangsUp()) }},
		{"published anew with another action of the name", func(w *world, f string) { w.publishes(f, 1, says("new").named("wait"), hangsUp()) }},
		{"published twice", func(w *world, f string) {
			w.publishes(f, 1, says("newer"), hangsUp())
			w.publishes(f, 2, says("new"), hangsUp())
		}},
		{"deleted", func(w *world, f string) { w.withdraws(f) }},
		{"archived", func(w *world, f string) {
			w.check(w.names.ChangeFlow(context.Background(), instance, f, directory.FlowChange{Archived: new(true)}))
		}},
	} {
		for _, restarted := range []bool{false, true} {
			name := tc.name
			if restarted {
				name += " before a restart"
			}
			t.Run(name, func(t *testing.T) {
				inWorld(t, func(w *world) {
					f := w.flow(old("old")...)
					v := w.begins(through(f, asking()))
					tc.then(w, f)
					if restarted {
						w.restart(time.Minute)
					}
					v.says("here I am")
					wantLines(w, "listed", lines(v.listed()), "Ada joined", "Ada: here I am", "SYSTEM_MESSAGE: old", "ended")
				})
			})
		}
	}
}

func TestNewChatsBeginInTheNewestContent(t *testing.T) {
	inWorld(t, func(w *world) {
		f := w.flow(waits(time.Hour), says("old"), hangsUp())
		before := w.begins(through(f, asking()))
		w.publishes(f, 1, waits(time.Hour), says("new"), hangsUp())
		after := w.begins(through(f, asking()))
		w.restart(2 * time.Hour)
		wantLines(w, "who began before", lines(before.listed()), "Ada joined", "SYSTEM_MESSAGE: old", "ended")
		wantLines(w, "who began after", lines(after.listed()), "Ada joined", "SYSTEM_MESSAGE: new", "ended")
	})
}

// A flow that another one goes on in is taken as it is at that moment, and kept
// from then on.
func TestFlowThatAnotherGoesOnInKeepsItsContent(t *testing.T) {
	inWorld(t, func(w *world) {
		other := w.flow(says("first"), hangsUp())
		v := w.begins(through(w.flow(waits(time.Minute), goesTo(other)), asking()))
		w.publishes(other, 1, says("second"), waits(time.Hour), says("second again"), hangsUp())
		w.pass(time.Minute)
		w.publishes(other, 2, says("third"), hangsUp())
		w.restart(time.Hour)
		wantLines(w, "listed", lines(v.listed()), "Ada joined", "SYSTEM_MESSAGE: second", "SYSTEM_MESSAGE: second again", "ended")
	})
}

// A version runs wherever a flow can be named: at the start, as the next flow and
// as a disconnect flow.
func TestVersionOfAFlowRunsWhereItIsNamed(t *testing.T) {
	inWorld(t, func(w *world) {
		bye := w.flow(says("bye, first"), hangsUp())
		w.versions(bye, 1)
		w.publishes(bye, 1, says("bye, second"), hangsUp())
		direct := w.starts(through(bye+":1", asking()))
		wantLines(w, "started", lines(direct.listed()), "SYSTEM_MESSAGE: bye, first", "ended")
		equal(w, "the contact's flow", string(direct.contact(1).FlowID), bye)
		next := w.starts(through(w.flow(goesTo(bye+":1")), asking()))
		wantLines(w, "gone to", lines(next.listed()), "SYSTEM_MESSAGE: bye, first", "ended")
		hooked := w.begins(through(w.flow(hooks(bye+":1"), targets(directory.BasicQueueID), enqueues().last()), asking()))
		hooked.served("Bot")
		hooked.wantEnded(chat.DisconnectContactFlow)
		all := hooked.listed()
		equal(w, "the disconnect flow said", line(all[len(all)-2]), "SYSTEM_MESSAGE: bye, first")
		w.refuses("a version that does not exist", through(bye+":2", asking()), chat.KindNotFound)
		w.withdraws(bye)
		w.refuses("a version of a flow that was withdrawn", through(bye+":1", asking()), chat.KindNotFound)
	})
}

// Publishing by the API, which checks contents, keeps them as the rest of these
// tests assumes.
func TestContentPublishedByTheAPIIsKept(t *testing.T) {
	inWorld(t, func(w *world) {
		saying := func(text string) string {
			return content([]action{
				waits(time.Hour).on("WaitCompleted", "say").failing(flow.ErrorNoMatchingError, "say"),
				says(text).named("say").failing(flow.ErrorNoMatchingError, "end"), hangsUp().named("end"),
			})
		}
		f, err := w.names.CreateFlow(context.Background(), instance, directory.FlowDraft{
			Name: "f", Type: flow.TypeContactFlow, Content: saying("old"), Publish: true,
		})
		w.check(err)
		before := w.begins(through(f.ID, asking()))
		w.check(w.names.SetFlowContent(context.Background(), instance, f.ID, saying("new")))
		after := w.begins(through(f.ID, asking()))
		w.check(w.names.DeleteFlow(context.Background(), instance, f.ID))
		w.restart(time.Hour)
		wantLines(w, "who began before", lines(before.listed()), "Ada joined", "SYSTEM_MESSAGE: old", "ended")
		wantLines(w, "who began after", lines(after.listed()), "Ada joined", "SYSTEM_MESSAGE: new", "ended")
	})
}

// versions makes a version of what is published, and checks its number.
func (w *world) versions(id string, want int64) {
	w.t.Helper()
	_, v, err := w.names.CreateVersion(context.Background(), instance, id, directory.VersionDraft{})
	w.check(err)
	equal(w, "version", v.Spec.Number, want)
}
