package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
)

// ChatJS measures itself for AWS unless the page switches that off. Only a
// browser runs it: it is a shared worker.
var telemetryRows = []row{
	{116, "nothing_leaves_when_telemetry_is_off", nothingLeavesWhenTelemetryIsOff},
	{117, "unreachable_telemetry_does_no_harm", unreachableTelemetryDoesNoHarm},
}

// measured are the options of a page that leaves telemetry on.
func measured(t *testing.T) chatjs.Options {
	o := inBrowser(t)
	o.Metrics = true
	return o
}

// wantTelemetry waits until a page calls the host of telemetry.
// client: amazon-connect-chatjs src/config/csmConfig.js
func wantTelemetry(t *testing.T, p *chatjs.Participant) {
	t.Helper()
	if got, want := p.AwaitOutside(), ".telemetry.connect.local-1.amazonaws.com:443"; !strings.HasSuffix(got, want) {
		t.Errorf("got %s called, want a host that ends in %s", got, want)
	}
}

// The worker sends every 30 s, and as soon as it has 30 figures. Its clock is not
// the page's, so the 40 s are real.
func nothingLeavesWhenTelemetryIsOff(t *testing.T) {
	s := sharedServer(t)
	off := chatjs.Join(t, s.URL, start(t, s), inBrowser(t))
	on := chatjs.Join(t, s.URL, start(t, s), measured(t))
	for n := range 20 {
		off.Say(fmt.Sprintf("unmeasured %d", n))
	}
	on.Say("measured")
	for _, heartbeats := range []int{3, 5} { // of which the first comes at once, the others every 10 s
		off.AwaitFrames(0, "aws/heartbeat", heartbeats)
	}
	wantTelemetry(t, on)
	if got := off.Outside(); len(got) > 0 {
		t.Errorf("got %v called in 40 s, want no host but the server's", got)
	}
}

func unreachableTelemetryDoesNoHarm(t *testing.T) {
	s := sharedServer(t)
	customer := chatjs.Join(t, s.URL, start(t, s), measured(t))
	for n := range 20 {
		customer.AwaitMessage(customer.Say(fmt.Sprintf("measured %d", n)).ID)
	}
	wantTelemetry(t, customer)
	plainChat(t, customer, agentPage(t, s, customer.Details))
}
