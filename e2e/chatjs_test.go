package e2e

import (
	"fmt"
	"testing"
)

// row is one line of what ChatJS needs of a server: given a stimulus, what the
// unmodified client has to see. The number is that of the list in
// docs/compatibility.md.
type row struct {
	number int
	name   string
	prove  func(t *testing.T)
}

// TestChatJS plays every row, with ChatJS 5.0.0 where the row does not name
// another. Rows run side by side: those about heartbeats last half a minute.
func TestChatJS(t *testing.T) {
	t.Parallel()
	for _, rows := range [][]row{
		endpointRows, callRows, connectRows, socketRows, outageRows, messageRows, eventRows, endRows, receiptRows, viewRows,
		transcriptRows, persistentRows, timeoutRows, olderRows, browserRows, telemetryRows, authenticationRows, attachmentRows,
		agentRows,
	} {
		for _, r := range rows {
			t.Run(fmt.Sprintf("row_%d_%s", r.number, r.name), func(t *testing.T) {
				t.Parallel()
				r.prove(t)
			})
		}
	}
}
