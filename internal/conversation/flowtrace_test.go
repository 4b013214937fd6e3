package conversation_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// traced are the actions of a contact, in pages.
func (v *visit) traced(contact chat.ContactID) (all []conversation.TracedAction) {
	v.w.t.Helper()
	for after := int64(0); ; {
		page, err := v.w.Trace(context.Background(), instance, contact, after)
		v.w.check(err)
		all = append(all, page.Actions...)
		if page.Next == 0 {
			return all
		}
		if page.Next <= after {
			v.w.t.Fatalf("got the page after %d again", after)
		}
		after = page.Next
	}
}

// traceLines tell of each action when it ended, counted from the chat's start, and
// how.
func traceLines(began time.Time, list []conversation.TracedAction) string {
	var out strings.Builder
	for _, a := range list {
		e := &a.Entry
		fmt.Fprintf(&out, "%v %s", a.Time.Sub(began), e.Type)
		for _, more := range []string{e.Result, string(e.Error), string(e.Next)} {
			if more != "" {
				out.WriteString(" " + more)
			}
		}
		out.WriteString("\n")
	}
	return out.String()
}

func TestWhatFlowsDidIsKeptInOrder(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.begins(through(w.flow(
			sets("k", "v"), waits(time.Hour).on("WaitCompleted", "over"),
			action{kind: "CreateCase"}.named("over").failing(flow.ErrorNoMatchingError, "bye"), hangsUp().named("bye"),
		), asking()))
		began := v.session().CreatedAt
		wantLines(w, "while it waits", traceLines(began, v.traced(v.id.Initial())), "0s UpdateContactAttributes action 1")
		w.restart(time.Minute)
		page, err := w.Trace(context.Background(), instance, v.id.Initial(), 0)
		w.check(err)
		if in := page.Waiting; in == nil || in.Type != "Wait" || in.Action != "action 1" || in.Inputs["TimeoutSeconds"] != "3600" {
			t.Errorf("got %+v as where the flow is, want the wait", in)
		}
		w.pass(time.Hour)
		got := v.traced(v.id.Initial())
		wantLines(w, "afterwards", traceLines(began, got),
			"0s UpdateContactAttributes action 1", "1h0m0s Wait WaitCompleted over",
			"1h0m0s CreateCase NoMatchingError bye", "1h0m0s DisconnectParticipant")
		if in := got[0].Entry.Inputs; len(in) == 0 || got[2].Entry.Note == "" || got[0].N != 1 || got[3].N != 2 {
			t.Errorf("got %+v, want the inputs, the reason and the steps of two transactions", got)
		}
		page, err = w.Trace(context.Background(), instance, v.id.Initial(), 0)
		w.check(err)
		if page.Waiting != nil {
			t.Errorf("got %+v as where the flow is, want none in an ended contact", page.Waiting)
		}
		_, err = w.Trace(context.Background(), instance, nobody, 0)
		w.wantKind("an unknown contact", err, chat.KindNotFound)
		_, err = w.Trace(context.Background(), nobody, v.id.Initial(), 0)
		w.wantKind("another instance's contact", err, chat.KindNotFound)
	})
}

// A flow that loops until its budget is spent makes more than one step may hold.
func TestATraceOfAnyLengthIsKept(t *testing.T) {
	inWorld(t, func(w *world) {
		again := w.newID()
		w.publishes(again, 0, sets("k", strings.Repeat("x", 200)), goesTo(again))
		v := w.starts(through(again, asking()))
		got := v.traced(v.id.Initial())
		steps := got[len(got)-1].N
		if len(got) < flow.MaxSteps || steps < 2 {
			t.Errorf("got %d actions in %d steps, want %d in several", len(got), steps, flow.MaxSteps)
		}
	})
}

// What fits no step at all is left out, and the trace says so.
func TestATraceLeavesOutWhatNoStepHolds(t *testing.T) {
	for name, c := range map[string]struct {
		length int
		kept   bool
	}{
		"fits":         {chat.MaxTraceData / 2, true},
		"does not fit": {chat.MaxTraceData, false},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				key := strings.Repeat("k", c.length)
				v := w.starts(through(w.flow(sets("short", "v"), sets(key, "v").failing(flow.ErrorNoMatchingError, "bye"), hangsUp().named("bye")), asking()))
				got := v.traced(v.id.Initial())
				if len(got) != 3 {
					t.Fatalf("got %d actions, want 3", len(got))
				}
				e := got[1].Entry
				if kept, told := len(e.Inputs) > 0, strings.Contains(e.Note, "too long to be kept"); kept != c.kept || told == c.kept {
					t.Errorf("got %d inputs and the note %.80q, want them kept: %v", len(e.Inputs), e.Note, c.kept)
				}
			})
		})
	}
}

func TestFlowLogsStaySwitchedOnForLaterFlows(t *testing.T) {
	inWorld(t, func(w *world) {
		switches := func(to string) action {
			return action{kind: "UpdateFlowLoggingBehavior", params: map[string]any{"FlowLoggingBehavior": to}}
		}
		patience := w.flowOf(flow.TypeCustomerQueue, waits(time.Minute).on("WaitCompleted", "off"), switches("Disabled").named("off"), finishes())
		v := w.begins(through(w.flow(append([]action{switches("Enabled")}, queuesWith(patience)...)...), asking()))
		equal(w, "switched on", v.session().FlowLogging, true)
		w.restart(2 * time.Minute)
		equal(w, "switched off by the queue flow", v.session().FlowLogging, false)
	})
}
