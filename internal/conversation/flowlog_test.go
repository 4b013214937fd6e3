package conversation_test

import (
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/testenv/synced"
)

// flowLines are the types of the actions that the log tells of, with their errors.
func flowLines(t *testing.T, log string) (told string) {
	t.Helper()
	for raw := range strings.Lines(log) {
		var line struct{ Msg, Type, Error, Next, Note string }
		if err := json.Unmarshal([]byte(raw), &line); err != nil {
			t.Fatalf("got the line %q: %v", raw, err)
		}
		if line.Msg == "flow action" {
			told += strings.Join(strings.Fields(line.Type+" "+line.Error+" "+line.Next), " ") + "\n"
		}
	}
	return told
}

func TestFlowLogsTellEveryActionOnceSwitchedOn(t *testing.T) {
	inWorld(t, func(w *world) {
		var log synced.Buffer
		w.Log = slog.New(slog.NewJSONHandler(&log, nil))
		w.starts(through(w.flow(
			sets("secret", "do not tell"),
			action{kind: "UpdateFlowLoggingBehavior", params: map[string]any{"FlowLoggingBehavior": "Enabled"}},
			says("do not tell"), hangsUp(),
		), asking()))
		wantLines(w, "flow logs", flowLines(t, log.String()),
			"UpdateFlowLoggingBehavior action 2", "MessageParticipant action 3", "DisconnectParticipant")
		if strings.Contains(log.String(), "do not tell") {
			t.Errorf("got a log that tells values: %s", log.String())
		}
	})
}

// What an action could not do is told in any case, with the reason.
func TestFlowLogsTellWhatCouldNotBeDone(t *testing.T) {
	inWorld(t, func(w *world) {
		var log synced.Buffer
		w.Log = slog.New(slog.NewJSONHandler(&log, nil))
		w.starts(through(w.flow(
			action{kind: "CreateCase"}.failing(flow.ErrorNoMatchingError, "on"), says("on").named("on"), hangsUp(),
		), asking()))
		wantLines(w, "flow logs", flowLines(t, log.String()), "CreateCase NoMatchingError on")
		if !strings.Contains(log.String(), `"note":"`) {
			t.Errorf("got no reason: %s", log.String())
		}
	})
}
