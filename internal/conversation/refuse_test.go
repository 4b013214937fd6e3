package conversation_test

import (
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// Who asks why a flow took an error branch finds the reason in its trace.
func TestEveryRefusalHasItsReason(t *testing.T) {
	long := strings.Repeat("x", 32_768)
	cases := map[string]struct {
		action action
		reason string // a part of it
	}{
		"a queue without a working queue": {enqueues(), "no working queue"},
		"an unknown queue":                {targets(nobody), "no such queue or agent"},
		"an unknown agent":                {targetsAgent(nobody), "no such queue or agent"},
		"an unknown flow":                 {goesTo(nobody), "not published"},
		"an unknown hook":                 {hooks(nobody), "not published"},
		"too many attributes":             {sets("k", long), "Attributes"},
		"an unknown past":                 {rejoins(chat.EntirePastSession, nobody), "SourceContactId"},
		"a function that fails":           {invokes("function"), "nobody answers"},
		"a bot that fails":                {talksTo(botAlias, "hello"), "nobody answers"},
		"a view in a chat of text":        {shows("form", nil), "does not take"},
		"a related contact that is none":  {onRelated("UpdateContactAttributes", map[string]any{"Attributes": map[string]string{"k": "v"}}), "related to no other"},
		"hours without a queue":           {action{kind: "CheckHoursOfOperation"}, "hours of operation"},
		"a task":                          {action{kind: "CreateTask"}, "tasks"},
		"profiles that nobody keeps":      {findsProfile("+49"), "there are no customer profiles here"},
		"tables that nobody keeps":        {action{kind: "ListDataTableValues", params: map[string]any{"DataTableId": "t"}}, "there are no data tables here"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				v := w.starts(through(w.flow(c.action.failing(flow.ErrorNoMatchingError, "no"), hangsUp(), hangsUp().named("no")), asking()))
				if c.action.kind == "ConnectParticipantWithLexBot" {
					v.connects()
					v.says("hello")
				}
				w.pass(time.Minute)
				first := v.traced(v.id.Initial())[0].Entry
				if first.Error == "" || !strings.Contains(first.Note, c.reason) {
					t.Errorf("got error %q with note %q, want one that says %q", first.Error, first.Note, c.reason)
				}
			})
		})
	}
}
