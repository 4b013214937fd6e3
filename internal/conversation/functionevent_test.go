package conversation_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// A function gets numbers as the flow, or another function, wrote them: one that
// reads an account's number must not get another's.
func TestFunctionGetsNumbersAsTheyWereWritten(t *testing.T) {
	inWorld(t, func(w *world) {
		w.partner.function = func([]byte) []byte { return []byte(`{}`) }
		call := invokes("arn:any").failing(flow.ErrorNoMatchingError, "end")
		call.params["LambdaInvocationAttributes"] = json.RawMessage(`{"account": 12345678901234567890, "price": 1.10}`)
		w.starts(through(w.flow(call, hangsUp().named("end")), asking()))
		w.pass(time.Second)
		made := w.partner.made()
		if len(made) != 1 || !strings.Contains(made[0].event, `"Parameters":{"account":12345678901234567890,"price":1.10}`) {
			t.Errorf("got calls %+v, want one with the numbers as they were written", made)
		}
	})
}
