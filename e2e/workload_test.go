package e2e

import (
	"context"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// The short form of the measurement with a thousand agents: nothing is lost.
func TestAWorkloadOfAgentsLosesNothing(t *testing.T) {
	t.Parallel()
	s := rejoin.Start(t, rejoin.Options{})
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	got, err := rejoin.Run(ctx, s.Environment(), "bench", "agents", "--agents", "10", "--chats", "20", "--for", "6s", "--talk", "2s")
	must(t, err)
	t.Log(got.Stdout)
	if got.Code != 0 {
		t.Errorf("got exit code %d, %s", got.Code, got.Stderr)
	}
	for _, want := range []string{"10 agents made and signed in", "0 lost, 0 offers missed, 0 with two agents", "a signed-in agent costs", "from queued to offered: p50 "} {
		if !strings.Contains(got.Stdout, want) {
			t.Errorf("the report lacks %q", want)
		}
	}
}
